/// Why a view does not work (rule V1).
#pragma once

#include <vector>

#include "graph/answers.hpp"
#include "graph/rules/evaluate.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

/// Bases that owners cannot read, of the view and of views below it.
[[nodiscard]] std::vector<missing_part> broken_bases(const account& in, node_id view, scene where);

} // namespace canreach::graph::detail
