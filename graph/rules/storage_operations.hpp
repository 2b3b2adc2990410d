/// Operations on storage: locations, credentials, connections, external engines, access by path (access-model §3.1,
/// U16, S1–S6).
#pragma once

#include <vector>

#include "graph/rules/requirements.hpp"

namespace canreach::graph {

[[nodiscard]] const std::vector<operation_rule>& storage_operations();

} // namespace canreach::graph
