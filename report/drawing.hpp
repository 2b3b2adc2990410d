/// The tree of WHY and HOW as a drawing for other programs. Foreign text is a label everywhere, never syntax.
#pragma once

#include <string>

#include "query/result_table.hpp"

namespace canreach::report {

/// A graph for Graphviz.
[[nodiscard]] std::string render_dot(const query::why_node& tree);
/// A flow chart for Mermaid.
[[nodiscard]] std::string render_mermaid(const query::why_node& tree);

} // namespace canreach::report
