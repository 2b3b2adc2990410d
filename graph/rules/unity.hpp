/// Unity Catalog (rules U1–U15): binds what an action needs to one resource.
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

/// The privilege `bits` on `resource` by U1–U5: held, inherited, through `ALL PRIVILEGES`, or by ownership of it.
[[nodiscard]] condition holding(const detail::account& in, node_id resource, mask bits, std::string_view rule);
/// Usage of every container strictly above `resource` (U7).
[[nodiscard]] condition usage_above(const detail::account& in, node_id resource);

} // namespace canreach::graph
