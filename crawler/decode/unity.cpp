#include "crawler/decode/unity.hpp"

#include "crawler/detail/page_reader.hpp"
#include "crawler/detail/securable_row.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::add_attribute;
using detail::bool_in;
using detail::read_page;
using detail::row_or_reason;
using detail::securable_row;
using detail::text_in;

/// What differs between the kinds of securable.
struct securable_shape {
    node_kind kind;
    std::string_view type_field; ///< of the subtype; empty = none
    std::string_view url_field;
};

/// A catalog or location of the metastore `context.about`.
row_or_reason top_level(const json::object& from, const decode_context& context, node_kind kind) {
    auto node = detail::top_level_node(from, context, kind);
    if (node.name.empty()) return detail::no_name;
    if (kind == node_kind::catalog) {
        node.subtype = std::string(text_in(from, "catalog_type"));
        add_attribute(node, "connection_name", text_in(from, "connection_name"));
        add_attribute(node, "provider_name", text_in(from, "provider_name"));
        add_attribute(node, "share_name", text_in(from, "share_name"));
        return securable_row(std::move(node), from);
    }
    detail::read_read_only(node, from);
    add_attribute(node, "credential_name", text_in(from, "credential_name"));
    add_attribute(node, "url", text_in(from, "url"));
    auto row = securable_row(std::move(node), from);
    detail::add_credential_link(row, from);
    return row;
}

/// Something below `context.about`, known by its full name.
row_or_reason below(const json::object& from, const decode_context& context, const securable_shape& what) {
    auto full_name = std::string(text_in(from, "full_name"));
    if (full_name.empty()) {
        const auto name = text_in(from, "name");
        if (name.empty()) return std::string_view{"neither `full_name` nor `name`"};
        full_name = fmt::format("{}.{}", context.about.id, name);
    }
    node_fact node;
    node.key = {what.kind, context.about.scope, full_name};
    node.name = std::move(full_name);
    node.parent = context.about;
    if (!what.type_field.empty()) node.subtype = std::string(text_in(from, what.type_field));
    if (!what.url_field.empty()) add_attribute(node, "url", text_in(from, what.url_field));
    return securable_row(std::move(node), from);
}

/// The function of a filter or mask; empty where none is named.
std::string_view function_of(const json::object& from, std::string_view key) {
    const auto* said = detail::object_in(from, key);
    return said == nullptr ? std::string_view{} : text_in(*said, "function_name");
}

/// A filter or mask that was set on the table by hand: it is for everyone (rule V3).
void add_policy(decoded_row& row, const node_key& table, policy_type type, std::string_view function,
                std::string_view column) {
    if (function.empty()) return;
    policy_fact made;
    made.name = std::string(function);
    made.type = type;
    made.on = table;
    made.to.push_back(principal_ref::to({node_kind::group, {}, std::string(account_users_id)}));
    made.matches.push_back(table);
    made.function = node_key{node_kind::function, table.scope, std::string(function)};
    made.column = std::string(column);
    row.facts.emplace_back(std::move(made));
}

row_or_reason table_row(const json::object& from, const decode_context& context) {
    auto got = below(from, context, {node_kind::table, "table_type", "storage_location"});
    if (!got.row) return got;
    auto& node = std::get<node_fact>(got.row->facts.front());
    if (const auto text = text_in(from, "view_definition"); !text.empty())
        node.attributes.emplace(node.attributes.begin(), "definition", text);
    const auto key = node.key;
    add_policy(*got.row, key, policy_type::row_filter, function_of(from, "row_filter"), {});
    for (const auto& entry : detail::array_in(from, "columns"))
        if (const auto* column = entry.if_object(); column != nullptr)
            add_policy(*got.row, key, policy_type::column_mask, function_of(*column, "mask"), text_in(*column, "name"));
    return got;
}

result<decoded_page> list_below(const json_document& body, std::string_view key, const decode_context& context,
                                const securable_shape& what) {
    return read_page(body, key, [&](const json::object& from) { return below(from, context, what); });
}

} // namespace

