/// Random accounts in which filters meet on tables whose owners, or the owners of what is around them, ask.
#pragma once

#include "tests/support/random_world.hpp"

namespace canreach::support {

/// Sets filters or masks on some tables, on their schemas and catalogs, two and more of which may meet (V4).
void add_random_filters(random_world& world);

} // namespace canreach::support
