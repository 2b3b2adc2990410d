#include "graph/detail/account.hpp"

#include <algorithm>
#include <utility>

namespace canreach::graph::detail {

account::account(facts known, std::vector<source_gap> gaps)
    : facts(std::move(known)), read_parts(std::move(gaps), nodes), who(nodes, memberships, read_parts),
      where(nodes, who, grants, bindings, read_parts), policies(policy_list, nodes, read_parts), views(*this, reads),
      objects(nodes, where, links, homes, enforcing.clusters), detours(nodes, where, links, files, enforcing.policies),
      set_apart(nodes.size()), account_node(nodes.first_of(node_kind::account)) {
    for (const auto& [group, meaning] : nodes.system_groups) {
        const auto w =
            meaning == built_in::account_users ? tenancy::no_workspace : where.find(nodes.scope[group.value]);
        if (w == tenancy::no_workspace) continue;
        for (const auto& row : grants.to(group)) aliases.emplace_back(row.other, w);
        for (const auto owned : owned_by.of(group.value)) aliases.emplace_back(node_id{owned}, w);
    }
    std::ranges::sort(aliases);
    for (const auto& [node, w] : aliases) set_apart.set(node.value);
    for (const auto node : policies.objects()) set_apart.set(node.value);
    for (const auto node : policies.unread()) set_apart.set(node.value);
    for (const auto which : policies.access_rules()) {
        if (!unbarred_) unbarred_ = who.live();
        *unbarred_ -= named_by(*this, policies.at(which), scene::plain());
    }
}

const subject_set& account::alive(const rule_profile& profile) const noexcept {
    return unbarred_ && takes(profile.get<betas>()) ? *unbarred_ : who.live();
}

subject_set account::alive_after(const rule_profile& profile, const situation& now) const {
    if (!unbarred_ || now.who == &who || !takes(profile.get<betas>())) return alive(profile);
    auto found = who.live();
    for (const auto which : policies.access_rules())
        found -= named_by(*this, policies.at(which), scene::plain().in(now));
    return found;
}

truth account::lives_after(const rule_profile& profile, const identity::carried& one, const situation& now) const {
    if (!unbarred_ || now.who == &who || !takes(profile.get<betas>())) return alive(profile).test(one.self());
    auto how = who.live().test(one.self());
    for (const auto which : policies.access_rules()) {
        const auto barred = is_named(*this, policies.at(which), one, scene::plain().in(now));
        how &= truth{!barred.maybe, !barred.surely};
    }
    return how;
}

const sets_by_member& account::access_by_principal() const {
    std::call_once(access_asked_, [this] { access_by_principal_ = sets_by_member(who.size(), where.all_access()); });
    return access_by_principal_;
}

std::vector<node_id> account::path_of(node_id node) const {
    std::vector<node_id> path;
    path.reserve(4); // most lie no deeper
    for (auto at = node; at != no_node && nodes.kind[at.value] != node_kind::metastore; at = nodes.parent[at.value])
        path.push_back(at);
    return path;
}

node_id account::metastore_of(node_id node) const {
    auto at = node;
    while (at != no_node && nodes.kind[at.value] != node_kind::metastore) at = nodes.parent[at.value];
    return at;
}

node_id account::root_of(node_id node) const {
    auto root = no_node;
    for (auto at = node; at != no_node && nodes.kind[at.value] != node_kind::metastore; at = nodes.parent[at.value])
        root = at;
    return root;
}

void account::add_aliases(node_id node, std::vector<workspace_no>& into) const {
    for (auto at = std::ranges::lower_bound(aliases, std::pair{node, workspace_no{0}});
         at != aliases.end() && at->first == node; ++at)
        into.push_back(at->second);
}

} // namespace canreach::graph::detail
