#include "audit/system_table_sql.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "audit/sql_text.hpp"
#include "audit/system_table_list.hpp"
#include "query/spelling.hpp"

namespace canreach::audit {
namespace {

std::string schema_in_sql(const view_place& where) {
    return query::quoted_name(where.catalog) + '.' + query::quoted_name(where.schema);
}
std::string in_schema(const view_place& where, std::string_view name) {
    return schema_in_sql(where) + '.' + query::quoted_name(name);
}

/// A scalar of YAML in double quotes.
std::string in_yaml(std::string_view text) {
    std::string made = "\"";
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) {
            made += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
            continue;
        }
        if (c == '"' || c == '\\') made += '\\';
        made += c;
    }
    return made + '"';
}

} // namespace

result<void> check(const view_place& where) {
    for (const auto* name : {&where.catalog, &where.schema, &where.volume}) {
        const bool odd = std::ranges::any_of(
            *name, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '.' || c == '/'; });
        if (name->empty() || odd)
            return fail(errc::bad_input,
                        fmt::format("`{}` is no name of a catalog, schema or volume", printable(*name)))
                .hinting("such a name holds no dot, slash, blank or control character");
    }
    return {};
}

std::string rows_file(std::string_view table) {
    return fmt::format("{}.ndjson", table);
}

std::string setup_sql(const view_place& where, std::span<const std::string> readers,
                      std::string_view service_principal) {
    const auto robot = query::quoted_name(service_principal);
    const auto catalog = query::quoted_name(where.catalog);
    auto sql = fmt::format("GRANT USE CATALOG ON CATALOG `system` TO {};\n", robot);
    std::string_view last;
    for (const auto& one : system_tables) {
        if (one.schema == last) continue;
        last = one.schema;
        sql += fmt::format("GRANT USE SCHEMA, SELECT ON SCHEMA `system`.{} TO {};\n", query::quoted_name(one.schema),
                           robot);
    }
    sql += fmt::format("GRANT USE CATALOG ON CATALOG {0} TO {1};\n"
                       "CREATE SCHEMA IF NOT EXISTS {2};\n"
                       "CREATE VOLUME IF NOT EXISTS {3};\n"
                       "ALTER VOLUME {3} SET OWNER TO {1};\n"
                       "ALTER SCHEMA {2} SET OWNER TO {1};\n",
                       catalog, robot, schema_in_sql(where), in_schema(where, where.volume));
    for (const auto& reader : readers)
        sql += fmt::format("GRANT USE CATALOG ON CATALOG {} TO {};\n", catalog, query::quoted_name(reader));
    return sql;
}

std::string rows_path(const view_place& where, std::string_view table) {
    return fmt::format("/Volumes/{}/{}/{}/{}", where.catalog, where.schema, where.volume, rows_file(table));
}

std::string script_of(std::span<const std::string> statements) {
    std::string script;
    for (const auto& one : statements) script += one + ";\n";
    return script;
}

std::vector<std::string> load_tables_sql(const view_place& where) {
    std::vector<std::string> statements;
    for (const auto& one : metadata_tables) {
        std::string names;
        std::string types;
        for (const auto column : one.columns) {
            if (column.empty()) continue;
            names += fmt::format("{}{}", names.empty() ? "" : ", ", column);
            types += fmt::format("{}{} STRING", types.empty() ? "" : ", ", column);
        }
        statements.push_back(fmt::format(
            "CREATE OR REPLACE TABLE {} AS\nSELECT {}\nFROM read_files({}, format => 'json', schema => {})",
            in_schema(where, one.table), names, text_in_sql(rows_path(where, one.table)), text_in_sql(types)));
    }
    return statements;
}

std::vector<std::string> create_views_sql(const view_place& where) {
    std::vector<std::string> statements;
    for (const auto& one : system_tables)
        statements.push_back(
            fmt::format("CREATE OR REPLACE VIEW {} AS\n"
                        "SELECT x.*\n"
                        "FROM {} AS x\n"
                        "WHERE CAST(x.workspace_id AS STRING) IN (\n"
                        "  SELECT a.workspace_id\n"
                        "  FROM {} AS a\n"
                        "  WHERE (a.user_name IS NOT NULL AND lower(a.user_name) = lower(current_user()))\n"
                        "     OR (a.group_name IS NOT NULL AND is_account_group_member(a.group_name))\n"
                        ")",
                        in_schema(where, one.view_name()), full_name_in_sql(one.full_name()),
                        in_schema(where, admins_table.table)));
    return statements;
}

std::vector<std::string> grant_views_sql(const view_place& where, std::span<const std::string> readers) {
    std::vector<std::string> statements;
    for (const auto& reader : readers) {
        const auto who = query::quoted_name(reader);
        statements.push_back(fmt::format("GRANT USE SCHEMA ON SCHEMA {} TO {}", schema_in_sql(where), who));
        for (const auto& one : system_tables)
            statements.push_back(fmt::format("GRANT SELECT ON VIEW {} TO {}", in_schema(where, one.view_name()), who));
    }
    return statements;
}

std::string bundle_yaml(std::string_view service_principal, std::string_view schedule) {
    struct step {
        std::string_view key, file, after;
    };
    constexpr std::array steps{step{"tables", tables_file, ""}, step{"views", views_file, "tables"},
                               step{"grants", grants_file, "views"}};
    auto yaml =
        fmt::format("# databricks bundle deploy --var warehouse_id=… && databricks bundle run system_table_views\n"
                    "bundle:\n"
                    "  name: system_table_views\n"
                    "variables:\n"
                    "  warehouse_id:\n"
                    "    description: The SQL warehouse that runs the statements\n"
                    "resources:\n"
                    "  jobs:\n"
                    "    system_table_views:\n"
                    "      name: system_table_views\n"
                    "      run_as:\n"
                    "        service_principal_name: {}\n"
                    "      max_concurrent_runs: 1\n"
                    "      schedule:\n"
                    "        quartz_cron_expression: {}\n"
                    "        timezone_id: UTC\n"
                    "        pause_status: UNPAUSED\n"
                    "      tasks:\n",
                    in_yaml(service_principal), in_yaml(schedule));
    for (const auto& one : steps) {
        yaml += fmt::format("        - task_key: {}\n", one.key);
        if (!one.after.empty()) yaml += fmt::format("          depends_on:\n            - task_key: {}\n", one.after);
        yaml += fmt::format("          sql_task:\n"
                            "            warehouse_id: ${{var.warehouse_id}}\n"
                            "            file:\n"
                            "              path: ./{}\n"
                            "              source: WORKSPACE\n",
                            one.file);
    }
    return yaml;
}

} // namespace canreach::audit
