/// Questions of mode escalatable, and the listings of indirect paths; `access_graph` documents them.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "graph/group_closure.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"

namespace canreach::graph::detail {

struct account;
class seeker;

[[nodiscard]] can_answer escalated_can(const account& in, node_id principal, const request& what, node_id resource);
/// The same without its reasons.
[[nodiscard]] decision escalated_decide(const account& in, node_id principal, const request& what, node_id resource);
[[nodiscard]] std::vector<std::string> escalated_rules(const account& in, node_id principal, const request& what,
                                                       node_id resource);
/// Its workspaces alone.
[[nodiscard]] std::vector<workspace_verdict> escalated_workspaces(const account& in, node_id principal,
                                                                  const request& what, node_id resource);
/// Which of `candidates` can be had, and how surely.
[[nodiscard]] std::vector<std::pair<action, verdict>> escalated_actions(const account& in, principal_no who,
                                                                        const request& how,
                                                                        std::span<const action> candidates,
                                                                        node_id resource);
/// The same of whoever `reached` is made for.
[[nodiscard]] std::vector<std::pair<action, verdict>> escalated_actions(const account& in, const request& how,
                                                                        std::span<const action> candidates,
                                                                        node_id resource, seeker& reached);
[[nodiscard]] who_answer escalated_who(const account& in, const request& what, node_id resource,
                                       std::span<const node_kind> principal_kinds);
[[nodiscard]] what_answer escalated_what(const account& in, node_id principal, const request& what,
                                         std::span<const node_kind> kinds, node_id within);
[[nodiscard]] std::vector<via_item> escalated_via(const account& in, node_id principal, const request& what,
                                                  node_id resource);
[[nodiscard]] std::vector<via_item> escalated_via(const account& in, node_id principal, const request& what,
                                                  node_id resource, seeker& reached);
[[nodiscard]] chain_answer chains_to(const account& in, node_id principal, const request& what, node_id resource);
/// Of `how` the profile and the number of hops count.
[[nodiscard]] std::vector<identity_row> identities_from(const account& in, node_id principal, const request& how);
[[nodiscard]] std::vector<hop> observing(const account& in, node_id principal, node_id identity);
[[nodiscard]] std::vector<hop> hops_between(const account& in, node_id principal, node_id identity, const request& how);

} // namespace canreach::graph::detail