result<decoded_page> decode_catalogs(const json_document& body, const decode_context& context) {
    return read_page(body, "catalogs",
                     [&](const json::object& from) { return top_level(from, context, node_kind::catalog); });
}

result<decoded_page> decode_locations(const json_document& body, const decode_context& context) {
    return read_page(body, "external_locations",
                     [&](const json::object& from) { return top_level(from, context, node_kind::location); });
}

result<decoded_page> decode_schemas(const json_document& body, const decode_context& context) {
    return list_below(body, "schemas", context, {node_kind::schema, {}, {}});
}

result<decoded_page> decode_tables(const json_document& body, const decode_context& context) {
    return read_page(body, "tables", [&](const json::object& from) { return table_row(from, context); });
}

result<decoded_page> decode_volumes(const json_document& body, const decode_context& context) {
    return list_below(body, "volumes", context, {node_kind::volume, "volume_type", "storage_location"});
}

result<decoded_page> decode_functions(const json_document& body, const decode_context& context) {
    return list_below(body, "functions", context, {node_kind::function, {}, {}});
}

result<decoded_page> decode_models(const json_document& body, const decode_context& context) {
    return list_below(body, "registered_models", context, {node_kind::model, {}, "storage_location"});
}

result<decoded_page> decode_view_definition(const json_document& body, const decode_context& context) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    decoded_page page;
    decoded_row row;
    if (const auto* view = detail::object_in(*root, "view_dependencies")) {
        const auto& read = detail::array_in(*view, "dependencies");
        page.summary.items = read.size();
        for (std::size_t i = 0; i < read.size(); ++i) {
            const auto* entry = read[i].if_object();
            if (entry == nullptr) {
                detail::leave_out(page, fmt::format("/view_dependencies/dependencies/{}", i), "not an object");
                continue;
            }
            const auto* table = detail::object_in(*entry, "table");
            if (table == nullptr) continue; // a function, a credential, or a kind never seen
            const auto name = text_in(*table, "table_full_name");
            if (name.empty()) {
                detail::leave_out(page, fmt::format("/view_dependencies/dependencies/{}", i), "no `table_full_name`");
                continue;
            }
            row.facts.emplace_back(link_fact{link_type::reads, context.about,
                                             node_key{node_kind::table, context.about.scope, std::string(name)}});
        }
    }
    page.rows.push_back(std::move(row));
    return page;
}

result<decoded_page> decode_bindings(const json_document& body, const decode_context& context) {
    return read_page(body, "bindings", [&](const json::object& from) -> row_or_reason {
        auto id = detail::id_in(from, "workspace_id");
        if (id.empty()) return std::string_view{"no `workspace_id`"};
        const auto type = text_in(from, "binding_type");
        const bool write = type.empty() || type == "BINDING_TYPE_READ_WRITE";
        if (!write && type != "BINDING_TYPE_READ_ONLY") return std::string_view{"an unknown `binding_type`"};
        decoded_row row;
        row.facts.emplace_back(bind_fact{context.about,
                                         {node_kind::workspace, {}, std::move(id)},
                                         write ? binding::read_write : binding::read_only});
        return row;
    });
}

result<decoded_page> decode_grants(const json_document& body, const decode_context& context) {
    return read_page(body, "privilege_assignments", [&](const json::object& from) -> row_or_reason {
        grant_fact grant;
        grant.resource = context.about;
        const auto name = text_in(from, "principal");
        auto id = detail::id_in(from, "principal_id");
        if (!name.empty())
            grant.grantee = principal_ref::named(std::string(name));
        else if (!id.empty())
            grant.grantee = principal_ref::with_id(std::move(id)); // deleted (databricks-api F.3)
        else
            return std::string_view{"neither `principal` nor `principal_id`"};
        if (!detail::read_privileges(detail::array_in(from, "privileges"), grant))
            return std::string_view{"a privilege that is no word"};
        if (grant.allow.empty() && grant.unknown.empty()) return row_or_reason::nothing();
        decoded_row row;
        row.facts.emplace_back(std::move(grant));
        return row;
    });
}

result<bool> decode_browse_only(const json_document& body) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    return bool_in(*root, "browse_only") == true;
}

} // namespace canreach::crawler
