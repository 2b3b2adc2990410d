/// Trees for people: branches drawn with lines, what belongs to them beside.
#pragma once

#include <string>
#include <vector>

#include "query/result_table.hpp"

namespace canreach::report {

/// Branches one under the other, facts aligned among siblings; with `rules` each tells the rule that asks for it. Each
/// line is ended by `\n`.
[[nodiscard]] std::string drawn_branches(const std::vector<query::why_node>& branches, bool rules);

} // namespace canreach::report
