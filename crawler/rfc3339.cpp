#include "crawler/rfc3339.hpp"

#include <algorithm>
#include <cstdint>

namespace canreach::crawler {
namespace {

/// Takes `count` digits off the front of `text`.
std::optional<unsigned> take_number(std::string_view& text, std::size_t count) noexcept {
    if (text.size() < count) return std::nullopt;
    unsigned value = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) noexcept {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

/// `Z`, or hours and minutes ahead of or behind UTC.
std::optional<std::chrono::minutes> offset_in(std::string_view text) noexcept {
    if (text == "Z" || text == "z") return std::chrono::minutes{0};
    const bool behind = text.starts_with('-');
    if (!take(text, "+-")) return std::nullopt;
    const auto hours = take_number(text, 2);
    if (!hours || *hours > 23 || !take(text, ":")) return std::nullopt;
    const auto minutes = take_number(text, 2);
    if (!minutes || *minutes > 59 || !text.empty()) return std::nullopt;
    const std::chrono::minutes ahead{*hours * 60 + *minutes};
    return behind ? -ahead : ahead;
}

} // namespace

std::optional<std::chrono::sys_seconds> parse_rfc3339(std::string_view text) noexcept {
    const auto year = take_number(text, 4);
    if (!year || !take(text, "-")) return std::nullopt;
    const auto month = take_number(text, 2);
    if (!month || !take(text, "-")) return std::nullopt;
    const auto day = take_number(text, 2);
    if (!day || !take(text, "Tt ")) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month},
                                           std::chrono::day{*day}};
    const auto hour = take_number(text, 2);
    if (!date.ok() || !hour || *hour > 23 || !take(text, ":")) return std::nullopt;
    const auto minute = take_number(text, 2);
    if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
    const auto second = take_number(text, 2);
    if (!second || *second > 60) return std::nullopt;
    if (take(text, ".")) {
        const auto end = text.find_first_not_of("0123456789");
        if (end == 0 || end == std::string_view::npos) return std::nullopt;
        text.remove_prefix(end);
    }
    const auto offset = offset_in(text);
    if (!offset) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second} - *offset;
}

} // namespace canreach::crawler
