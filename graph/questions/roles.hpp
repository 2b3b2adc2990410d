/// Acting as a role (M9): while one is assumed its identities replace one's own, so the question is put to the group,
/// and who asks must be alive and may assume it.
#pragma once

#include "graph/questions/questions.hpp"

namespace canreach::graph::detail {

// Of `what`, `as_role` is a group.
[[nodiscard]] can_answer can_as_role(const account& in, node_id principal, const request& what, node_id resource);
[[nodiscard]] decision decide_as_role(const account& in, node_id principal, const request& what, node_id resource);
[[nodiscard]] std::vector<std::string> rules_as_role(const account& in, const request& what, node_id resource);
[[nodiscard]] what_answer what_as_role(const account& in, node_id principal, const request& what,
                                       std::span<const node_kind> kinds, node_id within);
[[nodiscard]] std::vector<std::pair<action, verdict>> actions_as_role(const account& in, node_id principal,
                                                                      const request& how, node_id resource);
[[nodiscard]] explanation explain_as_role(const account& in, node_id principal, const request& what, node_id resource);
[[nodiscard]] std::vector<via_item> via_as_role(const account& in, node_id principal, const request& what,
                                                node_id resource);

} // namespace canreach::graph::detail
