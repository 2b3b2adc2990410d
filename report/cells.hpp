/// Cells as plain text: what text and CSV show.
#pragma once

#include <string>
#include <string_view>

#include "graph/answers.hpp"
#include "query/result_table.hpp"

namespace canreach::report {

[[nodiscard]] std::string_view word_of(graph::mode how) noexcept; ///< `granted`, …

/// Lists are joined by `separator`; a null is empty. With `ids` a node is followed by ` #<id>`.
[[nodiscard]] std::string text_of(const query::cell& what, std::string_view separator, bool ids);

} // namespace canreach::report
