#include "audit/workspace_admins.hpp"

#include <algorithm>

namespace canreach::audit {
namespace {

bool can_act(const graph::access_graph& facts, node_id one) {
    const auto flags = facts.flags_of(one);
    return !flags.has(node_flag::inactive) && !flags.has(node_flag::unresolved);
}

bool is_group(const graph::access_graph& facts, node_id one) {
    return facts.kind_of(one) == node_kind::group;
}

/// Groups of workspaces that make admins, assigned ones before the built-in ones, which hold everybody.
result<std::vector<assignment>> own_admin_groups(account& in) {
    std::vector<assignment> groups;
    for (const auto workspace : in.facts.nodes_of_kind(node_kind::workspace))
        for (const auto& grant : in.facts.grants_on(workspace))
            if (grant.what == facet::role && grant.allow.has(role::workspace_admin) &&
                is_group(in.facts, grant.grantee) && in.facts.scope_of(grant.grantee) == workspace)
                groups.push_back({workspace, grant.grantee});
    const auto built_in = groups_named_admins(in);
    if (!built_in) return built_in.error();
    groups.insert(groups.end(), built_in->begin(), built_in->end());
    return groups;
}

} // namespace

result<std::vector<assignment>> groups_named_admins(account& in) {
    std::vector<assignment> groups;
    for (const auto group : in.facts.nodes_of_kind(node_kind::group)) {
        const auto workspace = in.facts.scope_of(group);
        if (!in.facts.flags_of(group).has(node_flag::system) || workspace == no_node) continue;
        const auto described = in.names.describe(group);
        if (!described) return described.error();
        if (described->key.id == workspace_admins_id) groups.push_back({workspace, group});
    }
    return groups;
}

std::vector<assignment> account_assignments(const graph::access_graph& facts, role what) {
    std::vector<assignment> rows;
    for (const auto workspace : facts.nodes_of_kind(node_kind::workspace))
        for (const auto& grant : facts.grants_on(workspace)) {
            if (grant.what != facet::role || !grant.allow.has(what)) continue;
            if (facts.scope_of(grant.grantee) == no_node && !facts.flags_of(grant.grantee).has(node_flag::unresolved))
                rows.push_back({workspace, grant.grantee});
        }
    std::ranges::sort(rows);
    rows.erase(std::ranges::unique(rows).begin(), rows.end());
    return rows;
}

result<admin_visibility> visibility_of(account& in) {
    const auto& facts = in.facts;
    admin_visibility made;
    for (const auto& [workspace, principal] : account_assignments(facts, role::workspace_admin)) {
        if (!is_group(facts, principal)) {
            if (can_act(facts, principal)) made.seen[principal][workspace].insert(principal);
            continue;
        }
        const auto members = facts.members_of(principal, false);
        for (const auto& row : members.rows)
            if (can_act(facts, row.principal)) made.seen[row.principal][workspace].insert(principal);
        made.gaps.insert(members.gaps.begin(), members.gaps.end());
    }
    for (graph::gap_index i = 0; i < facts.gaps().size(); ++i) {
        const auto& gap = facts.gaps()[i];
        if (gap.part == node_part::assignments && facts.kind_of(gap.about) == node_kind::workspace) made.gaps.insert(i);
    }
    const auto groups = own_admin_groups(in);
    if (!groups) return groups.error();
    for (const auto& [workspace, group] : *groups)
        for (const auto& row : facts.members_of(group, false).rows) {
            const auto found = made.seen.find(row.principal);
            if (found != made.seen.end() && found->second.contains(workspace)) continue;
            if (can_act(facts, row.principal)) made.unseen.try_emplace({workspace, row.principal}, group);
        }
    return made;
}

} // namespace canreach::audit
