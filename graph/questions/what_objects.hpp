/// Forward evaluation over workspace objects and principals, the counterpart of the sweep over securables.
#pragma once

#include <span>
#include <vector>

#include "graph/answers.hpp"
#include "graph/questions/reasons.hpp"
#include "graph/resource_tree.hpp"
#include "graph/rules/identity.hpp"
#include "model/kinds.hpp"

namespace canreach::graph::detail {

/// Whether a question about `kinds` (empty = all that the actions apply to) concerns anything here. O(kinds × actions).
[[nodiscard]] bool asks_objects(const request& what, std::span<const node_kind> kinds);

/// Adds the rows of [first, last) in tree order, and what could turn some of them to more. Between two folders or
/// objects with an entry of the principal's all objects of a kind have one answer, so the work is O(entries of the
/// principal × depth), beside a step for each object of the workspaces it gets into.
void sweep_objects(const account& in, const identity::carried& who, const request& what,
                   std::span<const node_kind> kinds, place first, place last, std::vector<resource_row>& rows,
                   gap_collector& gaps);

} // namespace canreach::graph::detail
