/// Row-level security of the system tables: which workspaces' rows everybody may see through filtered views, the tables
/// that these views ask, and where rows leak past them (rules R1–R4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/dossier.hpp"
#include "audit/system_table_sql.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

struct system_table_options {
    std::optional<view_place> place; ///< where the views are, or shall be; without it they are not looked for
    /// Who owns the views, or shall: by application id, name or `#id`.
    std::optional<std::string_view> service_principal;
    bool nested = true; ///< with the section `permissions`, whose cells are long
};

/// Sections `visibility`, `unseen_admins`, `views` (one row a system table), `leaks`, with a service principal
/// `act_as`, and the rows of the metadata tables: `permissions`, `admins`, `users`. `source` is the account's own.
[[nodiscard]] result<dossier> audit_system_tables(account& in, fact_source& source,
                                                  const system_table_options& options);

/// Whom the views are for: principals of the account assigned to some workspace as admin, as SQL names them.
[[nodiscard]] result<std::vector<std::string>> view_readers(account& in);

/// The rows of the metadata tables, as sections of those names.
[[nodiscard]] result<std::vector<section>> metadata_rows(account& in, fact_source& source);

} // namespace canreach::audit
