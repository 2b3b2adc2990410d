/// Operations on securables of Unity Catalog, and what exercising a privilege by itself needs (access-model §3.1).
#pragma once

#include <vector>

#include "graph/rules/requirements.hpp"
#include "graph/rules/tenancy.hpp"

namespace canreach::graph {

[[nodiscard]] const std::vector<operation_rule>& unity_operations();

/// What exercising a privilege needs by itself in mode effective (U7–U10, U12, U14, V1).
[[nodiscard]] need need_of_privilege(unsigned bit);
[[nodiscard]] reach reach_of_privilege(unsigned bit) noexcept;

/// What any action at all comes down to: seeing the resource. Whoever can do anything to it has a privilege on it with
/// usage, or may browse it, or manages it.
[[nodiscard]] need need_of_anything();

} // namespace canreach::graph
