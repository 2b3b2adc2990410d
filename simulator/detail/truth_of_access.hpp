/// The part of the truth that is about who may act as whom.
#pragma once

#include <functional>

#include "model/fact.hpp"
#include "simulator/account.hpp"

namespace canreach::simulator::detail {

/// Rule sets, entitlements, guests, access rules, and what service principals sign in with.
void tell_access(const account& from, const std::function<void(const fact&)>& visit);

} // namespace canreach::simulator::detail
