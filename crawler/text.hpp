/// ASCII helpers for protocol text; independent of the locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace canreach::crawler {

[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;
[[nodiscard]] std::string lower_case(std::string_view text);
/// Without blanks, tabs and line ends at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
/// A whole number in decimal, all of `text`; empty for anything else.
[[nodiscard]] std::optional<std::int64_t> parse_int(std::string_view text) noexcept;
/// RFC 4648 with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

} // namespace canreach::crawler
