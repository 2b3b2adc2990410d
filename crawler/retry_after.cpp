#include "crawler/retry_after.hpp"

#include <algorithm>
#include <array>

#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

using std::chrono::milliseconds;

std::optional<milliseconds> seconds_in(std::string_view text) {
    if (text.ends_with('s')) text.remove_suffix(1);
    const auto dot = std::min(text.find('.'), text.size());
    const auto whole = parse_int(text.substr(0, dot));
    if (!whole || *whole < 0) return std::nullopt;
    std::int64_t fraction_ms = 0;
    if (dot < text.size()) {
        auto digits = text.substr(dot + 1);
        if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string_view::npos)
            return std::nullopt;
        // Rounded up, so that the wait is never shorter than asked for.
        std::int64_t nanoseconds = 0;
        for (std::size_t i = 0; i < 9; ++i) nanoseconds = nanoseconds * 10 + (i < digits.size() ? digits[i] - '0' : 0);
        fraction_ms = (nanoseconds + 999'999) / 1'000'000;
    }
    const auto most = std::chrono::duration_cast<std::chrono::seconds>(longest_believed_wait).count();
    if (*whole >= most) return longest_believed_wait;
    return milliseconds{*whole * 1000 + fraction_ms};
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the only form servers may still send (RFC 9110, 5.6.7).
std::optional<std::chrono::sys_seconds> http_date(std::string_view text) {
    if (text.size() != 29 || text.substr(25) != " GMT" || text.substr(3, 2) != ", ") return std::nullopt;
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto month = std::ranges::find(months, text.substr(8, 3));
    const auto day = parse_int(text.substr(5, 2));
    const auto year = parse_int(text.substr(12, 4));
    const auto hour = parse_int(text.substr(17, 2));
    const auto minute = parse_int(text.substr(20, 2));
    const auto second = parse_int(text.substr(23, 2));
    if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year{static_cast<int>(*year)},
        std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
        std::chrono::day{static_cast<unsigned>(std::clamp<std::int64_t>(*day, 0, 99))}};
    if (!date.ok() || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 || *second > 60)
        return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second};
}

} // namespace

std::optional<milliseconds> parse_retry_after(std::string_view text, std::chrono::system_clock::time_point now) {
    text = trimmed(text);
    if (const auto wait = seconds_in(text)) return wait;
    const auto date = http_date(text);
    if (!date) return std::nullopt;
    // In seconds: a date far away does not fit the clock's own unit.
    const auto wait = *date - std::chrono::floor<std::chrono::seconds>(now);
    if (wait >= longest_believed_wait) return longest_believed_wait;
    const auto left =
        milliseconds{wait} - std::chrono::floor<milliseconds>(now - std::chrono::floor<std::chrono::seconds>(now));
    return std::max(left, milliseconds{0});
}

} // namespace canreach::crawler
