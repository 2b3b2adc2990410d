/// Lines for people that are broken between words, or between the items of a list, where the terminal ends.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace canreach::report {

/// `lead`, then the items with `separator` and a blank between them. An item that would pass `width` columns begins a
/// new line below the first item; it is never broken itself. 0 = one line, however long. Control characters are
/// escaped. No line break at the end.
[[nodiscard]] std::string wrapped_list(std::string_view lead, std::span<const std::string> items,
                                       std::string_view separator, std::size_t width);

/// The same of the words of a text: blanks and line breaks between them count as one blank.
[[nodiscard]] std::string wrapped(std::string_view lead, std::string_view text, std::size_t width);

} // namespace canreach::report
