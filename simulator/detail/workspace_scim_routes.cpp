#include <fmt/format.h>

#include <algorithm>

#include "model/node.hpp"
#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

/// Whoever was made admin by a client is a member of `admins`, and whoever no longer is one is none.
void apply_changes(std::vector<local_member>& admins, const route_context& c) {
    for (const auto& changed : c.set.on(*c.to.where)) {
        std::erase_if(admins, [&](const local_member& one) { return one.id == changed.principal; });
        const auto found = c.from.principals_by_id.find(changed.principal);
        if (!changed.admin || found == c.from.principals_by_id.end()) continue;
        const auto& who = c.from.at(found->second);
        admins.push_back({who.kind, who.id, who.name});
    }
}

void write_local(json_text& out, const route_context& c, const local_group& group, const wanted_attributes& wanted,
                 bool with_members) {
    out.open_object().field("id", std::to_string(group.id));
    if (wanted.has("displayName")) out.field("displayName", group.name);
    if (wanted.has("meta")) out.open_object("meta").field("resourceType", "WorkspaceGroup").close_object();
    if (wanted.has("entitlements")) write_entitlements(out, c, node_kind::group, group.id);
    auto members = with_members && wanted.has("members") ? group.members : std::vector<local_member>{};
    if (with_members && group.system == system_group::admins) apply_changes(members, c);
    if (!members.empty()) {
        out.open_array("members");
        for (const auto& member : members) write_member(out, c, member.kind, member.id, member.display);
        out.close_array();
    }
    out.close_object();
}

/// An account group that is assigned here: listed beside the local ones.
void write_account_group(json_text& out, const route_context& c, principal_index index, const wanted_attributes& wanted,
                         bool with_members) {
    const auto& group = c.from.at(index);
    out.open_object().field("id", std::to_string(group.id));
    if (wanted.has("displayName")) out.field("displayName", group.name);
    if (wanted.has("meta")) out.open_object("meta").field("resourceType", "Group").close_object();
    if (wanted.has("externalId")) out.optional_field("externalId", group.external_id);
    if (wanted.has("entitlements")) write_entitlements(out, c, node_kind::group, group.id);
    const auto& members = c.from.members[pos(index)];
    if (with_members && !members.empty() && wanted.has("members")) {
        out.open_array("members");
        for (const auto member : members) {
            const auto& who = c.from.at(member);
            write_member(out, c, who.kind, who.id, who.name);
        }
        out.close_array();
    }
    out.close_object();
}

/// Account principals of a kind that are assigned here.
std::vector<principal_index> assigned_here(const route_context& c, node_kind kind) {
    std::vector<principal_index> found;
    for (const auto& row : assignments_now(c.from, c.set, *c.to.where))
        if (row.who && c.from.at(*row.who).kind == kind) found.push_back(*row.who);
    return found;
}

std::vector<principal_index> account_groups_here(const route_context& c) {
    return assigned_here(c, node_kind::group);
}

/// A SCIM list of `total` elements, each written by `write(position)`.
template <class Write>
reply scim_page(const route_context& c, std::size_t total, Write write) {
    const auto window = scim_window_of(c, total);
    json_text out;
    open_scim_list(out, window);
    if (window.count > 0) {
        out.open_array("Resources");
        for (auto i = window.first; i < window.first + window.count; ++i) write(out, static_cast<std::size_t>(i));
        out.close_array();
    }
    return ok(std::move(out.close_object()));
}

} // namespace

void write_entitlements(json_text& out, const route_context& c, node_kind kind, std::int64_t id) {
    for (const auto& row : c.here().entitlements) {
        if (row.kind != kind || row.id != id || row.names.empty()) continue;
        out.open_array("entitlements");
        for (const auto& name : row.names) out.open_object().field("value", name).close_object();
        out.close_array();
    }
}

reply workspace_users(const route_context& c) {
    const wanted_attributes wanted(c.to.target);
    std::vector<guest> listed = c.here().guests;
    for (const auto index : assigned_here(c, node_kind::user)) {
        const auto& who = c.from.at(index);
        if (std::ranges::find(c.here().guests, who.id, &guest::id) == c.here().guests.end())
            listed.push_back({who.id, who.name, {}});
    }
    return scim_page(c, listed.size(), [&](json_text& out, std::size_t i) {
        const auto& who = listed[i];
        out.open_object().field("id", std::to_string(who.id));
        if (wanted.has("userName")) out.field("userName", who.name);
        if (wanted.has("externalId")) out.optional_field("externalId", who.external_id);
        if (wanted.has("entitlements")) write_entitlements(out, c, node_kind::user, who.id);
        out.close_object();
    });
}

reply workspace_service_principals(const route_context& c) {
    const wanted_attributes wanted(c.to.target);
    const auto listed = assigned_here(c, node_kind::service_principal);
    return scim_page(c, listed.size(), [&](json_text& out, std::size_t i) {
        const auto& who = c.from.at(listed[i]);
        out.open_object().field("id", std::to_string(who.id));
        if (wanted.has("applicationId")) out.field("applicationId", who.application_id);
        if (wanted.has("entitlements")) write_entitlements(out, c, who.kind, who.id);
        out.close_object();
    });
}

reply workspace_groups(const route_context& c) {
    const auto& local = c.here().groups;
    const auto shared = account_groups_here(c);
    const auto total = local.size() + shared.size();
    const auto window = scim_window_of(c, total);
    const wanted_attributes wanted(c.to.target);
    json_text out;
    open_scim_list(out, window);
    if (window.count > 0) {
        out.open_array("Resources");
        for (auto i = window.first; i < window.first + window.count; ++i) {
            if (i < local.size())
                write_local(out, c, local[i], wanted, false);
            else
                write_account_group(out, c, shared[i - local.size()], wanted, false);
        }
        out.close_array();
    }
    return ok(std::move(out.close_object()));
}

reply workspace_group(const route_context& c) {
    const auto& path = c.to.target.segments;
    const auto id = whole_number(path.back());
    const wanted_attributes wanted(c.to.target);
    json_text out;
    for (const auto& group : c.here().groups) {
        if (group.id != id) continue;
        if (group.refused) return scim_failed(403, {}, "The caller may not read this group.");
        write_local(out, c, group, wanted, true);
        return ok(std::move(out));
    }
    for (const auto index : account_groups_here(c)) {
        if (c.from.at(index).id != id) continue;
        write_account_group(out, c, index, wanted, true);
        return ok(std::move(out));
    }
    return scim_failed(404, {}, fmt::format("Group with id {} not found.", path.back()));
}

reply me(const route_context& c) {
    json_text out;
    const auto standing = standing_of_caller(c);
    if (standing == caller_standing::stranger) return scim_failed(403, {}, "The caller is not part of this workspace.");
    const auto caller = caller_in_account(c);
    out.open_object().field("id", caller ? std::to_string(c.from.at(*caller).id) : "1");
    out.field("userName", c.options.accepted.client_id);
    out.field("displayName", "simulator client").field("active", true);
    if (standing == caller_standing::admin) {
        const auto& groups = c.here().groups;
        const auto admins = std::ranges::find(groups, system_group::admins, &local_group::system);
        out.open_array("groups").open_object().field("display", workspace_admins_id).field("type", "direct");
        if (admins != groups.end()) out.field("value", std::to_string(admins->id));
        out.close_object().close_array();
    }
    out.close_object();
    return ok(std::move(out));
}

} // namespace canreach::simulator::detail
