/// The system tables that workspaces share, and what stands in for them: data, in one place.
#pragma once

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

namespace canreach::audit {

struct system_table {
    std::string_view schema;
    std::string_view table;

    [[nodiscard]] std::string full_name() const { return fmt::format("system.{}.{}", schema, table); }
    [[nodiscard]] std::string view_name() const { return fmt::format("vw_system_{}_{}", schema, table); }
};

/// Those with a column `workspace_id`, by which their rows can be told apart.
inline constexpr std::array system_tables{
    system_table{"access", "assistant_events"},
    system_table{"access", "audit"},
    system_table{"access", "column_lineage"},
    system_table{"access", "outbound_network"},
    system_table{"access", "table_lineage"},
    system_table{"access", "workspaces_latest"},
    system_table{"billing", "usage"},
    system_table{"compute", "clusters"},
    system_table{"compute", "node_timeline"},
    system_table{"compute", "warehouse_events"},
    system_table{"compute", "warehouses"},
    system_table{"lakeflow", "job_run_timeline"},
    system_table{"lakeflow", "job_task_run_timeline"},
    system_table{"lakeflow", "job_tasks"},
    system_table{"lakeflow", "jobs"},
    system_table{"query", "history"},
    system_table{"serving", "served_entities"},
    system_table{"storage", "predictive_optimization_operations_history"},
};

/// One of the tables that say who is in which workspace, as sections of the audit and as tables of the platform.
struct metadata_table {
    std::string_view section;
    std::string_view table;
    std::array<std::string_view, 5> columns; ///< all text; those left empty are not there
};
inline constexpr metadata_table permissions_table{"permissions",
                                                  "all_workspace_and_catalog_perms",
                                                  {"workspace_id", "workspace_name", "workspace_url", "permissions"}};
/// One row for each admin of a workspace that `is_account_group_member` and `current_user` can tell (rule R2).
inline constexpr metadata_table admins_table{
    "admins",
    "all_workspace_and_catalog_perms_admins",
    {"workspace_id", "workspace_name", "workspace_url", "user_name", "group_name"}};
inline constexpr metadata_table users_table{
    "users",
    "all_workspace_and_catalog_perms_users",
    {"workspace_id", "workspace_name", "workspace_url", "user_name", "group_name"}};
inline constexpr std::array metadata_tables{permissions_table, admins_table, users_table};

} // namespace canreach::audit
