/// Worlds with indirect paths (access-model §2.12).
#pragma once

#include "tests/support/random_world.hpp"

namespace canreach::support {

/// The same world with roles, jobs, notebooks, pipelines, apps and secret scopes that lead from one to another.
[[nodiscard]] random_world with_indirect_paths(random_world world);

} // namespace canreach::support
