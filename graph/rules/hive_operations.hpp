/// Operations on things of the Hive metastore: what current runtimes ask, and beside it the matrix of runtime 3.1
/// (access-model §3.2, §3.3). USAGE (H4), denials (H3) and workspace admins (H6) go without saying.
#pragma once

#include <vector>

#include "graph/rules/requirements.hpp"

namespace canreach::graph {

[[nodiscard]] const std::vector<operation_rule>& hive_operations();

} // namespace canreach::graph
