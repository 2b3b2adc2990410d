/// The Hive metastores of a random world: denials at every level, owners of every container, views on views, `ANY FILE`
/// and `ANONYMOUS FUNCTION`, parts that were not read.
#pragma once

#include <span>

#include "model/node.hpp"
#include "tests/support/random_world.hpp"

namespace canreach::support {

/// `leaves`: things of Unity Catalog, for views to read. Its own dice, so that the rest of the world stays as it was.
void add_random_hive(random_world& world, std::span<const node_key> workspaces, std::span<const node_key> grantees,
                     std::span<const node_key> leaves);

} // namespace canreach::support
