/// Which nodes a world file speaks of.
#pragma once

#include <boost/json/object.hpp>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "model/error.hpp"

namespace canreach::simulator::detail {

using world_names = std::set<std::string, std::less<>>;

/// Every world id (`user:alice`) named anywhere in the world or in `extra`, with all containers, the account and the
/// metastore that workspaces are attached to where nothing else is said.
[[nodiscard]] result<world_names> names_in(const boost::json::object& world, const std::vector<std::string>& extra);

} // namespace canreach::simulator::detail
