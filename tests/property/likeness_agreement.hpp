/// Resources that the graph takes for alike, asked one by one.
#pragma once

#include <optional>
#include <string>

#include "tests/support/random_world.hpp"

namespace canreach::property {

/// The first pair that is told to be alike and is answered differently; empty if there is none.
[[nodiscard]] std::optional<std::string> unlike_pair(const support::random_world& world);

} // namespace canreach::property
