/// What listings read off the stored facts where one question has its answer in two places.
#pragma once

#include <vector>

#include "graph/access_graph.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"

namespace canreach::query::detail {

/// Whether ownership of a thing is an entry of its ACL, `IS_OWNER` (rule W6): so it is of objects of a workspace.
[[nodiscard]] bool owned_by_acl(node_kind kind) noexcept;
/// Owners as the platform names them: by an `owner` field or by such an entry. Each once.
[[nodiscard]] std::vector<node_id> owners_of(const graph::access_graph& facts, node_id resource);
/// What a principal owns by itself, ascending.
[[nodiscard]] std::vector<node_id> owned_by(const graph::access_graph& facts, node_id principal);

/// Whether a listing that was not read completely may have left out something with grants or an owner: not one of
/// users, service principals or groups.
[[nodiscard]] bool may_hide_resources(const graph::access_graph& facts, const source_gap& gap);

} // namespace canreach::query::detail
