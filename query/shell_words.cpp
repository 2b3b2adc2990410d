#include "query/shell_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "query/keywords.hpp"
#include "query/lexer.hpp"
#include "query/spelling.hpp"
#include "query/unicode.hpp"

namespace canreach::query {
namespace {

constexpr std::array<std::string_view, 11> openings{"CAN",  "WHO",     "WHICH", "WHAT", "WHY",    "HOW",
                                                    "FROM", "COMPARE", "COUNT", "SHOW", "EXPLAIN"};

bool is_whole_sentence(std::string_view argument) {
    const auto begin = argument.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return false;
    auto rest = argument.substr(begin);
    if (rest.starts_with('(') || rest.starts_with("--")) return true;
    const auto end = rest.find_first_of(" \t\r\n(");
    if (end == std::string_view::npos) return false;
    const auto first = rest.substr(0, end);
    return same_word(first, "DIFF") ||
           std::ranges::any_of(openings, [&](std::string_view one) { return same_word(one, first); });
}

bool is_name_or_value(token_kind kind) {
    return kind >= token_kind::word && kind <= token_kind::integer;
}

/// Whether a sentence can hold the two without a blank between: no name follows upon another, a parenthesis only upon a
/// word of the grammar (`IN(`), and a semicolon ends what it stands in.
bool may_touch(const token& before, const token& after, std::string_view argument) {
    if (before.kind == token_kind::semicolon) return after.kind == token_kind::end;
    if (is_name_or_value(before.kind) && is_name_or_value(after.kind)) return false;
    if (after.kind != token_kind::open || !is_name_or_value(before.kind)) return true;
    return before.kind == token_kind::word && reads_as_grammar(before.where.of(argument));
}

/// Whether the lexer finds in the argument only what a sentence is made of, without blanks between: then it means the
/// same here as it would in a text.
bool reads_as_it_is(const std::string& argument) {
    const auto tokens = tokenize(argument);
    // `=1+1` is no comparison: an operator stands alone, or has a column before it.
    const auto first = tokens.front().kind;
    if (first >= token_kind::equal && first <= token_kind::greater_equal && tokens.size() > 2) return false;
    std::size_t end = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto& one = tokens[i];
        if (is_fault(one.kind) || one.where.begin != end) return false; // a gap is a blank or a comment
        if (i > 0 && !may_touch(tokens[i - 1], one, argument)) return false;
        end = one.where.end;
    }
    return tokens.size() > 1 && end == argument.size();
}

bool is_plain_part(std::string_view part) {
    const auto tokens = tokenize(part);
    if (tokens.size() != 2 || tokens.front().where.size() != part.size()) return false;
    switch (tokens.front().kind) {
    case token_kind::word:
    case token_kind::quoted:
    case token_kind::star:
    case token_kind::double_star: return true;
    default: return false;
    }
}

/// `main.2024 data.x`: a name of two to four parts without blanks around its dots. Not an address, a path or a remark.
bool is_dotted_name(std::string_view argument) {
    std::size_t parts = 0;
    for (;;) {
        const auto dot = argument.find('.');
        const auto part = argument.substr(0, dot);
        if (part.empty() || part.front() == ' ' || part.back() == ' ') return false;
        if (part.find_first_of("/'\"`\\@:") != std::string_view::npos) return false;
        ++parts;
        if (dot == std::string_view::npos) break;
        argument.remove_prefix(dot + 1);
    }
    return parts >= 2 && parts <= 4;
}

std::string dotted_name(std::string_view argument) {
    std::string made;
    for (;;) {
        const auto dot = argument.find('.');
        const auto part = argument.substr(0, dot);
        made += is_plain_part(part) ? std::string(part) : quoted_name(part);
        if (dot == std::string_view::npos) return made;
        made += '.';
        argument.remove_prefix(dot + 1);
    }
}

/// A comma or semicolon at the end, or a parenthesis at either end, belongs to the sentence, not to the name.
std::string word(const std::string& argument) {
    if (argument.size() > max_script_bytes || reads_as_it_is(argument)) return argument;
    std::string_view inner = argument;
    std::string before;
    std::string after;
    while (inner.starts_with('(')) {
        before += '(';
        inner.remove_prefix(1);
    }
    while (inner.size() > 1 &&
           (inner.ends_with(',') || inner.ends_with(';') || (inner.ends_with(')') && !before.empty()))) {
        after.insert(after.begin(), inner.back());
        inner.remove_suffix(1);
    }
    if (inner.empty()) return argument.empty() ? "``" : argument;
    // `diff '(who can SELECT main.hr.pay)' between …`: a parenthesis has to be quoted in a shell.
    const bool closed = !before.empty() && after.find(')') != std::string::npos;
    if (closed && is_whole_sentence(inner)) return argument;
    if (reads_as_it_is(std::string(inner))) return argument;
    return before + (is_dotted_name(inner) ? dotted_name(inner) : quoted_name(inner)) + after;
}

} // namespace

std::string sentence_from_arguments(std::span<const std::string> arguments) {
    // No name alone is a question: one argument is a text, right or wrong, and a fault in it is shown as it was typed.
    if (arguments.size() == 1) return arguments.front();
    std::string sentence;
    for (const auto& one : arguments) {
        if (!sentence.empty()) sentence += ' ';
        sentence += word(one);
    }
    return sentence;
}

} // namespace canreach::query
