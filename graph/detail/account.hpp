/// Everything derived from one account, built stratum by stratum: identity, tenancy, holding, views.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "graph/adjacency.hpp"
#include "graph/detail/escalation.hpp"
#include "graph/grant_index.hpp"
#include "graph/node_table.hpp"
#include "graph/resource_tree.hpp"
#include "graph/rules/coverage.hpp"
#include "graph/rules/detours.hpp"
#include "graph/rules/identity.hpp"
#include "graph/rules/object_tables.hpp"
#include "graph/rules/policies.hpp"
#include "graph/rules/tenancy.hpp"
#include "graph/rules/views.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"

namespace canreach::graph::detail {

/// Strata refer to those before them, so an account stays where it was built.
struct account {
    account() = default;
    account(const account&) = delete;
    account& operator=(const account&) = delete;

    [[nodiscard]] result<void> read(fact_source& source);

    /// M7, M10: who can do anything at all, as far as a profile believes in access rules.
    [[nodiscard]] const subject_set& alive(const rule_profile& profile) const noexcept;

    /// Nodes from `node` upwards, without the metastore.
    [[nodiscard]] std::vector<node_id> path_of(node_id node) const;
    /// The metastore of a securable, or itself; `no_node` if there is none.
    [[nodiscard]] node_id metastore_of(node_id node) const;
    /// What lies directly in the metastore above `node`, or itself; `no_node` for the metastore.
    [[nodiscard]] node_id root_of(node_id node) const;
    /// The workspace that a thing of Hive or an object belongs to (T6); `no_node` for anything else.
    [[nodiscard]] node_id workspace_of(node_id node) const;
    /// Workspaces whose built-in groups hold or own something on `node` (M5).
    void add_aliases(node_id node, std::vector<workspace_no>& into) const;

    node_table nodes;
    resource_tree tree;
    coverage read_parts;
    grant_index grants;
    adjacency owners_of;         ///< resource → owners, by node id
    adjacency owned_by;          ///< owner → resources, by node id
    adjacency direct_members_of; ///< group → members as stored, by node id
    identity who;
    tenancy where;
    std::vector<std::pair<node_id, workspace_no>> aliases; ///< ascending
    policy_rules policies;
    bool annotated = false; ///< some links were told by an annotations file
    view_rules views;
    object_tables objects;
    detour_facts detours;
    std::vector<source_link> indirect_links; ///< who runs what, what holds what: indirect paths (§2.12)
    std::vector<node_id> restricted;         ///< workspaces whose admins are restricted (A7), ascending
    escalation_cache escalations;
    node_id account_node = no_node; ///< the account itself; `no_node` if it is not among the facts

private:
    result<void> read_policies(fact_source& source, std::vector<source_policy>& into) const;
    std::optional<subject_set> unbarred_; ///< alive and not barred by an access rule; empty: nobody is barred
};

} // namespace canreach::graph::detail
