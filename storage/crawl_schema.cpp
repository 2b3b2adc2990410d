#include <fmt/format.h>

#include <array>
#include <string>

#include "storage/schema.hpp"

/// A number names a row of raw_key, raw_ref or raw_mask and counts from 0 in order of arrival; -1 is none.
namespace canreach::storage {
namespace {

constexpr std::array tables{
    table_definition{"meta",
                     "CREATE TABLE meta(key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"},
    table_definition{"raw_key", "CREATE TABLE raw_key(number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, "
                                "scope TEXT NOT NULL, id TEXT NOT NULL) STRICT"},
    table_definition{"raw_ref", "CREATE TABLE raw_ref(number INTEGER PRIMARY KEY, form INTEGER NOT NULL, "
                                "kind INTEGER NOT NULL, scope TEXT NOT NULL, text TEXT NOT NULL, "
                                "key INTEGER NOT NULL) STRICT"},
    table_definition{"raw_mask", "CREATE TABLE raw_mask(number INTEGER PRIMARY KEY, facet INTEGER NOT NULL, "
                                 "allow_low INTEGER NOT NULL, allow_high INTEGER NOT NULL, "
                                 "deny_low INTEGER NOT NULL, deny_high INTEGER NOT NULL, "
                                 "unknown TEXT NOT NULL) STRICT"},
    table_definition{"raw_node", "CREATE TABLE raw_node(number INTEGER PRIMARY KEY, key INTEGER NOT NULL, "
                                 "parent INTEGER NOT NULL, name TEXT NOT NULL, subtype TEXT NOT NULL, "
                                 "flags INTEGER NOT NULL, attributes TEXT NOT NULL) STRICT"},
    table_definition{"raw_member",
                     "CREATE TABLE raw_member(member INTEGER NOT NULL, in_group INTEGER NOT NULL) STRICT"},
    // Members of one group that were told one after the other: four bytes each, the lowest first.
    table_definition{"raw_member_run",
                     "CREATE TABLE raw_member_run(in_group INTEGER NOT NULL, members BLOB NOT NULL) STRICT"},
    table_definition{"raw_owner", "CREATE TABLE raw_owner(owner INTEGER NOT NULL, resource INTEGER NOT NULL) STRICT"},
    table_definition{"raw_grant", "CREATE TABLE raw_grant(grantee INTEGER NOT NULL, resource INTEGER NOT NULL, "
                                  "mask INTEGER NOT NULL) STRICT"},
    // Rows of tasks under way, of a table in detail/parts.hpp; those count whose stage is kept.
    table_definition{"raw_part", "CREATE TABLE raw_part(stage INTEGER NOT NULL, of_table INTEGER NOT NULL, "
                                 "first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT"},
    table_definition{"raw_kept_stage", "CREATE TABLE raw_kept_stage(stage INTEGER PRIMARY KEY) STRICT"},
    table_definition{"raw_bind", "CREATE TABLE raw_bind(resource INTEGER NOT NULL, workspace INTEGER NOT NULL, "
                                 "how INTEGER NOT NULL) STRICT"},
    table_definition{"raw_link", "CREATE TABLE raw_link(type INTEGER NOT NULL, source INTEGER NOT NULL, "
                                 "target_key INTEGER NOT NULL, target_ref INTEGER NOT NULL) STRICT"},
    table_definition{"raw_policy", "CREATE TABLE raw_policy(number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                                   "type INTEGER NOT NULL, resource INTEGER NOT NULL, low INTEGER NOT NULL, "
                                   "high INTEGER NOT NULL, masked TEXT NOT NULL) STRICT"},
    table_definition{"raw_policy_part", "CREATE TABLE raw_policy_part(policy INTEGER NOT NULL, part INTEGER NOT NULL, "
                                        "target INTEGER NOT NULL) STRICT"},
    table_definition{"raw_activity", "CREATE TABLE raw_activity(principal TEXT NOT NULL, metastore TEXT NOT NULL, "
                                     "table_name TEXT NOT NULL, last_seen TEXT NOT NULL) STRICT"},
    table_definition{"raw_activity_window",
                     "CREATE TABLE raw_activity_window(metastore TEXT NOT NULL, of_tables INTEGER NOT NULL, "
                     "days INTEGER NOT NULL, read_on TEXT NOT NULL) STRICT"},
    table_definition{"raw_task", "CREATE TABLE raw_task(number INTEGER PRIMARY KEY, family TEXT NOT NULL, "
                                 "workspace TEXT NOT NULL, about INTEGER NOT NULL, part INTEGER NOT NULL) STRICT"},
    table_definition{"raw_task_end", "CREATE TABLE raw_task_end(task INTEGER NOT NULL, outcome INTEGER NOT NULL, "
                                     "reason TEXT NOT NULL, http_status INTEGER NOT NULL, requests INTEGER NOT NULL, "
                                     "retries INTEGER NOT NULL, items INTEGER NOT NULL, "
                                     "milliseconds INTEGER NOT NULL) STRICT"},
};

} // namespace

std::span<const table_definition> crawl_tables() noexcept {
    return tables;
}

const char* crawl_header_sql() noexcept {
    static const std::string script = [] {
        auto text =
            fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", file_application_id, schema_version);
        for (const auto& table : tables) text += fmt::format("{};", table.sql);
        return text;
    }();
    return script.c_str();
}

} // namespace canreach::storage
