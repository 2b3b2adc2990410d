#include "crawler/decode/identity.hpp"

#include <algorithm>

#include "crawler/detail/entitlements.hpp"
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

/// `Users/1201`, or a whole URL ending so. Empty for words never seen.
std::optional<node_kind> kind_of_reference(std::string_view reference) {
    while (reference.ends_with('/')) reference.remove_suffix(1);
    const auto last = reference.rfind('/');
    if (last == std::string_view::npos) return std::nullopt;
    auto word = reference.substr(0, last);
    if (const auto slash = word.rfind('/'); slash != std::string_view::npos) word.remove_prefix(slash + 1);
    if (word == "Users") return node_kind::user;
    if (word == "ServicePrincipals") return node_kind::service_principal;
    if (word == "Groups") return node_kind::group;
    return std::nullopt;
}

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

/// Members of `group` as facts; those that cannot be understood are counted on `page`.
void add_members(decoded_page& page, decoded_row& row, const json::object& group, const node_key& key,
                 std::string_view workspace, std::string_view pointer) {
    const auto& members = array_in(group, "members");
    row.facts.reserve(row.facts.size() + members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto* member = members[i].if_object();
        const auto at = [&] { return fmt::format("{}/members/{}", pointer, i); };
        if (member == nullptr) {
            detail::leave_out(page, at(), "not an object");
            continue;
        }
        const auto reference = text_in(*member, "$ref");
        auto id = id_in(*member, "value");
        if (id.empty()) {
            if (const auto slash = reference.rfind('/'); slash != std::string_view::npos)
                id = std::string(reference.substr(slash + 1));
        }
        if (id.empty()) {
            detail::leave_out(page, at(), "neither `value` nor `$ref`");
            continue;
        }
        const auto kind = kind_of_reference(reference);
        auto who = !kind ? principal_ref::with_id(id)
                   : *kind == node_kind::group && !workspace.empty()
                       ? principal_ref{principal_ref::form::id, node_kind::group, std::string(workspace), id}
                       : principal_ref::to({*kind, {}, id});
        row.facts.emplace_back(member_fact{std::move(who), key});
    }
}

result<decoded_page> group_members(const json_document& body, const decode_context& context) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    if (has(*root, "members") && !root->at("members").is_array()) return detail::wrong_page("/members", "an array");
    decoded_page page;
    decoded_row row;
    add_members(page, row, *root, context.about, context.workspace, "");
    page.summary.items = array_in(*root, "members").size();
    page.rows.push_back(std::move(row));
    return page;
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
        add_members(strange, row, from, key, {}, fmt::format("/Resources/{}", position));
        return row;
    });
    if (page && strange.malformed > 0) {
        if (page->malformed == 0) page->first_malformed = strange.first_malformed;
        page->malformed += strange.malformed;
    }
    return page;
}

result<decoded_page> decode_group_members(const json_document& body, const decode_context& context) {
    return group_members(body, context);
}

result<decoded_page> decode_direct_members(const json_document& body, const decode_context& context) {
    return read_page(body, "direct_group_members", [&](const json::object& from) -> row_or_reason {
        auto id = id_in(from, "principal_id");
        if (id.empty()) return std::string_view{"no `principal_id`"};
        const auto type = text_in(from, "principal_type");
        auto who = type == "USER"                ? principal_ref::to({node_kind::user, {}, id})
                   : type == "SERVICE_PRINCIPAL" ? principal_ref::to({node_kind::service_principal, {}, id})
                   : type == "GROUP"             ? principal_ref::to({node_kind::group, {}, id})
                                                 : principal_ref::with_id(id);
        decoded_row row;
        row.id = std::move(id);
        row.facts.emplace_back(member_fact{std::move(who), context.about});
        return row;
    });
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

result<decoded_page> decode_workspace_group_members(const json_document& body, const decode_context& context) {
    return group_members(body, context);
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
