/// Questions of mode escalatable against the acts done one by one.
#pragma once

#include <optional>
#include <string>

#include "tests/support/random_world.hpp"

namespace canreach::property {

/// The first answer about indirect paths that differs from what doing the acts gives; empty if there is none.
[[nodiscard]] std::optional<std::string> broken_path(const support::random_world& world);

} // namespace canreach::property
