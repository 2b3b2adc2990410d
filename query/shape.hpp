/// The columns that a table has, shown or only usable in conditions (access-model §5.3).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "query/result_table.hpp"

namespace canreach::query {

/// Where the cell of a column comes from.
enum class column_source : std::uint8_t {
    principal_kind,
    principal_name,
    principal_source, ///< `internal`, `external` (kept by the identity provider) or `system`
    principal_active, ///< null for groups
    principal_id,
    principal_scope, ///< the workspace of a workspace-local group
    resource_kind,
    resource_name,
    resource_owner,
    resource_catalog,
    resource_schema, ///< its last part
    resource_workspace,
    resource_id,
    via,
    workspaces,
    hops,
    actions,
    verdict,
    extra, ///< the row's own cell `index`
};

struct column_shape {
    std::string_view name; ///< a literal
    column_type type = column_type::text;
    column_source from = column_source::extra;
    std::uint8_t index = 0; ///< for `extra`
    bool shown = true;
    friend bool operator==(const column_shape&, const column_shape&) = default;
};

/// What a row stands for: set operations match rows by it.
enum class row_kind : std::uint8_t { principal, resource, pair, workspace, other };
[[nodiscard]] std::string_view plural_of(row_kind what) noexcept; ///< `principals`, …

struct table_shape {
    statement_kind kind = statement_kind::who;
    row_kind rows = row_kind::other;
    std::vector<column_shape> columns;
    friend bool operator==(const table_shape&, const table_shape&) = default;
};

[[nodiscard]] table_shape shape_of_who(bool several_resources);
[[nodiscard]] table_shape shape_of_what();
[[nodiscard]] table_shape shape_of_can(bool several_resources);
[[nodiscard]] table_shape shape_of_workspaces(statement_kind kind);
[[nodiscard]] table_shape shape_of_principals(statement_kind kind); ///< SHOW MEMBERS, SHOW GROUPS
[[nodiscard]] table_shape shape_of_grants();
[[nodiscard]] table_shape shape_of_owner();
[[nodiscard]] table_shape shape_of_owned();
[[nodiscard]] table_shape shape_of_coverage();
[[nodiscard]] table_shape shape_of_prerequisites();
[[nodiscard]] table_shape shape_of_abilities(bool several_resources);
[[nodiscard]] table_shape shape_of_compare_groups();
[[nodiscard]] table_shape shape_of_compare_access();
[[nodiscard]] table_shape shape_of_why();
[[nodiscard]] table_shape shape_of_how();
[[nodiscard]] table_shape shape_of_identities();
[[nodiscard]] table_shape shape_of_paths();
[[nodiscard]] table_shape shape_of_snapshots();
/// `change`, the columns of the rows compared, `before`.
[[nodiscard]] table_shape shape_of_diff(const table_shape& of);
[[nodiscard]] table_shape shape_of_count();
/// The given columns as they stand in `of`, then `count` and `unknown`.
[[nodiscard]] table_shape shape_of_groups(const table_shape& of, const std::vector<std::uint16_t>& by);

} // namespace canreach::query
