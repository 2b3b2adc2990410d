/// Everything derived from one account, stratum by stratum: identity, tenancy, views. What a question seldom asks for
/// is derived when it is first asked for.
#pragma once

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "graph/bitset.hpp"
#include "graph/detail/escalation.hpp"
#include "graph/detail/facts.hpp"
#include "graph/detail/known_holders.hpp"
#include "graph/detail/known_shapes.hpp"
#include "graph/detail/recent_plan.hpp"
#include "graph/rules/coverage.hpp"
#include "graph/rules/detours.hpp"
#include "graph/rules/identity.hpp"
#include "graph/rules/object_tables.hpp"
#include "graph/rules/policies.hpp"
#include "graph/rules/tenancy.hpp"
#include "graph/rules/views.hpp"
#include "graph/sets_by_member.hpp"
#include "model/fact_source.hpp"

namespace canreach::graph::detail {

/// Strata refer to those before them, so an account stays where it was built.
struct account : facts {
    account(facts known, std::vector<source_gap> gaps);
    account(const account&) = delete;
    account& operator=(const account&) = delete;

    /// M7, M10: who can do anything at all, as far as a profile believes in access rules.
    [[nodiscard]] const subject_set& alive(const rule_profile& profile) const noexcept;
    /// The same in another situation: whoever joins a group is barred as the group is.
    [[nodiscard]] subject_set alive_after(const rule_profile& profile, const situation& now) const;
    [[nodiscard]] truth lives_after(const rule_profile& profile, const identity::carried& one,
                                    const situation& now) const;

    /// Nodes from `node` upwards, without the metastore.
    [[nodiscard]] std::vector<node_id> path_of(node_id node) const;
    /// The metastore of a securable, or itself; `no_node` if there is none.
    [[nodiscard]] node_id metastore_of(node_id node) const;
    /// What lies directly in the metastore above `node`, or itself; `no_node` for the metastore.
    [[nodiscard]] node_id root_of(node_id node) const;
    /// Workspaces whose built-in groups hold or own something on `node` (M5).
    void add_aliases(node_id node, std::vector<workspace_no>& into) const;

    /// Access to workspaces (T1) by principal; made when it is first asked for.
    [[nodiscard]] const sets_by_member& access_by_principal() const;

    coverage read_parts;
    identity who;
    tenancy where;
    std::vector<std::pair<node_id, workspace_no>> aliases; ///< ascending
    policy_rules policies;
    view_rules views;
    object_tables objects;
    detour_facts detours;
    escalation_cache escalations;
    recent_plan recent;
    known_shapes shapes_asked;
    known_holders holders_of_many;
    /// Nodes that differ from others of their shape by more than grants and owners: by policies, by policies that were
    /// not read, or by what built-in groups of workspaces hold.
    bitset set_apart;
    node_id account_node = no_node; ///< the account itself; `no_node` if it is not among the facts

private:
    mutable std::once_flag access_asked_;
    mutable sets_by_member access_by_principal_;
    std::optional<subject_set> unbarred_; ///< alive and not barred by an access rule; empty: nobody is barred
};

} // namespace canreach::graph::detail
