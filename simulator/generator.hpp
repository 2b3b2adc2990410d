/// Synthetic accounts: the same shape (seed included) always gives the same account, byte for byte, on every platform.
#pragma once

#include "simulator/account.hpp"
#include "simulator/shape.hpp"

namespace canreach::simulator {

/// Fails with `bad_input` where the shape cannot be met (tables without a schema, groups deeper than their number, …).
[[nodiscard]] result<account> generate(const shape& wanted);

} // namespace canreach::simulator
