/// Which facts of a world a rendered account tells.
#pragma once

#include <vector>

#include "simulator/account.hpp"
#include "simulator/world_account.hpp"

namespace canreach::simulator::detail {

/// Compares meaning, not spelling: a grant to a key is told by a grant to the name of that key, and a node that the
/// account tells with more attributes is told.
[[nodiscard]] std::vector<unsaid_fact> unsaid_facts(const world& wanted, const account& told);

} // namespace canreach::simulator::detail
