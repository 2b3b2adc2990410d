/// What a principal lacks for an indirect path, once it did all that it can alone.
#pragma once

#include <vector>

#include "graph/answers.hpp"
#include "graph/questions/pursuit.hpp"

namespace canreach::graph::detail {

struct account;

/// What would make it possible, given all that the principal can do alone.
[[nodiscard]] std::vector<missing_part> missing_for(const account& in, const pursuit& goal, principal_no who);
/// Of an answer that is not known: clusters of which it is not known whether they isolate those attached to them (W1).
[[nodiscard]] std::vector<missing_part> unknown_isolation(const plan& asked);
/// The same: clusters and policies of which it is not known whether they enforce table access control, as far as the
/// principal itself can use them.
[[nodiscard]] std::vector<missing_part> unknown_enforcement(const account& in, const pursuit& goal, principal_no who);

} // namespace canreach::graph::detail
