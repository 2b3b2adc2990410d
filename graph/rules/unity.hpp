/// Unity Catalog (rules U1–U15): binds what an action needs to one resource.
#pragma once

#include <string_view>
#include <vector>

#include "graph/answers.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/requirements.hpp"
#include "model/ids.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// One way to do an action to one resource.
struct bound_action {
    condition need;
    reach how_far = reach::read;
};

/// The ways to do an action, one of which suffices: one, but for REACH. In mode granted only holding is asked: no
/// usage, no definer (§0.1). O(depth of the resource).
[[nodiscard]] std::vector<bound_action> bind(const detail::account& in, action what, mode how, node_id resource);

/// The privilege `bits` on `resource` by U1–U5: held, inherited, through `ALL PRIVILEGES`, or by ownership of it.
[[nodiscard]] condition holding(const detail::account& in, node_id resource, mask bits, std::string_view rule);
/// Usage of every container strictly above `resource` (U7).
[[nodiscard]] condition usage_above(const detail::account& in, node_id resource);

} // namespace canreach::graph
