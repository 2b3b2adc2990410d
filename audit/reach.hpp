/// Everything that one principal holds and can do, in a form in which two states of an account can be compared.
#pragma once

#include <compare>
#include <set>
#include <span>
#include <vector>

#include "graph/access_graph.hpp"
#include "model/privileges.hpp"

namespace canreach::audit {

/// One thing done to one resource. `anything` done to a workspace is being let into it.
struct reach_row {
    graph::mode how;
    graph::action what;
    node_id resource;
    graph::verdict sure; ///< never `no`
};

/// A role on something: of the account, of a group, of a workspace.
struct held_role {
    node_id on;
    unsigned bit = 0;
    friend auto operator<=>(const held_role&, const held_role&) = default;
};

struct reach {
    std::vector<reach_row> rows; ///< by (mode, action, resource)
    std::set<held_role> roles;   ///< its own and those of groups that surely carry it
    std::set<node_id> groups;    ///< that it is in, or may be
    std::set<graph::gap_index> gaps;
};

/// Everything there is to do and to hold: privileges, learned ones too, abilities on workspace objects, and
/// `operations_beside_privileges`.
[[nodiscard]] std::vector<graph::action> everything_to_do(const privilege_dictionary& names);

/// What can be gained or lost while no privilege is: granting, which policies deny and which of shares takes more (U18,
/// V5); and in Hive metastores what owners do (H10), and privileges that Unity Catalog has no word for.
[[nodiscard]] std::vector<graph::action> operations_beside_privileges();

/// Leaves out of what is done to one thing alike what goes without saying: who manages it grants on it.
void leave_out_implied(std::vector<graph::action>& actions);

/// Whether to ask for an action on things of a kind. What is done with workspace objects, groups and the like goes by
/// abilities alone: a privilege of the same name means the same there.
[[nodiscard]] bool is_asked_of(graph::action what, node_kind kind);

/// In modes granted and effective, of resources in or below `within` (`no_node`: everywhere, workspaces too).
/// O(actions · resources within).
[[nodiscard]] reach reach_of(const graph::access_graph& facts, node_id who, std::span<const graph::action> actions,
                             node_id within = no_node);

/// The actions that some row is of.
[[nodiscard]] std::vector<graph::action> actions_in(const reach& what);

/// What `more` has and `less` has not, or has less surely; of the latter it is unknown whether it differs. That a
/// member may act as its group is left out. Groups and gaps stay empty.
[[nodiscard]] reach beyond(const reach& more, const reach& less);

} // namespace canreach::audit
