/// Everything that the platform needs to show each workspace administrator the rows of his own workspaces of the system
/// tables, and no others (rules R1–R4): SQL to load who administers what, the views, their grants, and a job.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"

namespace canreach::audit {

/// Where the views and the tables they ask lie.
struct view_place {
    std::string catalog;
    std::string schema;
    std::string volume = "system_table_views"; ///< in that schema; holds the files that the tables are loaded from
};

/// `bad_input` where a name could not be one of Unity Catalog.
[[nodiscard]] result<void> check(const view_place& where);

/// To be run once, by who may grant on both catalogs: gives the service principal the system tables and a schema of its
/// own with the volume, and the readers the way into the catalog.
[[nodiscard]] std::string setup_sql(const view_place& where, std::span<const std::string> readers,
                                    std::string_view service_principal);
/// Loads the metadata tables from the volume, each in one statement: a table is the old one or the new one at every
/// moment. In the order of `metadata_tables`.
[[nodiscard]] std::vector<std::string> load_tables_sql(const view_place& where);
/// The filtered views, in the order of `system_tables`. Whoever runs it owns them, and reads the system tables for
/// everybody.
[[nodiscard]] std::vector<std::string> create_views_sql(const view_place& where);
/// SELECT on each view for each reader; nothing on the schema, which holds the metadata tables, too.
[[nodiscard]] std::vector<std::string> grant_views_sql(const view_place& where, std::span<const std::string> readers);
/// Statements as a file holds them.
[[nodiscard]] std::string script_of(std::span<const std::string> statements);
/// An asset bundle (`databricks.yml`) with a job that loads, makes and grants as the service principal, on a schedule
/// in quartz's form, UTC.
[[nodiscard]] std::string bundle_yaml(std::string_view service_principal, std::string_view schedule);

/// What the files are called that a bundle consists of.
inline constexpr std::string_view setup_file = "setup.sql";
inline constexpr std::string_view tables_file = "tables.sql";
inline constexpr std::string_view views_file = "views.sql";
inline constexpr std::string_view grants_file = "grants.sql";
inline constexpr std::string_view bundle_file = "databricks.yml";
/// What the file with the rows of a metadata table is called.
[[nodiscard]] std::string rows_file(std::string_view table);
/// Where it lies on the platform.
[[nodiscard]] std::string rows_path(const view_place& where, std::string_view table);

} // namespace canreach::audit
