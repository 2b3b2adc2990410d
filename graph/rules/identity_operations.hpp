/// Acting as a principal (access-model §5.3): the operation that indirect paths are asked with. Without hops only the
/// principal itself can.
#pragma once

#include <vector>

#include "graph/answers.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/requirements.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

[[nodiscard]] const std::vector<operation_rule>& identity_operations();

/// Whether the action is `IMPERSONATE`.
[[nodiscard]] bool is_impersonating(action what) noexcept;
/// Being the principal.
[[nodiscard]] condition being(node_id principal);

} // namespace canreach::graph
