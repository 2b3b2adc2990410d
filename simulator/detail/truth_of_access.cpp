#include "simulator/detail/truth_of_access.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "model/roles.hpp"

namespace canreach::simulator::detail {
namespace {

using visitor = std::function<void(const fact&)>;

/// More about a node that is told elsewhere.
void add_to(const node_key& key, std::vector<std::pair<std::string, std::string>> attributes, const visitor& visit) {
    std::erase_if(attributes, [](const auto& one) { return one.second.empty(); });
    visit(node_fact{key, {}, {}, {}, {}, std::move(attributes)});
}

void add_count(const node_key& key, std::string_view name, std::uint32_t count, const visitor& visit) {
    if (count > 0) add_to(key, {{std::string(name), std::to_string(count)}}, visit);
}

void tell_rules(const std::vector<role_rule>& rules, const node_key& on, const visitor& visit) {
    for (const auto& rule : rules)
        if (const auto bit = role_named(rule.role))
            visit(grant_fact{principal_ref::named(rule.name, rule.kind), on, facet::role, mask{*bit}, {}, {}});
}

void tell_workspace(const account& from, const workspace& space, const visitor& visit) {
    if (!space.running()) return;
    const node_key here{node_kind::workspace, {}, std::to_string(space.id)};
    for (const auto& row : space.entitlements) {
        mask bits;
        for (const auto& name : row.names)
            if (const auto bit = role_named(name)) bits |= mask{*bit};
        node_key who{row.kind, {}, std::to_string(row.id)};
        for (const auto& group : space.groups) {
            if (row.kind != node_kind::group || group.id != row.id) continue;
            who.scope = here.id;
            if (group.system == system_group::users) who.id = workspace_users_id;
            if (group.system == system_group::admins) who.id = workspace_admins_id;
        }
        if (!bits.empty()) visit(grant_fact{principal_ref::to(std::move(who)), here, facet::role, bits, {}, {}});
    }
    for (const auto& who : space.guests)
        add_to({node_kind::user, {}, std::to_string(who.id)},
               {{"external_id", who.external_id}, {"guest_name", who.name}}, visit);
    // Users whom the account itself knows by the spelling of guests.
    for (const auto& row : space.assignments) {
        if (!row.who || std::ranges::find(space.guests, row.id, &guest::id) != space.guests.end()) continue;
        const auto& who = from.at(*row.who);
        if (who.kind == node_kind::user && who.name.find("#EXT#@") != std::string::npos)
            add_to({node_kind::user, {}, std::to_string(who.id)}, {{"guest_name", who.name}}, visit);
    }
    if (!space.restrict_admins.empty()) add_to(here, {{"restrict_admins", space.restrict_admins}}, visit);
}

} // namespace

void tell_access(const account& from, const visitor& visit) {
    const node_key whole{node_kind::account, {}, from.id};
    tell_rules(from.rules, whole, visit);
    add_count(whole, "federation_policies", from.federation_policies, visit);
    for (std::uint32_t i = 0; i < from.principals.size(); ++i) {
        const auto& who = from.principals[i];
        const auto& extra = from.extra_of(principal_index{i});
        const node_key key{who.kind, {}, std::to_string(who.id)};
        if (!extra.rules_refused && !who.vanished) tell_rules(extra.rules, key, visit);
        add_count(key, "secrets", extra.secrets, visit);
        add_count(key, "federation_policies", extra.federation_policies, visit);
    }
    for (const auto& rule : from.access_rules) {
        const auto& who = from.at(rule.who);
        policy_fact barred;
        barred.name = rule.name;
        barred.type = policy_type::deny;
        barred.on = whole;
        barred.to.push_back(principal_ref::with_external_id(who.external_id, who.kind));
        visit(barred);
    }
    for (const auto& space : from.workspaces) tell_workspace(from, space, visit);
}

} // namespace canreach::simulator::detail
