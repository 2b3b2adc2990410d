/// Last uses out of the system tables `system.access.audit` and `system.access.table_lineage` (databricks-api G.4).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/sql/statement_reply.hpp"
#include "crawler/sql/statement_runner.hpp"
#include "model/activity.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

inline constexpr std::string_view audit_table = "audit";
inline constexpr std::string_view lineage_table = "table_lineage";

/// Asks for the columns of a system table and no row: their names have changed over the years.
[[nodiscard]] sql::statement probe_of(std::string_view table);

/// What to ask an audit log with these columns for. Fails with `unsupported`, naming the columns, if they tell no
/// principal.
[[nodiscard]] result<sql::statement> select_last_seen(std::span<const sql::sql_column> columns, std::uint32_t days);
/// What to ask lineage for, tables read and tables written. Fails likewise.
[[nodiscard]] result<std::vector<sql::statement>> select_last_uses(std::span<const sql::sql_column> columns,
                                                                   std::uint32_t days);

/// Asks which day it is where the days are counted.
[[nodiscard]] sql::statement select_today();
/// Its answer, `YYYY-MM-DD`. Fails with `malformed_reply` if it is none.
[[nodiscard]] result<std::string> today_of(std::span<const sql::sql_column> columns,
                                           std::span<const sql::sql_row> rows);

/// Rows of either. Events of nobody, and of the platform's own users, are passed over.
[[nodiscard]] result<void> add_activity(std::vector<activity_record>& into, std::span<const sql::sql_column> columns,
                                        std::span<const sql::sql_row> rows, const std::string& metastore);

} // namespace canreach::crawler
