/// How many terminal columns a text takes: wide (East Asian) characters count two, combining ones none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace canreach::report {

/// Columns of UTF-8 `text`. A byte that is no UTF-8 and a control character count one each.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// Columns of the widest of several lines.
[[nodiscard]] std::size_t widest_line(std::string_view lines);

/// `text` cut to at most `columns` columns, the last of them an ellipsis where something was cut.
[[nodiscard]] std::string cut_to_width(std::string_view text, std::size_t columns);

/// `text` in lines of at most `columns` columns, all but the first indented by two: broken between items of a
/// list, else at a blank, else behind punctuation, else anywhere. Of what does not fit `most` lines the rest is cut. At
/// least one line.
[[nodiscard]] std::vector<std::string> lines_of_width(std::string_view text, std::size_t columns, std::size_t most);

/// `text` as it may be shown on a terminal: control characters and marks of writing direction escaped, so that a name
/// can neither move the cursor nor look like another.
[[nodiscard]] std::string on_screen(std::string_view text);

} // namespace canreach::report
