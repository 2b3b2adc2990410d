/// Something to run a statement on (rule T7), asked for only `WITH COMPUTE`.
///
/// A warehouse that one may run, with the entitlement to SQL; a cluster that one may attach to whose mode suits what is
/// read, or the right to create one, with the entitlement to the workspace. Serverless compute is in no crawl and does
/// not count. Where no entitlement of a workspace is known, none is asked for there.
#pragma once

#include "graph/rules/condition.hpp"
#include "graph/rules/tenancy.hpp"
#include "model/kinds.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// What compute in `w` asks for, to reach things of this family; to be put in the scene `local_acl(w)`.
/// O(compute of the workspace × depth).
[[nodiscard]] condition compute_in(const detail::account& in, workspace_no w, kind_family reached);

} // namespace canreach::graph
