#include "storage/near_names.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace canreach::storage {
namespace {

constexpr std::size_t length_limit = 255;

unsigned tolerated(std::size_t length) {
    return length <= 3 ? 1 : length <= 8 ? 2 : 3;
}

/// Letters that one text has and the other has not: each edit settles at most two of them.
bool too_different(std::string_view a, std::string_view b, unsigned limit) {
    std::array<int, 256> balance{};
    for (const char c : a) ++balance[static_cast<unsigned char>(c)];
    for (const char c : b) --balance[static_cast<unsigned char>(c)];
    unsigned surplus = 0;
    for (const int count : balance) surplus += static_cast<unsigned>(std::abs(count));
    return surplus > 2 * limit;
}

/// The last components of `name`, as many as `wanted` has; empty if `wanted` has as many or more.
std::string_view tail_like(std::string_view name, std::string_view wanted) {
    auto dots = std::ranges::count(wanted, '.');
    for (std::size_t i = name.size(); i-- > 0;)
        if (name[i] == '.' && dots-- == 0) return name.substr(i + 1);
    return {};
}

} // namespace

std::optional<unsigned> edit_distance(std::string_view a, std::string_view b, unsigned limit) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > limit || b.size() > length_limit) return std::nullopt;
    if (a == b) return 0;
    if (too_different(a, b, limit)) return std::nullopt;
    // Three rows of the table: two back for swaps.
    std::array<std::array<unsigned, length_limit + 1>, 3> rows{};
    for (std::size_t j = 0; j <= a.size(); ++j) rows[0][j] = static_cast<unsigned>(j);
    for (std::size_t i = 1; i <= b.size(); ++i) {
        auto& now = rows[i % 3];
        const auto& before = rows[(i - 1) % 3];
        const auto& two_before = rows[(i + 1) % 3];
        now[0] = static_cast<unsigned>(i);
        auto smallest = now[0];
        for (std::size_t j = 1; j <= a.size(); ++j) {
            now[j] = std::min({before[j] + 1, now[j - 1] + 1, before[j - 1] + (b[i - 1] == a[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && b[i - 1] == a[j - 2] && b[i - 2] == a[j - 1])
                now[j] = std::min(now[j], two_before[j - 2] + 1);
            smallest = std::min(smallest, now[j]);
        }
        if (smallest > limit) return std::nullopt;
    }
    const auto distance = rows[b.size() % 3][a.size()];
    return distance <= limit ? std::optional{distance} : std::nullopt;
}

std::optional<unsigned> nearness(std::string_view wanted, std::string_view candidate) {
    const auto limit = tolerated(wanted.size());
    std::optional<unsigned> best;
    const auto consider = [&](std::string_view text, unsigned penalty) {
        if (text.empty()) return;
        if (const auto distance = edit_distance(wanted, text, limit))
            best = std::min(best.value_or(~0U), *distance * 2 + penalty);
    };
    consider(candidate, 0);
    consider(tail_like(candidate, wanted), 1);
    if (wanted.find('@') == std::string_view::npos) {
        const auto at = candidate.find('@');
        if (at != std::string_view::npos) consider(candidate.substr(0, at), 1);
    }
    return best;
}

} // namespace canreach::storage
