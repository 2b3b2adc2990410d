#include "crawler/decode/objects.hpp"

#include "crawler/detail/object_reader.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::add_attribute;
using detail::id_in;
using detail::object_node;
using detail::read_page;
using detail::row_of;
using detail::row_or_reason;
using detail::text_in;

/// What differs between the types.
struct list_shape {
    node_kind kind;
    std::string_view list;
    std::string_view id;
    std::string_view name;
    std::string_view creator = {};
    std::string_view subtype = {}; ///< field of the platform's type word
    std::string_view word = {};    ///< of a type without a kind of its own
};

result<decoded_page> list_of(const json_document& body, const decode_context& context, const list_shape& what) {
    return read_page(body, what.list, [&](const json::object& from) -> row_or_reason {
        auto id = id_in(from, what.id);
        if (what.word == "database-projects" && id.starts_with("projects/")) id.erase(0, id.find('/') + 1);
        if (id.empty()) return std::string_view{"no id"};
        auto name = text_in(from, what.name);
        if (name.empty()) name = id;
        auto node = object_node(context, what.kind, what.word.empty() ? id : fmt::format("{}/{}", what.word, id), name);
        node.subtype = what.word.empty() ? text_in(from, what.subtype) : what.word;
        add_attribute(node, "creator", text_in(from, what.creator));
        return row_of(std::move(node));
    });
}

/// `1700000000000` and `2026-01-31` as they come.
std::string told(const json::object& from, std::string_view field) {
    return id_in(from, field);
}

} // namespace

result<decoded_page> decode_pools(const json_document& body, const decode_context& context) {
    return list_of(body, context, {node_kind::pool, "instance_pools", "instance_pool_id", "instance_pool_name"});
}

result<decoded_page> decode_warehouses(const json_document& body, const decode_context& context) {
    return list_of(body, context,
                   {node_kind::warehouse, "warehouses", "id", "name", "creator_name", "warehouse_type", {}});
}

result<decoded_page> decode_serving_endpoints(const json_document& body, const decode_context& context) {
    return read_page(body, "endpoints", [&](const json::object& from) -> row_or_reason {
        const auto name = text_in(from, "name");
        auto id = id_in(from, "id");
        if (id.empty()) id = name; // those of the platform itself
        if (id.empty()) return std::string_view{"neither `id` nor `name`"};
        auto node = object_node(context, node_kind::serving_endpoint, std::move(id), name);
        add_attribute(node, "creator", text_in(from, "creator"));
        return row_of(std::move(node));
    });
}

result<decoded_page> decode_vector_search_endpoints(const json_document& body, const decode_context& context) {
    return list_of(body, context, {node_kind::vector_search_endpoint, "endpoints", "id", "name", "creator", {}, {}});
}

result<decoded_page> decode_database_instances(const json_document& body, const decode_context& context) {
    return list_of(body, context,
                   {node_kind::database_instance, "database_instances", "name", "name", "creator", {}, {}});
}

result<decoded_page> decode_database_projects(const json_document& body, const decode_context& context) {
    return list_of(body, context, {node_kind::other, "projects", "name", "display_name", {}, {}, "database-projects"});
}

result<decoded_page> decode_knowledge_assistants(const json_document& body, const decode_context& context) {
    return list_of(body, context,
                   {node_kind::other,
                    "knowledge_assistants",
                    "knowledge_assistant_id",
                    "display_name",
                    "creator",
                    {},
                    "knowledge-assistants"});
}

result<decoded_page> decode_supervisor_agents(const json_document& body, const decode_context& context) {
    return list_of(body, context,
                   {node_kind::other,
                    "supervisor_agents",
                    "supervisor_agent_id",
                    "display_name",
                    "creator",
                    {},
                    "supervisor-agents"});
}

result<decoded_page> decode_feature_tables(const json_document& body, const decode_context& context) {
    return list_of(body, context,
                   {node_kind::other, "feature_tables", "id", "name", "creator_id", {}, "feature-tables"});
}

result<decoded_page> decode_secret_scopes(const json_document& body, const decode_context& context) {
    return read_page(body, "scopes", [&](const json::object& from) -> row_or_reason {
        const auto name = text_in(from, "name");
        if (name.empty()) return std::string_view{"no `name`"};
        auto node = object_node(context, node_kind::secret_scope, std::string(name), name);
        node.subtype = std::string(text_in(from, "backend_type"));
        // Such a scope obeys its vault as well (rule W8), which no crawl of the platform sees.
        if (const auto* vault = detail::object_in(from, "keyvault_metadata"))
            add_attribute(node, "vault", text_in(*vault, "resource_id"));
        return row_of(std::move(node));
    });
}

result<decoded_page> decode_workspace_models(const json_document& body, const decode_context& context) {
    return list_of(body, context, {node_kind::workspace_model, "registered_models", "name", "name"});
}

result<decoded_page> decode_workspace_model(const json_document& body, const decode_context& context) {
    return detail::read_one(body, [&](const json::object& root) -> row_or_reason {
        const auto* from = detail::object_in(root, "registered_model_databricks");
        if (from == nullptr) return std::string_view{"no `registered_model_databricks`"};
        auto number = id_in(*from, "id");
        if (number.empty()) return std::string_view{"no `id`"};
        auto node = object_node(context, node_kind::workspace_model, context.about.id, context.about.id);
        add_attribute(node, "object_id", number);
        auto row = row_of(std::move(node));
        row.object_id = std::move(number);
        return row;
    });
}

result<decoded_page> decode_tokens(const json_document& body, const decode_context& context) {
    return read_page(body, "token_infos", [&](const json::object& from) -> row_or_reason {
        const auto id = id_in(from, "token_id");
        if (id.empty()) return std::string_view{"no `token_id`"};
        auto node = object_node(context, node_kind::other, "token/" + id, id);
        node.subtype = "token";
        add_attribute(node, "created", told(from, "creation_time"));
        add_attribute(node, "creator", text_in(from, "created_by_username"));
        if (const auto end = told(from, "expiry_time"); end != "-1") add_attribute(node, "expires", end);
        add_attribute(node, "last_used", told(from, "last_used_day"));
        auto row = row_of(std::move(node));
        auto owner = id_in(from, "owner_id");
        if (owner.empty()) owner = id_in(from, "created_by_id");
        if (!owner.empty())
            row.facts.emplace_back(owner_fact{principal_ref::with_id(std::move(owner)), row.node()->key});
        return row;
    });
}

} // namespace canreach::crawler
