/// Operations that decide what others see of securables of Unity Catalog: filters, masks, policies, sharing, and grants
/// with rules of their own (access-model §3.1, U19, V3, V5).
#pragma once

#include <vector>

#include "graph/rules/requirements.hpp"

namespace canreach::graph {

[[nodiscard]] const std::vector<operation_rule>& governance_operations();

} // namespace canreach::graph
