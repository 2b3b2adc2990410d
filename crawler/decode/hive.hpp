/// The Hive metastore of a workspace: statements that read it, and rows to facts (databricks-api H, access-model §2.6).
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/decode/page.hpp"
#include "crawler/sql/statement_reply.hpp"
#include "crawler/sql/statement_runner.hpp"

namespace canreach::crawler {

inline constexpr std::string_view hive_catalog_name = "hive_metastore";

/// What `SHOW GRANTS` on a table asks for: a view must be called one.
enum class hive_relation : std::uint8_t { table, view };

[[nodiscard]] sql::statement show_hive_schemas();
[[nodiscard]] sql::statement show_hive_tables(const node_key& schema); ///< views included
[[nodiscard]] sql::statement show_hive_views(const node_key& schema);
[[nodiscard]] sql::statement show_hive_functions(const node_key& schema);
[[nodiscard]] sql::statement show_hive_grants(const node_key& what, hive_relation as);

[[nodiscard]] sql::statement describe_hive_table(const node_key& table);

/// The workspace's catalog, ANY FILE and ANONYMOUS FUNCTION: there wherever Hive is, so no statement lists them.
[[nodiscard]] std::vector<decoded_row> hive_roots(const std::string& workspace);

/// Rows of one chunk, added to `into`. All fail with `malformed_reply` if a column is missing. Schemas, tables and
/// functions without a name are counted as malformed; temporary ones belong to our own session and are passed over.
[[nodiscard]] result<void> add_hive_schemas(decoded_page& into, std::span<const sql::sql_column> columns,
                                            std::span<const sql::sql_row> rows, const decode_context& context);
[[nodiscard]] result<void> add_hive_views(std::set<std::string>& into, std::span<const sql::sql_column> columns,
                                          std::span<const sql::sql_row> rows);
[[nodiscard]] result<void> add_hive_tables(decoded_page& into, std::span<const sql::sql_column> columns,
                                           std::span<const sql::sql_row> rows, const std::set<std::string>& views,
                                           const decode_context& context);
[[nodiscard]] result<void> add_hive_functions(decoded_page& into, std::span<const sql::sql_column> columns,
                                              std::span<const sql::sql_row> rows, const decode_context& context);

/// Rows of DESCRIBE TABLE EXTENDED, in their order: columns first, then under a heading what is known of the table. Its
/// location becomes an attribute of `context.about`; a column that is called `Location` is none.
class hive_description {
public:
    [[nodiscard]] result<void> add(std::span<const sql::sql_column> columns, std::span<const sql::sql_row> rows);
    /// Without rows where no location was told. Malformed where the heading is missing, since then nothing is known.
    [[nodiscard]] decoded_page take(const decode_context& context) &&;

private:
    bool below_heading_ = false;
    std::string location_;
};

/// Rows of SHOW GRANTS, united by principal. Asking for an object answers with rows of what it lies in as well: only
/// those of the reported type and the key that belong to `context.about` are taken. `DENIED_…` are denials, `OWN` is
/// ownership, and names are those of the workspace (rule M8).
class hive_grants {
public:
    [[nodiscard]] result<void> add(std::span<const sql::sql_column> columns, std::span<const sql::sql_row> rows,
                                   const decode_context& context);
    [[nodiscard]] decoded_page take() &&;

private:
    std::vector<fact> facts_; ///< one a principal and kind, in the order of their first rows
    std::size_t items_ = 0;
    std::size_t malformed_ = 0;
    std::string first_malformed_;
};

} // namespace canreach::crawler
