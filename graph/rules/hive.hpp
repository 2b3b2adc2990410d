/// The Hive metastore of one workspace (rules H1–H13, L1–L5): binds what an action needs to one resource.
///
/// Everything is asked in the scene of that workspace, by someone with access to it. A denial takes away what grants
/// give but not what owners have, nor what workspace admins may (unless the profile says otherwise), so a privilege is
/// (granted and not denied) or owned; an action is that with USAGE of the schema, or a workspace admin.
#pragma once

#include "graph/answers.hpp"
#include "graph/rules/bind.hpp"
#include "model/ids.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// What `bind` says of things of the Hive metastore. In mode granted: the privilege by grant or ownership, no denial,
/// no USAGE, no admin.
[[nodiscard]] bound_action bind_hive(const detail::account& in, action what, const request& asked, node_id resource);

} // namespace canreach::graph
