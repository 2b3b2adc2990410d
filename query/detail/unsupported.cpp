#include "query/detail/unsupported.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <variant>

#include "graph/operations.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

constexpr std::string_view object_rules = "it rests on the rules for workspace objects";
constexpr std::string_view indirect_rules = "it rests on the rules for indirect paths";
constexpr std::string_view history_rules = "it compares several account files, and one is open";

} // namespace

diagnostic not_answered(span where, std::string_view what, std::string_view because) {
    return {errc::unsupported,
            where,
            fmt::format("{} is not answered by this version", what),
            {},
            {fmt::format("{}, which are not built yet", because)}};
}

std::optional<diagnostic> unsupported(const ast::tail& what) {
    if (what.how && what.how->word == ast::mode_word::escalatable)
        return not_answered(what.how->from, "`ESCALATABLE`", indirect_rules);
    if (what.with_compute)
        return not_answered(*what.with_compute, "`WITH COMPUTE`", "it rests on the rules for warehouses and clusters");
    if (what.as_of) {
        diagnostic made{errc::unsupported,
                        what.as_of->from,
                        "`AS OF` is not answered by this version",
                        "open the account file of that day with `--db`",
                        {}};
        return made;
    }
    return std::nullopt;
}

std::optional<diagnostic> unsupported(kind_ref kind, span where) {
    switch (family_of(kind->kind)) {
    case kind_family::object: return not_answered(where, fmt::format("`{}`", kind->spelling), object_rules);
    default: return std::nullopt;
    }
}

std::optional<diagnostic> unsupported(const ast::resource& what) {
    using form = ast::resource::form;
    switch (what.how) {
    case form::path:
    case form::any_file:
    case form::anonymous_function:
    case form::metastore: return std::nullopt;
    case form::named: break;
    }
    if (what.kind)
        if (auto fault = unsupported(*what.kind, what.from)) return fault;
    return std::nullopt;
}

std::optional<diagnostic> unsupported(const ast::listing& what, span where) {
    if (std::holds_alternative<ast::show_abilities>(what)) return not_answered(where, "`SHOW ABILITIES`", object_rules);
    if (std::holds_alternative<ast::show_identities>(what))
        return not_answered(where, "`SHOW IDENTITIES`", indirect_rules);
    if (std::holds_alternative<ast::show_paths>(what)) return not_answered(where, "`SHOW PATHS`", indirect_rules);
    if (std::holds_alternative<ast::show_snapshots>(what))
        return diagnostic{errc::unsupported,
                          where,
                          "`SHOW SNAPSHOTS` is not answered by this version",
                          "`canreach info` describes the file that is open",
                          {std::string(history_rules)}};
    return std::nullopt;
}

diagnostic wrong_kind(span where, const bound::asked& what, node_kind kind) {
    const auto noun = noun_of(kind);
    const bool vowel = std::string_view{"aeio"}.find(noun.front()) != std::string_view::npos;
    diagnostic made{errc::bad_input,
                    where,
                    fmt::format("`{}` does not apply to {} {}", what.shown, vowel ? "an" : "a", noun),
                    {},
                    {}};
    const auto held_there = [kind](graph::action one) { return graph::applies_to(one, kind); };
    if (!what.privileges.empty() && std::ranges::all_of(what.privileges, held_there)) {
        made.hint = "to ask who holds the privilege there, add `GRANTED`";
        return made;
    }
    std::string kinds;
    for (const auto one : all_kinds()) {
        const auto to_kind = [one](graph::action verb) { return graph::applies_to(verb, one); };
        if (!std::ranges::all_of(what.what.actions, to_kind)) continue;
        kinds += fmt::format("{}{}", kinds.empty() ? "" : ", ", noun_of(one));
    }
    if (!kinds.empty()) made.hint = fmt::format("it applies to: {}", kinds);
    if (kind == node_kind::catalog || kind == node_kind::schema)
        made.hint += "; to ask about everything below, write `.**` after the name";
    return made;
}

} // namespace canreach::query::detail
