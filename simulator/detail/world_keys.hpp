/// Platform-like keys for the readable stand-ins of a world file.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "model/node.hpp"
#include "simulator/detail/world_names.hpp"

namespace canreach::simulator::detail {

constexpr std::string_view world_account_id = "7d0a52f4-0000-4000-8000-00000000c0de";

/// Ids are given in the order of the sorted names, so that they depend on the set of names only.
[[nodiscard]] std::map<std::string, node_key> keys_of(const world_names& names);

} // namespace canreach::simulator::detail
