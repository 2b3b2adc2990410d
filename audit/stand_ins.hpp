/// Through whom a grant may be of use to somebody who does not hold it: owners of views and of shares, with whose
/// rights others read (V1, V5), and groups that are assumed as a role by who is no member of theirs (M9).
#pragma once

#include <map>
#include <set>
#include <vector>

#include "graph/access_graph.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::audit {

/// A group of one workspace, which Unity Catalog does not look at (M6); it does at `users` and `admins` (M5).
[[nodiscard]] bool ignored_in_unity(const graph::access_graph& facts, node_id principal);

/// Of a graph that outlives it.
class stand_ins {
public:
    explicit stand_ins(const graph::access_graph& facts);

    /// Groups that carry the grantee, or are it, and that somebody active has the role to assume, or may have.
    [[nodiscard]] std::vector<node_id> roles_of(node_id grantee);
    /// Whether somebody reads, or may read, with the rights of an owner to whom the grant gives a part of what it
    /// takes.
    [[nodiscard]] bool holds_up(const source_grant& grant);
    /// What was not read, and may hold more of all that.
    [[nodiscard]] const std::set<graph::gap_index>& unread() const noexcept { return unread_; }

private:
    void add_roles();
    void add_views();
    void add_shares();
    /// Whether the group is `users` or `admins` of a workspace (M4, M5), which no stored membership fills.
    [[nodiscard]] bool stands_for_a_workspace(node_id group) const;
    /// Whether the principal has, or may have, the rights of the group; for `admins` taken for all who can enter.
    [[nodiscard]] bool carries(node_id principal, node_id group);
    [[nodiscard]] bool is_read(node_id view);

    const graph::access_graph& facts_;
    node_id everybody_ = no_node;                     ///< `account users`
    std::vector<node_id> all_roles_;                  ///< groups that somebody may assume
    std::map<node_id, std::vector<node_id>> read_by_; ///< views, by what they read and containers of it
    std::vector<node_id> unread_views_;               ///< nobody knows what they read
    std::vector<node_id> shares_;                     ///< that recipients read
    std::map<node_id, std::set<node_id>> carried_;    ///< groups and workspaces of owners and roles
    std::map<node_id, bool> is_read_;
    std::map<node_id, std::vector<graph::gap_index>> unlisted_; ///< by metastore: where views may lie
    std::set<graph::gap_index> unread_;
};

} // namespace canreach::audit
