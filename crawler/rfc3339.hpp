/// Dates as RFC 3339 writes them.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace canreach::crawler {

/// `2026-11-22T08:44:00Z`, also with fractions, which are dropped, and offsets such as `+01:00`. Empty for all else.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_rfc3339(std::string_view text) noexcept;

} // namespace canreach::crawler
