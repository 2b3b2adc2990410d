/// The tree of WHY and HOW as a drawing for other programs. Foreign text is a label everywhere, never syntax.
#pragma once

#include <string>

#include "query/result_table.hpp"

namespace canreach::report {

/// A graph for Graphviz, of an answer that has a tree.
[[nodiscard]] std::string render_dot(const query::result_table& what);
/// A flow chart for Mermaid, of an answer that has a tree.
[[nodiscard]] std::string render_mermaid(const query::result_table& what);
/// A picture that needs no other program (report/picture.hpp), of an answer that has a tree.
[[nodiscard]] std::string render_svg(const query::result_table& what);

} // namespace canreach::report
