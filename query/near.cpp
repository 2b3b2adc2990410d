#include "query/near.hpp"

#include <algorithm>
#include <vector>

#include "query/unicode.hpp"

namespace canreach::query {

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    const auto difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (difference > limit) return limit + 1;
    // Three rows of the usual table; the row before last is what a swap looks back to.
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    const auto same = [&](std::size_t i, std::size_t j) { return ascii_upper(a[i]) == ascii_upper(b[j]); };
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same(i - 1, j - 1) ? 0U : 1U)});
            if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1))
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        if (*std::ranges::min_element(row) > limit) return limit + 1;
        before.swap(last);
        last.swap(row);
    }
    return std::min(last[b.size()], limit + 1);
}

std::string_view nearest(std::string_view wanted, std::span<const std::string_view> candidates) {
    const auto limit = wanted.size() / 3;
    auto best = limit + 1;
    std::string_view found;
    bool unique = false;
    for (const auto candidate : candidates) {
        const auto distance = edit_distance(wanted, candidate, limit);
        if (distance > limit || distance > best) continue;
        unique = distance < best || candidate == found;
        best = distance;
        found = candidate;
    }
    return unique ? found : std::string_view{};
}

} // namespace canreach::query
