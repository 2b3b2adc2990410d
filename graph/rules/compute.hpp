/// Something to run a statement on (rule T7), asked for only `WITH COMPUTE`.
///
/// A warehouse that one may run, with the entitlement to SQL; a cluster that one may attach to whose mode suits what is
/// read, or the right to create one, with the entitlement to the workspace. Serverless compute is in no crawl and does
/// not count. Where no entitlement of a workspace is known, none is asked for there.
#pragma once

#include "graph/rules/condition.hpp"
#include "graph/rules/object_tables.hpp"
#include "graph/rules/tenancy.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"
#include "model/roles.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// Which compute counts; of `unknown` it stays open whether it does.
using compute_choice = truth (*)(const object_tables::compute&);

/// What compute in `w` asks for, to reach things of this family; to be put in the scene `local_acl(w)`. Without a
/// choice all of it counts; a cluster that one may create is what `creating` says.
/// O(compute of the workspace × depth).
[[nodiscard]] condition compute_in(const detail::account& in, workspace_no w, kind_family reached,
                                   compute_choice wanted = nullptr, bool creating = true);

/// An entitlement of a workspace, held through any group; its admins have them all. For the scene `local_acl(w)`.
[[nodiscard]] condition entitled(const detail::account& in, workspace_no w, role to);
/// Whoever carries the user or group that a cluster is dedicated to. For the same scene.
[[nodiscard]] condition dedicated_to(node_id whom, node_id cluster);

} // namespace canreach::graph
