#include "query/detail/wrong_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "graph/operations.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {

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
