#include "model/edit_distance.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <utility>

namespace canreach {
inline namespace model {
namespace {

constexpr std::size_t length_limit = 255;

/// Letters that one text has and the other has not: each edit settles at most two of them.
bool too_different(std::string_view a, std::string_view b, unsigned limit) {
    std::array<int, 256> balance{};
    for (const char c : a) ++balance[static_cast<unsigned char>(c)];
    for (const char c : b) --balance[static_cast<unsigned char>(c)];
    unsigned surplus = 0;
    for (const int count : balance) surplus += static_cast<unsigned>(std::abs(count));
    return surplus > 2 * limit;
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

} // namespace model
} // namespace canreach
