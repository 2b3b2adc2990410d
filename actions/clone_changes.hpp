/// The part of a clone that Databricks keeps, as requests.
#pragma once

#include <string>
#include <vector>

#include "actions/change.hpp"
#include "audit/clone.hpp"
#include "audit/dossier.hpp"
#include "crawler/databricks_config.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"

namespace canreach::actions {

/// One change for each step that is to be done in Databricks: a SCIM PATCH for a membership, a PATCH of the permissions
/// for a grant in Unity Catalog; all others are left to a person. `source` is the account's own. Fails with
/// `not_allowed` where the credentials are for another account than the file, or for one workspace only.
[[nodiscard]] result<std::vector<change>> clone_changes(audit::account& in, fact_source& source,
                                                        const audit::clone_report& report,
                                                        const crawler::databricks_config& config);

} // namespace canreach::actions
