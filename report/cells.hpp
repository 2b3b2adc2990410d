/// Cells as plain text: what text and CSV show.
#pragma once

#include <string>
#include <string_view>

#include "graph/answers.hpp"
#include "query/result_table.hpp"

namespace canreach::report {

[[nodiscard]] std::string_view word_of(graph::mode how) noexcept; ///< `granted`, …

/// Lists are joined by `separator`; a null is empty. A node is named as it can be written in a sentence; with `ids` it
/// is followed by ` #<id>`.
[[nodiscard]] std::string text_of(const query::cell& what, std::string_view separator, bool ids);
/// The same for people: in columns of kinds the nouns instead of the machine's words.
[[nodiscard]] std::string text_of(const query::column& where, const query::cell& what, std::string_view separator,
                                  bool ids);

/// What would have to be granted for this part to be read; empty where no right would do.
[[nodiscard]] std::string_view right_that_mends(const query::coverage_note& note) noexcept;
/// `grants of schema finance.core: 403 in workspace fin-prod; needs MANAGE on …`
[[nodiscard]] std::string line_of(const query::coverage_note& note);

} // namespace canreach::report
