/// Random workspace objects: folders with what lies in them, jobs, dashboards, apps, secret scopes, compute; their
/// lists, entitlements, and lists that were not read.
#pragma once

#include "tests/support/random_world.hpp"

namespace canreach::support {

/// The world with objects in every workspace.
[[nodiscard]] random_world with_objects(random_world world);

} // namespace canreach::support
