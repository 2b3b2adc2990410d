/// One function a question; `access_graph` documents them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "graph/paths.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"

namespace canreach::graph::detail {

struct account;

[[nodiscard]] can_answer can(const account& in, node_id principal, const request& what, node_id resource);
[[nodiscard]] decision decide(const account& in, node_id principal, const request& what, node_id resource);
/// Not of mode escalatable.
[[nodiscard]] std::vector<std::string> rules_behind(const account& in, node_id principal, const request& what,
                                                    node_id resource);
[[nodiscard]] std::vector<workspace_verdict> workspaces(const account& in, node_id principal, const request& what,
                                                        node_id resource);
[[nodiscard]] std::vector<std::pair<action, verdict>> actions_on(const account& in, node_id principal,
                                                                 const request& how, node_id resource);
/// What can be done with a thing at all, in the words of a mode, each once.
[[nodiscard]] std::vector<action> actions_known(const account& in, mode how, node_id resource);
[[nodiscard]] std::vector<std::uint32_t> alike(const account& in, node_id principal, const request& how,
                                               std::span<const node_id> resources);
[[nodiscard]] who_answer who(const account& in, const request& what, node_id resource,
                             std::span<const node_kind> principal_kinds);
[[nodiscard]] who_count count_who(const account& in, const request& what, node_id resource,
                                  std::span<const node_kind> principal_kinds);
[[nodiscard]] what_answer what(const account& in, node_id principal, const request& what,
                               std::span<const node_kind> kinds, node_id within);
/// Without a step for each row. Not of mode escalatable.
[[nodiscard]] what_runs runs_of_what(const account& in, node_id principal, const request& what,
                                     std::span<const node_kind> kinds, node_id within);
[[nodiscard]] what_runs runs_of(what_answer from);

[[nodiscard]] explanation explain(const account& in, node_id principal, const request& what, node_id resource);
[[nodiscard]] std::vector<via_item> via(const account& in, node_id principal, const request& what, node_id resource);
[[nodiscard]] std::vector<requirement> prerequisites(const account& in, const request& what, node_id resource);

/// `what` gives mode, workspaces and profile; its actions do not count.
[[nodiscard]] rows_answer rows(const account& in, node_id principal, const request& what, node_id resource);
/// One ruling a metastore, ascending ids.
[[nodiscard]] std::vector<path_ruling> rulings_on(const account& in, std::span<const place_on_path> places,
                                                  bool managed);

[[nodiscard]] who_answer members_of(const account& in, node_id group, bool direct);
[[nodiscard]] who_answer groups_of(const account& in, node_id principal, bool direct);
[[nodiscard]] workspaces_answer workspaces_of(const account& in, node_id principal, bool direct);
[[nodiscard]] std::vector<node_id> membership_chain(const account& in, node_id member, node_id group);
[[nodiscard]] std::vector<source_grant> grants_on(const account& in, node_id resource);
[[nodiscard]] std::vector<source_grant> grants_to(const account& in, node_id principal);
[[nodiscard]] std::vector<gap_index> gaps_within(const account& in, node_id node);

} // namespace canreach::graph::detail
