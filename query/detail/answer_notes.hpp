/// What an answer should not go without: where it holds, and which doubts of the rules it rests on.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "graph/access_graph.hpp"
#include "query/bound.hpp"

namespace canreach::query::detail {

/// Doubts of the access model that another profile settles so that the answer would differ (§7); empty if none.
[[nodiscard]] std::vector<std::string> doubt_notes(std::span<const graph::profile_switch> doubts);

/// What differs by place for things of Hive (H3, H7–H9); empty for anything else.
[[nodiscard]] std::vector<std::string> hive_notes(const graph::access_graph& facts, const bound::asked& what,
                                                  std::span<const node_id> on);
/// What a denial that stands in the way means beside that (H3); empty if none does.
[[nodiscard]] std::vector<std::string> denial_notes(const graph::can_answer& answer);

} // namespace canreach::query::detail
