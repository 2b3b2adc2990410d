/// Who administers which workspace, told apart by what the filtered views of the system tables can know (rules R1, R2).
#pragma once

#include <map>
#include <set>
#include <vector>

#include "audit/dossier.hpp"
#include "model/roles.hpp"

namespace canreach::audit {

/// A workspace and whom it is assigned to.
struct assignment {
    node_id workspace;
    node_id principal;
    friend auto operator<=>(const assignment&, const assignment&) = default;
};

/// Assignments of one role to principals of the account: not to groups of a workspace's own, whose names may be those
/// of account groups. Ascending.
[[nodiscard]] std::vector<assignment> account_assignments(const graph::access_graph& facts, role what);

/// The groups `admins` of workspaces (T2).
[[nodiscard]] result<std::vector<assignment>> groups_named_admins(account& in);

/// Who sees the rows of which workspaces, and who administers one without seeing them.
struct admin_visibility {
    /// Person → workspace → what makes them seen: the person itself, or account groups assigned as admin.
    std::map<node_id, std::map<node_id, std::set<node_id>>> seen;
    /// Workspace and person → the group of the workspace that makes an admin of the person: one that is assigned, else
    /// `admins`.
    std::map<assignment, node_id> unseen;
    std::set<graph::gap_index> gaps; ///< what was not read and could add to either
};
[[nodiscard]] result<admin_visibility> visibility_of(account& in);

} // namespace canreach::audit
