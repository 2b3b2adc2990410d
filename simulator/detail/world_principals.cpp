#include "simulator/detail/world_principals.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/attributes.hpp"
#include "simulator/target.hpp"

namespace canreach::simulator::detail {
namespace {

bool is_system_group(const node_key& key) {
    return key.id == account_users_id || key.id == workspace_users_id || key.id == workspace_admins_id;
}

} // namespace

result<std::int64_t> number_of(const node_fact& node) {
    if (const auto id = whole_number(node.key.id)) return *id;
    return fail(errc::bad_input, fmt::format("the id `{}` is no number, as the API wants it", printable(node.key.id)))
        .with("node", to_string(node.key));
}

result<void> world_principals::add(const node_fact& node) {
    if (is_system_group(node.key)) return {};
    auto id = number_of(node);
    if (!id) return std::move(id).error();
    if (!node.key.scope.empty()) {
        local_groups_[node.key.scope].push_back({*id, node.name, system_group::none, {}, false});
        return {};
    }
    principal who;
    who.kind = node.key.kind;
    who.id = *id;
    who.name = node.name;
    who.display_name = attribute_of(node.attributes, "display_name");
    who.external_id = attribute_of(node.attributes, "external_id");
    if (who.external_id.empty() && node.flags.has(node_flag::external))
        who.external_id = fmt::format("e7e70000-0000-4000-8000-{:012}", *id);
    who.active = !node.flags.has(node_flag::inactive);
    who.application_id = attribute_of(node.attributes, "application_id");
    if (who.kind == node_kind::service_principal && who.application_id.empty())
        who.application_id = fmt::format("a9910000-0000-4000-8000-{:012}", *id);
    principals_.emplace(node.key, into_.add(std::move(who)));
    return {};
}

void world_principals::add_groups_of(const std::string& workspace, workspace_index where) {
    auto& space = into_.at(where);
    // Ids below those of worlds, which count from 1000 and from 9 * 10^15.
    const auto first = static_cast<std::int64_t>(pos(where)) * 2 + 1;
    space.groups.push_back({100'000'000'000 + first, "users", system_group::users, {}, false});
    space.groups.push_back({100'000'000'000 + first + 1, "admins", system_group::admins, {}, false});
    for (auto& group : local_groups_[workspace]) space.groups.push_back(std::move(group));
}

void world_principals::add_member(const member_fact& row) {
    const auto who = find(row.member);
    if (const auto group = find(row.group); group && who) {
        into_.add_member(*who, *group);
        return;
    }
    auto* group = local_group_of(row.group);
    if (group == nullptr) return;
    if (who) {
        const auto& member = into_.so_far().at(*who);
        group->members.push_back({member.kind, member.id, member.name});
    } else if (const auto* inner = local_group_of({row.member.kind, row.member.scope, row.member.text});
               inner != nullptr && row.member.scope == row.group.scope) {
        group->members.push_back({node_kind::group, inner->id, inner->name});
    }
}

void world_principals::refuse(const node_key& group) {
    if (const auto one = find(group)) into_.at(*one).refused = true;
    if (auto* local = local_group_of(group)) local->refused = true;
}

std::optional<principal_index> world_principals::find(const node_key& key) const {
    const auto found = principals_.find(key);
    return found == principals_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<principal_index> world_principals::find(const principal_ref& ref) const {
    return ref.how == principal_ref::form::key ? find(node_key{ref.kind, ref.scope, ref.text}) : std::nullopt;
}

std::string world_principals::unity_name(const principal_ref& ref) const {
    if (ref.how == principal_ref::form::account_name) return ref.text;
    if (ref.how == principal_ref::form::key && ref.kind == node_kind::recipient) return ref.text;
    if (ref.how != principal_ref::form::key || !ref.scope.empty()) return {};
    if (ref.kind == node_kind::group && ref.text == account_users_id) return std::string(account_users_id);
    const auto found = find(ref);
    if (!found) return {};
    const auto& who = into_.so_far().at(*found);
    return who.kind == node_kind::service_principal ? who.application_id : who.name;
}

std::string world_principals::hive_name(const principal_ref& ref) {
    if (ref.how == principal_ref::form::workspace_name) return ref.text;
    if (ref.kind == node_kind::group && (ref.text == workspace_users_id || ref.text == workspace_admins_id))
        return ref.text;
    if (const auto* local = local_group_of({ref.kind, ref.scope, ref.text})) return local->name;
    return unity_name(ref);
}

std::optional<acl_principal> world_principals::workspace_name(const principal_ref& ref) {
    if (ref.how != principal_ref::form::key) return std::nullopt;
    if (ref.kind == node_kind::group && is_system_group({ref.kind, ref.scope, ref.text}))
        return acl_principal{ref.kind, ref.text};
    if (ref.scope.empty()) {
        auto name = unity_name(ref);
        if (name.empty()) return std::nullopt;
        return acl_principal{ref.kind, std::move(name)};
    }
    const auto* local = local_group_of({ref.kind, ref.scope, ref.text});
    if (local == nullptr) return std::nullopt;
    return acl_principal{node_kind::group, local->name};
}

local_group* world_principals::local_group_of(const node_key& key) {
    const auto* space = spaces_(key.scope);
    if (space == nullptr) return nullptr;
    for (auto& group : into_.at(*space).groups)
        if (key.id == workspace_admins_id ? group.system == system_group::admins
                                          : group.system == system_group::none && std::to_string(group.id) == key.id)
            return &group;
    return nullptr;
}

} // namespace canreach::simulator::detail
