/// Workspace objects and compute of one random account, put to the graph and to the slow evaluator.
#pragma once

#include <optional>
#include <string>

#include "tests/support/random_world.hpp"

namespace canreach::property {

/// The first question that the evaluators answer differently; empty if there is none.
[[nodiscard]] std::optional<std::string> object_disagreement(const support::random_world& world);

} // namespace canreach::property
