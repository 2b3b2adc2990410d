/// Facts as the rows of a world file that said them.
#pragma once

#include <string>

#include "simulator/world.hpp"

namespace canreach::simulator::detail {

/// `members [user:alice, group:data-eng]`, `catalog:main`: the words of the world's author, for a message.
[[nodiscard]] std::string row_of(const world& from, const fact& what);

} // namespace canreach::simulator::detail
