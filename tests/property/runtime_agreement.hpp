/// Reading on compute of every age: the graph and the slow evaluator, question by question.
#pragma once

#include <optional>
#include <string>

#include "tests/support/random_world.hpp"

namespace canreach::property {

/// The first SELECT `WITH COMPUTE` on a relation that the evaluators answer differently; empty if there is none.
[[nodiscard]] std::optional<std::string> runtime_disagreement(const support::random_world& world);

} // namespace canreach::property
