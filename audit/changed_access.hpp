/// How access differs between an account and what some changes make of it.
#pragma once

#include <compare>
#include <span>
#include <vector>

#include "audit/edited_source.hpp"
#include "graph/access_graph.hpp"

namespace canreach::audit {

/// What is not as sure for one principal and one resource after the changes as before. Of the two verdicts one may be
/// `unknown`: then nobody knows whether there is a difference.
struct access_change {
    node_id principal;
    node_id resource;
    graph::verdict before = graph::verdict::no;
    graph::verdict after = graph::verdict::no;
    std::vector<graph::action> actions; ///< privileges, operations, or abilities on what is no securable; ascending
    std::vector<unsigned> roles; ///< bits of roles that no ability stands for, such as `billing.admin`; ascending
    [[nodiscard]] bool gained() const noexcept { return after > before; }
    [[nodiscard]] bool sure() const noexcept {
        return before != graph::verdict::unknown && after != graph::verdict::unknown;
    }
    friend auto operator<=>(const access_change&, const access_change&) = default;
};

struct access_difference {
    std::vector<access_change> rows;    ///< by (principal, resource, before, after)
    std::vector<graph::gap_index> gaps; ///< what was not read and could change the rows, ascending
};

/// Every difference between two states of one account for users and service principals, in what of `actions` they can
/// do with securables, objects, groups, service principals, workspaces and the account, and in their roles. `views` are
/// resources whose access rests on their owners' (V1), so that anybody's may change; otherwise only those are looked at
/// whom an edit names, themselves or through groups. A group that is dropped is no longer a thing that anybody can
/// manage. O(persons concerned · resources + views · persons · actions), where something was not read
/// O(persons concerned · resources · actions).
[[nodiscard]] access_difference changed_access(const graph::access_graph& before, const graph::access_graph& after,
                                               std::span<const edit> edits, std::span<const node_id> views,
                                               std::span<const graph::action> actions, graph::mode how);

} // namespace canreach::audit
