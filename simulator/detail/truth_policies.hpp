/// Attribute-based policies, with the objects that have the tags that they go by.
#pragma once

#include <functional>

#include "model/fact.hpp"
#include "simulator/account.hpp"

namespace canreach::simulator::detail {

/// Does any policy on a securable, or above it, go by its tags?
[[nodiscard]] bool are_tags_wanted(const account& from, securable_index of);

/// After the nodes that policies name. Tags are told of those objects whose tags a policy goes by: no others are read.
void tell_policies(const account& from, const std::function<void(const fact&)>& visit);

} // namespace canreach::simulator::detail
