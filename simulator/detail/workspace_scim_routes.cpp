#include <fmt/format.h>

#include <algorithm>

#include "model/node.hpp"
#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

void write_local(json_text& out, const route_context& c, const local_group& group, const wanted_attributes& wanted,
                 bool with_members) {
    out.open_object().field("id", std::to_string(group.id));
    if (wanted.has("displayName")) out.field("displayName", group.name);
    if (wanted.has("meta")) out.open_object("meta").field("resourceType", "WorkspaceGroup").close_object();
    if (group.system == system_group::users && wanted.has("entitlements")) {
        out.open_array("entitlements").open_object().field("value", "workspace-access").close_object();
        out.open_object().field("value", "databricks-sql-access").close_object().close_array();
    }
    if (with_members && !group.members.empty() && wanted.has("members")) {
        out.open_array("members");
        for (const auto& member : group.members) write_member(out, c, member.kind, member.id, member.display);
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

std::vector<principal_index> account_groups_here(const route_context& c) {
    std::vector<principal_index> found;
    for (const auto& row : c.here().assignments)
        if (row.who && c.from.at(*row.who).kind == node_kind::group) found.push_back(*row.who);
    return found;
}

} // namespace

reply workspace_groups(const route_context& c) {
    const auto& local = c.here().groups;
    const auto shared = account_groups_here(c);
    const auto total = local.size() + shared.size();
    const auto window = scim_window_of(c, total);
    const wanted_attributes wanted(c.to.target);
    json_text out;
    open_scim_list(out, window, total);
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
    out.open_object().field("id", "1").field("userName", c.options.accepted.client_id);
    out.field("displayName", "simulator client").field("active", true);
    if (c.options.caller_is_workspace_admin) {
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
