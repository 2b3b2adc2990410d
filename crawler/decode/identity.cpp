#include "crawler/decode/identity.hpp"

#include "crawler/detail/entitlements.hpp"
#include "crawler/detail/group_members.hpp"
#include "crawler/detail/page_reader.hpp"
#include "model/roles.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::add_attribute;
using detail::array_in;
using detail::bool_in;
using detail::has;
using detail::id_in;
using detail::object_in;
using detail::read_page;
using detail::row_or_reason;
using detail::text_in;

constexpr std::string_view no_id = "no `id`";

void add_account_roles(decoded_row& row, const json::object& from, const node_key& who, const decode_context& context) {
    for (const auto& entry : array_in(from, "roles")) {
        const auto* object = entry.if_object();
        if (object == nullptr || text_in(*object, "value") != "account_admin") continue;
        // What comes through a group is derived; only direct roles are facts.
        if (text_in(*object, "type") == "indirect") continue;
        row.facts.emplace_back(grant_fact{principal_ref::to(who),
                                          node_key{node_kind::account, {}, context.account_id},
                                          facet::role,
                                          mask{role::account_admin},
                                          {},
                                          {}});
        return;
    }
}

node_fact principal_node(const json::object& from, node_kind kind, std::string id) {
    node_fact node;
    node.key = {kind, {}, std::move(id)};
    if (bool_in(from, "active") == false) node.flags |= node_flag::inactive;
    if (!id_in(from, "externalId").empty()) node.flags |= node_flag::external;
    return node;
}

node_fact service_principal_node(const json::object& from, std::string id) {
    auto node = principal_node(from, node_kind::service_principal, std::move(id));
    const auto application = id_in(from, "applicationId");
    const auto shown = text_in(from, "displayName");
    node.name = shown.empty() ? application : std::string(shown);
    add_attribute(node, "application_id", application);
    add_attribute(node, "external_id", id_in(from, "externalId"));
    return node;
}

} // namespace

result<decoded_page> decode_users(const json_document& body, const decode_context& context) {
    return read_page(body, "Resources", [&](const json::object& from) -> row_or_reason {
        auto id = id_in(from, "id");
        if (id.empty()) return no_id;
        decoded_row row;
        row.id = id;
        auto node = principal_node(from, node_kind::user, std::move(id));
        node.name = std::string(text_in(from, "userName"));
        if (const auto shown = text_in(from, "displayName"); shown != node.name)
            add_attribute(node, "display_name", shown);
        add_attribute(node, "external_id", id_in(from, "externalId"));
        const auto key = node.key;
        row.facts.emplace_back(std::move(node));
        add_account_roles(row, from, key, context);
        return row;
    });
}

result<node_fact> decode_service_principal(const json_document& body) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    auto id = id_in(*root, "id");
    if (id.empty()) return detail::wrong_page("/id", "an id");
    return service_principal_node(*root, std::move(id));
}

result<decoded_page> decode_service_principals(const json_document& body, const decode_context& context) {
    return read_page(body, "Resources", [&](const json::object& from) -> row_or_reason {
        auto id = id_in(from, "id");
        if (id.empty()) return no_id;
        decoded_row row;
        row.id = id;
        auto node = service_principal_node(from, std::move(id));
        const auto key = node.key;
        row.facts.emplace_back(std::move(node));
        add_account_roles(row, from, key, context);
        return row;
    });
}

result<decoded_page> decode_groups(const json_document& body, const decode_context& context) {
    decoded_page strange; // members that are left out are counted apart, then added
    std::size_t number = 0;
    auto page = read_page(body, "Resources", [&](const json::object& from) -> row_or_reason {
        const auto position = number++;
        auto id = id_in(from, "id");
        if (id.empty()) return no_id;
        decoded_row row;
        row.id = id;
        node_fact node;
        node.key = {node_kind::group, {}, std::move(id)};
        node.name = std::string(text_in(from, "displayName"));
        const auto external = id_in(from, "externalId");
        if (!external.empty()) node.flags |= node_flag::external;
        add_attribute(node, "external_id", external);
        const auto key = node.key;
        row.facts.emplace_back(std::move(node));
        add_account_roles(row, from, key, context);
        row.members_listed = has(from, "members") && from.at("members").is_array();
        detail::add_members(strange, row, from, key, {}, fmt::format("/Resources/{}", position));
        return row;
    });
    if (page && strange.malformed > 0) {
        if (page->malformed == 0) page->first_malformed = strange.first_malformed;
        page->malformed += strange.malformed;
    }
    return page;
}

