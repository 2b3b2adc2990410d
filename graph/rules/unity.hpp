/// Unity Catalog (rules U1–U19): binds what an action needs to one resource.
#pragma once

#include <string_view>
#include <vector>

#include "graph/answers.hpp"
#include "graph/rules/bind.hpp"
#include "graph/rules/condition.hpp"
#include "model/ids.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// What `bind` says of securables of Unity Catalog.
[[nodiscard]] std::vector<bound_action> bind_unity(const detail::account& in, action what, const request& asked,
                                                   node_id resource);

/// The privilege `bits` on `resource` by U1–U5: held, inherited, through `ALL PRIVILEGES`, or by ownership of it; by
/// policies that give or take it (U17, U18).
[[nodiscard]] condition holding(const detail::account& in, node_id resource, mask bits, std::string_view rule,
                                const rule_profile& profile = {});
/// Usage of every container strictly above `resource` (U7).
[[nodiscard]] condition usage_above(const detail::account& in, node_id resource, const rule_profile& profile = {});

} // namespace canreach::graph
