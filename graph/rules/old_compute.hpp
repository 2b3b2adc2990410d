/// Reading on old compute (rules V2, V4), where a question asks for compute.
///
/// A dedicated cluster of runtime 15.3 or older reads a view as its caller, who needs every base, and cannot read what
/// has filters, masks or functions that look at the reader. No cluster before runtime 16.4 reads for anybody what an
/// attribute-based filter or mask applies to.
#pragma once

#include <vector>

#include "graph/profile.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/evaluate.hpp"
#include "graph/rules/identity.hpp"
#include "model/ids.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// `works`, which is what reading asks for beside privileges and usage, on compute where that is enough; elsewhere what
/// old compute asks for. Without old compute that matters to the resource, `works` itself.
/// O(compute of the workspaces that see it + what a view reads).
[[nodiscard]] condition on_compute_of_any_age(const detail::account& in, node_id resource, condition works,
                                              const rule_profile& profile);

/// Clusters of which `circuit` would have to know the runtime, as far as `who` may use them; ascending, each once.
[[nodiscard]] std::vector<node_id> clusters_in_doubt(const detail::account& in, const condition& circuit,
                                                     const identity::carried& who, scene where);

} // namespace canreach::graph
