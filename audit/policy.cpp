#include "audit/policy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <map>
#include <set>
#include <span>
#include <sstream>
#include <utility>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "query/unicode.hpp"

namespace canreach::audit {
namespace {

constexpr std::array<std::pair<std::string_view, severity>, 3> severities{
    {{"note", severity::note}, {"warning", severity::warning}, {"error", severity::error}}};

/// The keys of a rule's two selectors.
struct form_row {
    policy_rule::form how;
    std::string_view key, access, against;
    bool alone; ///< `against` may be left out
};
constexpr std::array<form_row, 3> forms{{{policy_rule::form::forbid, "forbid", "access", "by", true},
                                         {policy_rule::form::allow_only, "allow_only", "access", "to", false},
                                         {policy_rule::form::require, "require", "all", "have", true}}};

unsigned line_of(const YAML::Node& node) {
    return static_cast<unsigned>(std::max(node.Mark().line, 0) + 1);
}

failure wrong(unsigned line, std::string message) {
    return fail(errc::bad_input, fmt::format("line {}: {}", line, message));
}

using fields = std::map<std::string, YAML::Node, std::less<>>;

/// A mapping with no keys but `known`, each once.
result<fields> fields_of(const YAML::Node& node, std::string_view what, std::span<const std::string_view> known) {
    if (!node.IsMap()) return wrong(line_of(node), fmt::format("{} is no mapping of keys to values", what));
    fields found;
    for (const auto& entry : node) {
        const auto line = line_of(entry.first);
        if (!entry.first.IsScalar()) return wrong(line, fmt::format("a key of {} is no word", what));
        const auto& key = entry.first.Scalar();
        if (std::ranges::find(known, key) == known.end())
            return wrong(line, fmt::format("unknown key `{}` in {}", printable(key), what))
                .hinting(fmt::format("wanted one of {}", fmt::join(known, ", ")));
        if (!found.emplace(key, entry.second).second)
            return wrong(line, fmt::format("key `{}` stands twice in {}", key, what));
    }
    return found;
}

/// The text under `key`; empty where the key is missing and not needed.
result<std::string> text_in(const fields& from, std::string_view key, std::string_view what, unsigned line,
                            bool needed) {
    const auto found = from.find(key);
    if (found == from.end()) {
        if (!needed) return std::string{};
        return wrong(line, fmt::format("{} lacks `{}`", what, key));
    }
    if (!found->second.IsScalar() || found->second.Scalar().empty())
        return wrong(line_of(found->second), fmt::format("`{}` of {} is no text", key, what));
    return found->second.Scalar();
}

result<bool> flag_in(const fields& from, std::string_view key, std::string_view what) {
    const auto found = from.find(key);
    if (found == from.end()) return false;
    const auto text = found->second.IsScalar() ? found->second.Scalar() : std::string{};
    if (text != "true" && text != "false")
        return wrong(line_of(found->second), fmt::format("`{}` of {} is neither true nor false", key, what));
    return text == "true";
}

/// Where a sentence begins: below the `|` or `>` of a block, which is where the mark of the node stands.
unsigned sentence_line(const YAML::Node& node) {
    const bool block = node.Scalar().find('\n') != std::string::npos && node.Tag() == "!";
    return line_of(node) + (block ? 1U : 0U);
}

bool is_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    int parts[3] = {};
    int at = 0;
    for (const char c : text) {
        if (c == '-')
            ++at;
        else if (c >= '0' && c <= '9' && at < 3)
            parts[at] = parts[at] * 10 + (c - '0');
        else
            return false;
    }
    return at == 2 &&
           std::chrono::year_month_day(std::chrono::year(parts[0]), std::chrono::month(static_cast<unsigned>(parts[1])),
                                       std::chrono::day(static_cast<unsigned>(parts[2])))
               .ok();
}

result<policy_exception> exception_of(const YAML::Node& node) {
    constexpr std::array<std::string_view, 5> known{"principal", "resource", "reason", "owner", "expires"};
    constexpr std::string_view what = "an exception";
    const auto found = fields_of(node, what, known);
    if (!found) return found.error();
    policy_exception made;
    made.line = line_of(node);
    const std::array<std::pair<std::string policy_exception::*, bool>, 5> members{
        {{&policy_exception::principal, false},
         {&policy_exception::resource, false},
         {&policy_exception::reason, true},
         {&policy_exception::owner, true},
         {&policy_exception::expires, true}}};
    for (std::size_t i = 0; i < known.size(); ++i) {
        auto text = text_in(*found, known[i], what, made.line, members[i].second);
        if (!text) return std::move(text).error();
        made.*members[i].first = *std::move(text);
    }
    if (made.principal.empty() && made.resource.empty())
        return wrong(made.line, "an exception names neither `principal` nor `resource`");
    if (!is_day(made.expires))
        return wrong(line_of(found->find("expires")->second),
                     fmt::format("`expires` is `{}`; wanted a day as in 2027-03-31", printable(made.expires)));
    return made;
}

result<selector> selector_of(const YAML::Node& node, std::string_view key) {
    if (!node.IsScalar() || node.Scalar().empty())
        return wrong(line_of(node), fmt::format("`{}` is no sentence of the query language", key));
    return selector{node.Scalar(), sentence_line(node)};
}

result<void> read_selectors(const form_row& form, const YAML::Node& node, policy_rule& into) {
    into.how = form.how;
    if (node.IsScalar()) {
        if (!form.alone)
            return wrong(line_of(node),
                         fmt::format("`{}` needs two sentences: `{}` and `{}`", form.key, form.access, form.against));
        auto only = selector_of(node, form.key);
        if (!only) return std::move(only).error();
        into.access = *std::move(only);
        return {};
    }
    const std::array known{form.access, form.against};
    const auto found = fields_of(node, fmt::format("`{}`", form.key), known);
    if (!found) return found.error();
    for (const auto key : known) {
        const auto at = found->find(key);
        if (at == found->end()) return wrong(line_of(node), fmt::format("`{}` lacks `{}`", form.key, key));
        auto read = selector_of(at->second, key);
        if (!read) return std::move(read).error();
        if (key == form.access)
            into.access = *std::move(read);
        else
            into.against = *std::move(read);
    }
    return {};
}

result<policy_rule> rule_of(const YAML::Node& node) {
    constexpr std::array<std::string_view, 8> known{"id",         "description", "severity",    "forbid",
                                                    "allow_only", "require",     "allow_empty", "exceptions"};
    const auto found = fields_of(node, "a policy", known);
    if (!found) return found.error();
    policy_rule made;
    made.line = line_of(node);
    auto id = text_in(*found, "id", "a policy", made.line, true);
    if (!id) return std::move(id).error();
    made.id = *std::move(id);
    const auto what = fmt::format("policy `{}`", printable(made.id));
    auto description = text_in(*found, "description", what, made.line, false);
    if (!description) return std::move(description).error();
    made.description = *std::move(description);
    const auto weight = text_in(*found, "severity", what, made.line, false);
    if (!weight) return weight.error();
    if (!weight->empty()) {
        const auto known_weight = severity_called(*weight);
        if (!known_weight)
            return wrong(line_of(found->find("severity")->second),
                         fmt::format("unknown severity `{}`; wanted error, warning or note", printable(*weight)));
        made.weight = *known_weight;
    }
    const auto empty = flag_in(*found, "allow_empty", what);
    if (!empty) return empty.error();
    made.allow_empty = *empty;
    unsigned told = 0;
    for (const auto& form : forms) {
        const auto at = found->find(form.key);
        if (at == found->end()) continue;
        ++told;
        if (auto read = read_selectors(form, at->second, made); !read) return read.error();
    }
    if (told != 1)
        return wrong(made.line, fmt::format("{} holds {} of forbid, allow_only and require; wanted one", what, told));
    if (const auto list = found->find("exceptions"); list != found->end()) {
        if (!list->second.IsSequence())
            return wrong(line_of(list->second), fmt::format("`exceptions` of {} is no list", what));
        for (const auto& one : list->second) {
            auto read = exception_of(one);
            if (!read) return std::move(read).error();
            made.exceptions.push_back(*std::move(read));
        }
    }
    return made;
}

/// YAML is UTF-8 without control characters. The library takes other bytes for the end of the text, or never comes
/// back.
result<void> check_text(std::string_view text) {
    unsigned line = 1;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = query::decode(text, at);
        if (c.value == query::bad_character) return wrong(line, "damaged YAML: a byte that is not UTF-8");
        const bool control = c.value < 0x20 ? c.value != '\t' && c.value != '\n' && c.value != '\r'
                                            : c.value >= 0x7F && c.value < 0xA0 && c.value != 0x85;
        if (control)
            return wrong(line,
                         fmt::format("damaged YAML: control character {:#04x}", static_cast<std::uint32_t>(c.value)));
        if (c.value == '\n') ++line;
        at += c.size;
    }
    return {};
}

