#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/routes.hpp"
#include "simulator/detail/write_book.hpp"

namespace canreach::simulator::detail {
namespace {

node_kind kind_here(const route_context& c) {
    switch (c.to.to) {
    case endpoint::account_users:
    case endpoint::account_user: return node_kind::user;
    case endpoint::account_groups:
    case endpoint::group_members: return node_kind::group;
    default: return node_kind::service_principal;
    }
}

void write_members(json_text& out, const route_context& c, principal_index group) {
    const auto members = members_of(c, group);
    if (members.empty()) return;
    out.open_array("members");
    for (const auto index : members) {
        const auto& who = c.from.at(index);
        write_member(out, c, who.kind, who.id, who.kind == node_kind::user ? who.display_name : who.name);
    }
    out.close_array();
}

void write_principal(json_text& out, const route_context& c, principal_index index, const wanted_attributes& wanted,
                     bool with_members) {
    const auto& who = c.from.at(index);
    const auto text = [&](std::string_view name, std::string_view value) {
        if (wanted.has(name)) out.optional_field(name, value);
    };
    out.open_object().field("id", std::to_string(who.id));
    switch (who.kind) {
    case node_kind::user: {
        text("userName", who.name);
        text("displayName", who.display_name);
        const auto blank = who.display_name.find(' ');
        if (wanted.has("name") && blank != std::string::npos && blank + 1 < who.display_name.size()) {
            out.open_object("name").field("givenName", who.display_name.substr(0, blank));
            out.field("familyName", who.display_name.substr(blank + 1)).close_object();
        }
        if (wanted.has("emails")) {
            out.open_array("emails").open_object().field("type", "work").field("value", who.name);
            out.field("primary", true).close_object().close_array();
        }
        break;
    }
    case node_kind::service_principal:
        text("applicationId", who.application_id);
        text("displayName", who.name);
        break;
    default:
        text("displayName", who.name);
        if (wanted.has("meta")) out.open_object("meta").field("resourceType", "Group").close_object();
    }
    // Absent means default: `active` is left out of groups, and of some records that are active.
    if (who.kind != node_kind::group && wanted.has("active")) out.field("active", who.active);
    text("externalId", who.external_id);
    if (with_members && wanted.has("members")) write_members(out, c, index);
    if (who.account_admin && wanted.has("roles")) {
        out.open_array("roles").open_object().field("value", "account_admin").close_object().close_array();
    }
    out.close_object();
}

std::string_view value_of(const principal& who, std::string_view attribute) {
    if (attribute == "userName") return who.kind == node_kind::user ? who.name : std::string_view{};
    if (attribute == "displayName") return who.kind == node_kind::user ? who.display_name : who.name;
    if (attribute == "applicationId") return who.application_id;
    if (attribute == "externalId") return who.external_id;
    return {};
}

} // namespace

std::vector<principal_index> members_of(const route_context& c, principal_index group) {
    auto members = c.from.members[pos(group)];
    for (const auto added : c.written.members_of(group, c.now))
        if (std::ranges::find(members, added) == members.end()) members.push_back(added);
    return members;
}

reply scim_list(const route_context& c) {
    const auto kind = kind_here(c);
    const wanted_attributes wanted(c.to.target);
    auto matching = c.principals;
    std::vector<principal_index> filtered;
    if (const auto text = c.to.target.parameter("filter"); text && !text->empty()) {
        const auto filter = scim_filter::parse(*text);
        if (!filter) return scim_failed(400, "invalidFilter", "Given filter operator is not supported.");
        for (const auto index : c.principals) {
            const auto& who = c.from.at(index);
            if (filter->matches(filter->attribute == "id" ? std::to_string(who.id)
                                                          : std::string(value_of(who, filter->attribute))))
                filtered.push_back(index);
        }
        matching = filtered;
    }
    const auto window = scim_window_of(c, matching.size());
    const bool with_members = kind == node_kind::group && c.options.groups_list_has_members;
    json_text out;
    open_scim_list(out, window);
    if (window.count > 0) {
        out.open_array("Resources");
        for (const auto index : matching.subspan(window.first, window.count))
            write_principal(out, c, index, wanted, with_members);
        out.close_array();
    }
    return ok(std::move(out.close_object()));
}

reply scim_get(const route_context& c) {
    const auto id = whole_number(c.to.target.segment(7));
    const auto found = id ? c.from.principals_by_id.find(*id) : c.from.principals_by_id.end();
    if (found == c.from.principals_by_id.end() || c.from.at(found->second).kind != kind_here(c) ||
        c.from.at(found->second).vanished)
        return scim_failed(404, {}, fmt::format("Resource with id {} not found.", c.to.target.segment(7)));
    if (c.from.at(found->second).refused) return scim_failed(403, {}, "The caller may not read this group.");
    json_text out;
    write_principal(out, c, found->second, wanted_attributes(c.to.target), kind_here(c) == node_kind::group);
    return ok(std::move(out));
}

} // namespace canreach::simulator::detail
