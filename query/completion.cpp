#include "query/completion.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include "query/keywords.hpp"
#include "query/lexer.hpp"
#include "query/object_kinds.hpp"
#include "query/spelling.hpp"
#include "query/unicode.hpp"

namespace canreach::query {
namespace {

constexpr std::array<std::string_view, 11> opening_words{"CAN",  "COMPARE", "COUNT", "EXPLAIN", "FROM", "HOW",
                                                         "SHOW", "WHAT",    "WHICH", "WHO",     "WHY"};
/// Words that follow others, beside the structural ones.
constexpr std::array<std::string_view, 37> inner_words{
    "ABILITIES",  "ALL",    "ANY",    "ASC",       "CAN",           "CANNOT",   "COMPUTE", "COVERAGE",
    "DESC",       "DIRECT", "DO",     "GLOB",      "GRANTS",        "GROUP",    "GROUPS",  "HOPS",
    "IDENTITIES", "IS",     "LATEST", "LIKE",      "MEMBER",        "MEMBERS",  "NULL",    "OBJECTS",
    "OWNED",      "OWNER",  "PATH",   "PATHS",     "PREREQUISITES", "PREVIOUS", "PROFILE", "REACH",
    "REACHABLE",  "ROLE",   "ROWS",   "SNAPSHOTS", "WORKSPACES",
};

/// A verb may be spelled in so many words before the one being typed (`CREATE EXTERNAL …`).
constexpr std::size_t longest_verb_start = 4;

/// The name or word being typed: tokens up to the end of the text without a blank between them.
struct fragment {
    std::size_t from = 0;
    std::string value;   ///< quotes taken off
    bool quoted = false; ///< begins with a backtick
    std::size_t first_token = 0;
};

bool belongs_to_a_name(token_kind kind) {
    switch (kind) {
    case token_kind::word:
    case token_kind::quoted:
    case token_kind::unclosed_quote:
    case token_kind::email:
    case token_kind::uuid:
    case token_kind::number_word:
    case token_kind::integer:
    case token_kind::odd_character: // a lone `@`
    case token_kind::dot:
    case token_kind::colon: return true;
    default: return false;
    }
}

std::string_view without_quotes(std::string_view text) {
    if (text.starts_with('`')) text.remove_prefix(1);
    if (text.ends_with('`')) text.remove_suffix(1);
    return text;
}

fragment last_fragment(std::string_view text, std::span<const token> tokens) {
    fragment last{text.size(), {}, false, tokens.size()};
    for (auto i = tokens.size(); i-- > 0 && tokens[i].where.end == last.from && belongs_to_a_name(tokens[i].kind);) {
        last.from = tokens[i].where.begin;
        last.first_token = i;
        last.value.insert(0, tokens[i].kind == token_kind::quoted
                                 ? value_of(tokens[i], text)
                                 : std::string(without_quotes(tokens[i].where.of(text))));
    }
    last.quoted = text.substr(last.from).starts_with('`');
    return last;
}

class candidates {
public:
    candidates(const fragment& typed, bool lower) : typed_(typed), lower_(lower) {}

    void add_word(std::string_view word) {
        if (typed_.quoted || word.size() < typed_.value.size()) return;
        if (same_word(word.substr(0, typed_.value.size()), typed_.value))
            words_.push_back(lower_ ? ascii_lower(word) : std::string(word));
    }
    /// What is left of a spelling of several words after those already typed.
    void add_rest(std::string_view spelling, std::string_view typed_words) {
        if (spelling.size() > typed_words.size() && spelling.starts_with(typed_words))
            add_word(spelling.substr(typed_words.size()));
    }
    void add_name(const named_kind& found) {
        const auto family = family_of(found.kind);
        const bool dotted = family == kind_family::unity || family == kind_family::hive;
        names_.push_back(dotted          ? spelled_dotted_name(found.name)
                         : typed_.quoted ? quoted_name(found.name)
                                         : spelled_name(found.name));
    }
    std::vector<std::string> take() {
        for (auto* part : {&words_, &names_}) {
            std::ranges::sort(*part);
            part->erase(std::ranges::unique(*part).begin(), part->end());
        }
        std::ranges::move(names_, std::back_inserter(words_));
        return std::move(words_);
    }

private:
    const fragment& typed_;
    bool lower_;
    std::vector<std::string> words_, names_;
};

bool has_lower(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

} // namespace

result<completion> complete(std::string_view text, const vocabulary& verbs, catalog& names, std::size_t limit) {
    completion made{text.size(), {}};
    if (text.size() > max_script_bytes) return made;
    const auto all = tokenize(text);
    auto tokens = std::span(all).first(all.size() - 1);
    for (std::size_t i = tokens.size(); i-- > 0;)
        if (tokens[i].kind == token_kind::semicolon) {
            tokens = tokens.subspan(i + 1);
            break;
        }
    const auto typed = last_fragment(text, tokens);
    made.from = typed.from;
    const auto before = tokens.first(std::min(typed.first_token, tokens.size()));
    const auto cased = typed.value.empty() && !before.empty() ? before.front().where.of(text) : typed.value;
    candidates found(typed, cased.empty() || has_lower(cased));
    if (before.empty()) {
        for (const auto word : opening_words) found.add_word(word);
        made.candidates = found.take();
        return made;
    }
    for (const auto word : structural_words()) found.add_word(word);
    for (const auto word : inner_words) found.add_word(word);
    std::string typed_words;
    for (std::size_t count = 0; count <= std::min(longest_verb_start, before.size()); ++count) {
        if (count > 0) {
            const auto& word = before[before.size() - count];
            if (word.kind != token_kind::word) break;
            typed_words.insert(0, normalised_verb(word.where.of(text)) + ' ');
        }
        for (const auto& verb : verbs.words()) found.add_rest(verb.spelling(), typed_words);
        for (const auto& kind : object_kinds()) {
            found.add_rest(kind.spelling, typed_words);
            found.add_rest(kind.plural, typed_words);
        }
    }
    if (!typed.value.empty()) {
        auto named = names.names_beginning(typed.value, limit);
        if (!named) return std::move(named).error();
        for (const auto& one : *named) found.add_name(one);
    }
    made.candidates = found.take();
    return made;
}

} // namespace canreach::query
