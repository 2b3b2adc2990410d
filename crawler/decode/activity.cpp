#include "crawler/decode/activity.hpp"

#include <fmt/format.h>

#include "crawler/sql/columns.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

using sql::find_column;

/// The days are a parameter: what the user says never becomes part of a statement.
sql::statement within(std::string text, std::uint32_t days, std::string_view rest) {
    return {fmt::format("{} WHERE event_date >= DATE_SUB(CURRENT_DATE(), :days) {}", text, rest),
            {{"days", std::to_string(days), "INT"}},
            {},
            true};
}

failure unknown_columns(std::string_view table, std::span<const sql::sql_column> columns) {
    std::string seen;
    for (const auto& one : columns) seen += (seen.empty() ? "" : ", ") + one.name;
    return fail(errc::unsupported,
                fmt::format("system.access.{} has none of the columns that tell who did it, only: {}", table,
                            printable(seen, 300)));
}

/// `System-User` and the like: the platform itself.
bool is_of_the_platform(std::string_view principal) {
    return equal_ignoring_case(principal, "System-User") || equal_ignoring_case(principal, "System user") ||
           equal_ignoring_case(principal, "unknown");
}

} // namespace

sql::statement probe_of(std::string_view table) {
    return {fmt::format("SELECT * FROM system.access.{} LIMIT 0", table), {}, {}, false};
}

result<sql::statement> select_last_seen(std::span<const sql::sql_column> columns, std::uint32_t days) {
    std::string who;
    if (find_column(columns, {"user_identity"})) {
        who = "COALESCE(user_identity.email, user_identity.subject_name)";
    } else {
        // The schema before the struct: two flat columns, of which one may be missing.
        const bool users = find_column(columns, {"user_name"}).has_value();
        const bool principals = find_column(columns, {"service_principal_name"}).has_value();
        if (users && principals)
            who = "COALESCE(user_name, service_principal_name)";
        else if (users)
            who = "user_name";
        else if (principals)
            who = "service_principal_name";
    }
    if (who.empty() || !find_column(columns, {"event_time"}) || !find_column(columns, {"event_date"}))
        return unknown_columns(audit_table, columns);
    return within(fmt::format("SELECT {} AS principal, MAX(event_time) AS last_seen FROM system.access.audit", who),
                  days, "GROUP BY 1");
}

result<std::vector<sql::statement>> select_last_uses(std::span<const sql::sql_column> columns, std::uint32_t days) {
    if (!find_column(columns, {"created_by"}) || !find_column(columns, {"event_time"}) ||
        !find_column(columns, {"event_date"}))
        return unknown_columns(lineage_table, columns);
    std::vector<sql::statement> made;
    for (const auto* column : {"source_table_full_name", "target_table_full_name"})
        if (find_column(columns, {column}))
            made.push_back(within(fmt::format("SELECT created_by AS principal, {} AS table_name, MAX(event_time) AS "
                                              "last_seen FROM system.access.table_lineage",
                                              column),
                                  days, fmt::format("AND {} IS NOT NULL GROUP BY 1, 2", column)));
    if (made.empty()) return unknown_columns(lineage_table, columns);
    return made;
}

sql::statement select_today() {
    return {"SELECT CURRENT_DATE() AS today", {}, {}, false};
}

result<std::string> today_of(std::span<const sql::sql_column> columns, std::span<const sql::sql_row> rows) {
    const auto column = sql::need_column(columns, {"today"});
    if (!column) return column.error();
    const auto day = rows.empty() ? std::string_view{} : sql::cell(rows.front(), *column);
    // Digits with two dashes between them.
    bool fine = day.size() == 10;
    for (std::size_t i = 0; fine && i < day.size(); ++i)
        fine = i == 4 || i == 7 ? day[i] == '-' : day[i] >= '0' && day[i] <= '9';
    if (!fine)
        return fail(errc::malformed_reply, fmt::format("the day is `{}`; wanted one as in 2026-11-22", printable(day)));
    return std::string(day);
}

result<void> add_activity(std::vector<activity_record>& into, std::span<const sql::sql_column> columns,
                          std::span<const sql::sql_row> rows, const std::string& metastore) {
    const auto who = sql::need_column(columns, {"principal"});
    if (!who) return who.error();
    const auto when = sql::need_column(columns, {"last_seen"});
    if (!when) return when.error();
    const auto table = find_column(columns, {"table_name"});
    for (const auto& row : rows) {
        const auto principal = sql::cell(row, *who);
        if (principal.empty() || is_of_the_platform(principal) || sql::cell(row, *when).empty()) continue;
        into.push_back({std::string(principal), table ? metastore : std::string{},
                        table ? std::string(sql::cell(row, *table)) : std::string{},
                        std::string(sql::cell(row, *when))});
    }
    return {};
}

} // namespace canreach::crawler
