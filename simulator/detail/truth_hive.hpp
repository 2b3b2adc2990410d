/// The truth about one workspace's Hive metastore.
#pragma once

#include <functional>

#include "model/fact.hpp"
#include "simulator/account.hpp"

namespace canreach::simulator::detail {

/// `space` must have one.
void visit_hive_truth(const workspace& space, const std::function<void(const fact&)>& visit);

} // namespace canreach::simulator::detail
