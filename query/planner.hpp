/// Bound trees to steps, and steps as text.
#pragma once

#include <string>
#include <vector>

#include "query/bound.hpp"
#include "query/plan.hpp"

namespace canreach::query {

[[nodiscard]] plan::step make_plan(bound::relation tree);

/// One line a step, inputs indented below what reads them. The text is stable: the same question over the same account
/// gives the same lines.
[[nodiscard]] std::vector<std::string> describe(const plan::step& what);

} // namespace canreach::query