/// Where documents begin; what is in them is of no interest.
class document_marks final : public YAML::EventHandler {
public:
    std::vector<unsigned> lines;

    void OnDocumentStart(const YAML::Mark& mark) override {
        lines.push_back(static_cast<unsigned>(std::max(mark.line, 0) + 1));
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}
};

/// One document. Loading reads the first alone and says nothing of what follows; loading all never ends on a comma.
result<void> check_document(const std::string& text) {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    document_marks seen;
    if (!parser.HandleNextDocument(seen) || seen.lines.empty()) return wrong(1, "the file is empty");
    if (parser.HandleNextDocument(seen) && seen.lines.size() > 1)
        return wrong(seen.lines[1], "here the one YAML document of a policy file has ended");
    return {};
}

result<policy_file> read_policy(const YAML::Node& top, std::string name) {
    constexpr std::array<std::string_view, 1> known{"policies"};
    const auto found = fields_of(top, "the file", known);
    if (!found) return found.error();
    const auto list = found->find("policies");
    if (list == found->end() || !list->second.IsSequence() || list->second.size() == 0)
        return wrong(list == found->end() ? 1 : line_of(list->second), "wanted `policies`, a list of policies");
    if (list->second.size() > max_policy_rules)
        return fail(errc::limit_exceeded, fmt::format("a policy file holds at most {} policies, and this holds {}",
                                                      max_policy_rules, list->second.size()));
    policy_file made{std::move(name), {}};
    std::map<std::string, unsigned, std::less<>> ids;
    for (const auto& one : list->second) {
        auto rule = rule_of(one);
        if (!rule) return std::move(rule).error();
        const auto [at, fresh] = ids.try_emplace(rule->id, rule->line);
        if (!fresh)
            return wrong(rule->line,
                         fmt::format("policy `{}` is there already, in line {}", printable(rule->id), at->second));
        made.rules.push_back(*std::move(rule));
    }
    return made;
}

} // namespace

