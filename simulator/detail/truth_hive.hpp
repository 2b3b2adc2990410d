/// The truth about one workspace's Hive metastore.
#pragma once

#include <functional>

#include "model/fact.hpp"
#include "simulator/account.hpp"

namespace canreach::simulator::detail {

/// Where no statement can be run only the catalog is told, as what has not been read; nothing where Hive is disabled.
void visit_hive_truth(const workspace& space, const std::function<void(const fact&)>& visit);

} // namespace canreach::simulator::detail
