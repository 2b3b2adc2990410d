/// Binding an action to one resource, by the rules of the resource's family.
#pragma once

#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/tenancy.hpp"
#include "model/ids.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// One way to do an action to one resource.
struct bound_action {
    condition need;
    reach how_far = reach::read;
    switches_seen doubts{}; ///< switches of the profile that this came from
};

/// The one way that there is: a list in braces would copy the circuit, leaf by leaf.
[[nodiscard]] inline std::vector<bound_action> one_way(condition need, reach how_far = reach::read) {
    std::vector<bound_action> made;
    made.push_back({std::move(need), how_far});
    return made;
}

/// The ways to do an action, one of which suffices: one, but for REACH. In mode granted only holding is asked: no
/// usage, no definer (§0.1). Of `asked` the mode and the profile count, not its actions. O(depth of the resource).
[[nodiscard]] std::vector<bound_action> bind(const detail::account& in, action what, const request& asked,
                                             node_id resource);

} // namespace canreach::graph
