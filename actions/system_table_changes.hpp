/// Rows, tables, views and grants of the filtered system tables (rules R1–R4), as requests of the service principal
/// that is to own them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "actions/change.hpp"
#include "audit/system_table_sql.hpp"
#include "crawler/crawl.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::actions {

struct system_table_job {
    audit::view_place place;
    std::string service_principal; ///< application id: who must run this, and own what comes of it
    std::vector<std::string> readers;
    std::vector<std::string> rows; ///< the files, in the order of `audit::metadata_tables`
    crawler::origin workspace;
    std::string warehouse;
};

/// In the order in which each rests on those before: three uploads, a statement for each table, one for each view, and
/// grants last. A table or view counts as made once the service principal owns it, so that nothing is granted on a view
/// through which somebody else's rights would be read.
[[nodiscard]] std::vector<change> system_table_changes(const system_table_job& job);

/// Fails with `not_allowed` unless the credentials are those of the service principal.
[[nodiscard]] result<void> check_runs_as(const crawler::crawl_options& options, const crawler::origin& workspace,
                                         const std::string& service_principal);

/// The warehouse that runs the statements: the one told, else one that runs (rules of
/// `crawler::sql::choose_warehouse`).
[[nodiscard]] result<std::string> find_warehouse(const crawler::crawl_options& options,
                                                 const crawler::origin& workspace, const std::string& told,
                                                 bool may_start);

} // namespace canreach::actions
