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
/// Of more than `fold_above` rows of a question by itself, one about what is reached, owned, granted or acted as, those
/// of one kind in one place that tell the same are one row (query/folding.hpp).
[[nodiscard]] answer<result_table> execute(const plan::step& what, catalog& names, const graph::access_graph& facts,
                                           std::size_t fold_above = every_row);

} // namespace canreach::query
