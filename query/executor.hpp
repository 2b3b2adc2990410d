/// Steps to rows.
#pragma once

#include "graph/access_graph.hpp"
#include "model/catalog.hpp"
#include "query/diagnostic.hpp"
#include "query/plan.hpp"
#include "query/result_table.hpp"

namespace canreach::query {

/// Cells that cost a question of their own (`via`, `workspaces`, names) are filled for the rows that are shown or that
/// a clause looks at, not for all. Fails only if the catalog does.
[[nodiscard]] answer<result_table> execute(const plan::step& what, catalog& names, const graph::access_graph& facts);

} // namespace canreach::query
