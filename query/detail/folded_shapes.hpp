/// Which tables can be told together (query/folding.hpp), and what is told of their rows.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "query/result_table.hpp"

namespace canreach::query::detail {

struct folded_shape {
    statement_kind of;
    bool of_principals;                     ///< rows are about principals, else about resources
    std::span<const std::string_view> told; ///< columns; rows that tell the same are one
};

inline constexpr std::array<std::string_view, 5> access_told{"actions", "via", "workspaces", "hops", "verdict"};
inline constexpr std::array<std::string_view, 5> comparison_told{"side", "first", "second", "both", "verdict"};
inline constexpr std::array<std::string_view, 3> grants_told{"principal.kind", "principal.name", "privileges"};
inline constexpr std::array<std::string_view, 2> identities_told{"hops", "verdict"};
inline constexpr std::array<folded_shape, 5> folded_shapes{{{statement_kind::what, false, access_told},
                                                            {statement_kind::compare_access, false, comparison_told},
                                                            {statement_kind::grants, false, grants_told},
                                                            {statement_kind::owned, false, {}},
                                                            {statement_kind::identities, true, identities_told}}};

/// Null where each row is told by itself.
[[nodiscard]] constexpr const folded_shape* folding_of(statement_kind kind) noexcept {
    for (const auto& one : folded_shapes)
        if (one.of == kind) return &one;
    return nullptr;
}

} // namespace canreach::query::detail
