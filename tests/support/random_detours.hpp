/// Random clusters, cluster policies, cloud identities and urls: what ways round a check are made of.
#pragma once

#include "tests/support/random_world.hpp"

namespace canreach::support {

/// Adds them to every workspace of a world.
void add_random_detours(random_world& world);

} // namespace canreach::support
