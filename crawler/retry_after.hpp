/// `Retry-After` and its relatives.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace canreach::crawler {

/// Longest wait a server is believed; anything longer is cut to it.
inline constexpr std::chrono::milliseconds longest_believed_wait{std::chrono::hours{1}};

/// Reads seconds (`2`, `1.58`), a duration with unit as in `RetryInfo` (`1.5s`), or an HTTP date relative to `now`
/// (a past date is zero). Empty for anything else, also for an absent header.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text,
                                                                         std::chrono::system_clock::time_point now);

} // namespace canreach::crawler
