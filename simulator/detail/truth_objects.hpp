/// The part of the truth that is about workspace objects.
#pragma once

#include <functional>
#include <vector>

#include "model/fact.hpp"
#include "model/ledger.hpp"
#include "simulator/account.hpp"

namespace canreach::simulator::detail {

/// Facts of a running workspace's objects; nodes before what names them. A node that the platform describes in two
/// replies is told twice, as each of them says it.
void tell_objects(const account& from, const workspace& space, const std::function<void(const fact&)>& visit);

/// What a crawl cannot read of the objects of a running workspace.
void tell_object_gaps(const account& from, const workspace& space, std::vector<coverage_gap>& into);

} // namespace canreach::simulator::detail
