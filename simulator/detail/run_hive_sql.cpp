#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/detail/sql_result.hpp"

/// SHOW on a Hive metastore: inventory and grants (databricks-api H).
namespace canreach::simulator::detail {
namespace {

constexpr std::string_view catalog_name = "hive_metastore";

/// The type words of SHOW GRANTS: what is asked, and what is answered.
struct type_row {
    std::string_view asked;
    std::string_view answered;
    node_kind kind;
};
constexpr std::array<type_row, 8> types{{{"CATALOG", "CATALOG$", node_kind::hive_catalog},
                                         {"SCHEMA", "DATABASE", node_kind::hive_schema},
                                         {"DATABASE", "DATABASE", node_kind::hive_schema},
                                         {"TABLE", "TABLE", node_kind::hive_table},
                                         {"VIEW", "TABLE", node_kind::hive_table},
                                         {"FUNCTION", "FUNCTION", node_kind::hive_function},
                                         {"ANY FILE", "ANY_FILE", node_kind::any_file},
                                         {"ANONYMOUS FUNCTION", "ANONYMOUS_FUNCTION", node_kind::anonymous_function}}};

std::string key_of(const hive_object& one) {
    const auto quoted = [](std::string_view name) { return fmt::format("`{}`", name); };
    if (one.kind == node_kind::hive_catalog) return std::string(catalog_name);
    if (one.schema.empty()) return {};
    return one.name.empty() ? quoted(one.schema) : quoted(one.schema) + "." + quoted(one.name);
}

std::string_view answered_type(node_kind kind) {
    return std::ranges::find(types, kind, &type_row::kind)->answered;
}

void add_rows(sql_table& into, const hive_object& one) {
    for (const auto& grant : one.grants)
        into.rows.push_back({grant.principal, grant.action, std::string(answered_type(one.kind)), key_of(one)});
}

sql_result show_grants(const sql_context& c, sql_reader& reader) {
    const auto& store = *c.here.hive;
    const auto asked = std::ranges::find_if(types, [&](const type_row& row) { return reader.take(row.asked); });
    if (asked == types.end()) return syntax_error(reader.peek().raw);
    std::vector<std::string> path;
    if (!asked->asked.ends_with("FILE") && asked->asked != "ANONYMOUS FUNCTION") {
        auto read = reader.path();
        if (!read || read->front() != catalog_name) return syntax_error(reader.peek().raw);
        path.assign(read->begin() + 1, read->end());
    }
    if (!reader.at_end()) return syntax_error(reader.peek().raw);
    path.resize(2);
    const auto* found = store.find(asked->kind, path[0], path[1]);
    if (found == nullptr || (asked->kind == node_kind::hive_table && found->view != (asked->asked == "VIEW")))
        return not_found(asked->kind == node_kind::hive_schema ? "SCHEMA_NOT_FOUND" : "TABLE_OR_VIEW_NOT_FOUND",
                         fmt::format("The {} `{}`", asked->asked, fmt::join(path, "`.`")));
    if (found->refused)
        return sql_error{"BAD_REQUEST", "42501",
                         fmt::format("[INSUFFICIENT_PERMISSIONS] User does not have permission SHOW GRANTS on {}. "
                                     "SQLSTATE: 42501",
                                     key_of(*found))};
    sql_table made{{{"principal"}, {"actionType"}, {"objectType"}, {"objectKey"}}, {}};
    // What holds on a container is answered with what it contains.
    const bool below = !found->schema.empty();
    if (below) add_rows(made, *store.find(node_kind::hive_catalog, {}, {}));
    if (below && !found->name.empty()) add_rows(made, *store.find(node_kind::hive_schema, found->schema, {}));
    add_rows(made, *found);
    return made;
}

sql_result show_databases(const sql_context& c, sql_reader& reader) {
    if (const auto path = reader.path(); !path || *path != std::vector{std::string(catalog_name)} || !reader.at_end())
        return syntax_error(reader.peek().raw);
    sql_table made{{{"databaseName"}}, {}};
    for (const auto& one : c.here.hive->objects)
        if (one.kind == node_kind::hive_schema) made.rows.push_back({one.schema});
    return made;
}

/// The schema that a listing is about; an error if there is none.
boost::system::result<std::string, sql_error> schema_asked(const sql_context& c, sql_reader& reader) {
    const auto path = reader.path();
    if (!path || path->size() != 2 || path->front() != catalog_name || !reader.at_end())
        return syntax_error(reader.peek().raw);
    if (c.here.hive->find(node_kind::hive_schema, path->back(), {}) == nullptr)
        return not_found("SCHEMA_NOT_FOUND", fmt::format("The schema `{}`", path->back()));
    return {boost::system::in_place_value, path->back()};
}

sql_result show_tables(const sql_context& c, sql_reader& reader, bool only_views) {
    const auto schema = schema_asked(c, reader);
    if (!schema) return schema.error();
    sql_table made;
    if (only_views)
        made.columns = {{"namespace"}, {"viewName"}, {"isTemporary", "BOOLEAN"}, {"isMaterialized", "BOOLEAN"}};
    else
        made.columns = {{"database"}, {"tableName"}, {"isTemporary", "BOOLEAN"}};
    for (const auto& one : c.here.hive->objects) {
        if (one.kind != node_kind::hive_table || one.schema != *schema || (only_views && !one.view)) continue;
        made.rows.push_back({one.schema, one.name, "false"});
        if (only_views) made.rows.back().emplace_back("false");
    }
    // Of the session rather than the metastore; lists show them under no schema.
    made.rows.push_back({"", "session_view", "true"});
    if (only_views) made.rows.back().emplace_back("false");
    return made;
}

sql_result show_functions(const sql_context& c, sql_reader& reader) {
    const auto schema = schema_asked(c, reader);
    if (!schema) return schema.error();
    if (c.catalog != catalog_name)
        return sql_error{"BAD_REQUEST", "0A000",
                         "[UNSUPPORTED_FEATURE] SHOW USER FUNCTIONS works on the current catalog only."};
    sql_table made{{{"function"}}, {}};
    for (const auto& one : c.here.hive->objects)
        if (one.kind == node_kind::hive_function && one.schema == *schema)
            made.rows.push_back({fmt::format("{}.{}.{}", catalog_name, one.schema, one.name)});
    made.rows.push_back({"session_function"});
    return made;
}

} // namespace

sql_result run_describe(const sql_context& c, sql_reader& reader) {
    const auto path = reader.path();
    if (!path || path->size() != 3 || path->front() != catalog_name || !reader.at_end())
        return syntax_error(reader.peek().raw);
    const auto* found = c.here.hive ? c.here.hive->find(node_kind::hive_table, (*path)[1], path->back()) : nullptr;
    if (found == nullptr)
        return not_found("TABLE_OR_VIEW_NOT_FOUND", fmt::format("The TABLE `{}`", fmt::join(*path, "`.`")));
    sql_table made{{{"col_name"}, {"data_type"}, {"comment"}}, {}};
    made.rows = {{"id", "bigint", std::nullopt},
                 {"Location", "string", std::nullopt}, // a column of that name
                 {"", "", ""},
                 {"# Detailed Table Information", "", ""},
                 {"Type", found->view ? "VIEW" : "MANAGED", ""}};
    if (!found->location.empty()) made.rows.push_back({"Location", found->location, ""});
    return made;
}

sql_result run_show(const sql_context& c, sql_reader& reader) {
    if (!c.here.hive)
        return sql_error{"BAD_REQUEST", "42501",
                         "[UC_HIVE_METASTORE_DISABLED_EXCEPTION] The Hive metastore of this workspace is disabled."};
    if (reader.take("GRANTS ON")) return show_grants(c, reader);
    if (reader.take("DATABASES FROM") || reader.take("SCHEMAS FROM")) return show_databases(c, reader);
    if (reader.take("TABLES FROM")) return show_tables(c, reader, false);
    if (reader.take("VIEWS FROM")) return show_tables(c, reader, true);
    if (reader.take("USER FUNCTIONS FROM")) return show_functions(c, reader);
    return syntax_error(reader.peek().raw);
}

} // namespace canreach::simulator::detail