std::string_view name_of(severity what) noexcept {
    return std::ranges::find(severities, what, &std::pair<std::string_view, severity>::second)->first;
}

std::optional<severity> severity_called(std::string_view word) noexcept {
    const auto found = std::ranges::find(severities, word, &std::pair<std::string_view, severity>::first);
    return found == severities.end() ? std::nullopt : std::optional(found->second);
}

std::string_view name_of(policy_rule::form how) noexcept {
    return std::ranges::find(forms, how, &form_row::how)->key;
}

result<policy_file> parse_policy(std::string_view yaml, std::string name) {
    if (yaml.size() > max_policy_bytes)
        return fail(errc::limit_exceeded,
                    fmt::format("a policy file has at most {} bytes, and this has {}", max_policy_bytes, yaml.size()))
            .with("file", std::move(name));
    if (auto checked = check_text(yaml); !checked) return std::move(checked).error().with("file", std::move(name));
    // The library reports by exceptions, also from reading a node of another shape than expected.
    try {
        const std::string text(yaml);
        if (auto one = check_document(text); !one) return std::move(one).error().with("file", std::move(name));
        auto read = read_policy(YAML::Load(text), name);
        if (!read) return std::move(read).error().with("file", std::move(name));
        return read;
    } catch (const YAML::Exception& fault) {
        return wrong(static_cast<unsigned>(std::max(fault.mark.line, 0) + 1), "damaged YAML: " + fault.msg)
            .with("file", std::move(name));
    }
}

} // namespace canreach::audit
