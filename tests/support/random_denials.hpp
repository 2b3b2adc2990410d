/// Random accounts in which joining groups gives something and takes something away.
#pragma once

#include "tests/support/random_world.hpp"

namespace canreach::support {

/// Whether joining a group can do harm, or being excepted can do good.
[[nodiscard]] bool takes_away(const random_world& world);

/// Adds managers of groups, grants to such groups in the Hive metastores, and denials to some of them; where anything
/// is taken away, few groups can be joined, since the slow evaluator tries every set of them.
void add_random_denials(random_world& world);

} // namespace canreach::support