result<decoded_page> decode_workspace_groups(const json_document& body, const decode_context& context) {
    return read_page(body, "Resources", [&](const json::object& from) -> row_or_reason {
        auto id = id_in(from, "id");
        if (id.empty()) return no_id;
        const auto name = text_in(from, "displayName");
        const bool system = name == workspace_users_id || name == workspace_admins_id;
        const auto* meta = object_in(from, "meta");
        const auto type = meta == nullptr ? std::string_view{} : text_in(*meta, "resourceType");
        if (type == "Group" && !system) { // an account group, known from there; its entitlements are not
            decoded_row row;
            row.id = id;
            const node_key key{node_kind::group, {}, std::move(id)};
            detail::add_entitlements(row, from, principal_ref::to(key), context.workspace);
            detail::add_profiles(row, from, key, context);
            return row;
        }
        if (type != "WorkspaceGroup" && !system) return std::string_view{"no known `meta.resourceType`"};
        decoded_row row;
        row.id = id;
        if (system) {
            row.system_group = std::string(name);
            detail::add_entitlements(row, from,
                                     principal_ref::to({node_kind::group, context.workspace, std::string(name)}),
                                     context.workspace);
            return row;
        }
        node_fact node;
        node.key = {node_kind::group, context.workspace, std::move(id)};
        node.name = std::string(name);
        const auto key = node.key;
        row.facts.emplace_back(std::move(node));
        detail::add_entitlements(row, from, principal_ref::to(key), context.workspace);
        detail::add_profiles(row, from, key, context);
        return row;
    });
}

result<bool> decode_is_admin(const json_document& body) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    for (const auto& entry : array_in(*root, "groups"))
        if (const auto* group = entry.if_object();
            group != nullptr && text_in(*group, "display") == workspace_admins_id)
            return true;
    return false;
}

result<decoded_page> decode_assignments(const json_document& body, const decode_context& context) {
    return read_page(body, "permission_assignments", [&](const json::object& from) -> row_or_reason {
        if (has(from, "error") && !text_in(from, "error").empty()) return std::string_view{"carries an `error`"};
        const auto* principal = object_in(from, "principal");
        if (principal == nullptr) return std::string_view{"no `principal`"};
        auto id = id_in(*principal, "principal_id");
        if (id.empty()) return std::string_view{"no `principal_id`"};
        mask allow;
        for (const auto& entry : array_in(from, "permissions")) {
            const auto word = detail::id_of(entry);
            if (word == name_of(role::workspace_user)) allow.set(static_cast<unsigned>(role::workspace_user));
            if (word == name_of(role::workspace_admin)) allow.set(static_cast<unsigned>(role::workspace_admin));
        }
        if (allow.empty()) return std::string_view{"no known permission"};
        const auto said = [principal](std::string_view key) { return !text_in(*principal, key).empty(); };
        // The built-in group is listed under an id of its own that nothing else names.
        const bool everyone = text_in(*principal, "group_name") == account_users_id;
        auto who = said("user_name")    ? principal_ref::to({node_kind::user, {}, id})
                   : everyone           ? principal_ref::to({node_kind::group, {}, std::string(account_users_id)})
                   : said("group_name") ? principal_ref::to({node_kind::group, {}, id})
                   : said("service_principal_name") ? principal_ref::to({node_kind::service_principal, {}, id})
                                                    : principal_ref::with_id(id);
        decoded_row row;
        row.id = std::move(id);
        row.facts.emplace_back(grant_fact{std::move(who), context.about, facet::role, allow, {}, {}});
        return row;
    });
}

} // namespace canreach::crawler
