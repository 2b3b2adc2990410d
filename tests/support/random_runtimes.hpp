/// Random compute of every age, and people who have nothing else to read on.
#pragma once

#include "tests/support/random_world.hpp"

namespace canreach::support {

/// The world with more old clusters, views that look at their reader, filters that stand on tables, and callers who
/// hold most of what views read.
[[nodiscard]] random_world with_old_compute(random_world world);

} // namespace canreach::support
