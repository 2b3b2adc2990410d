#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "model/edit_distance.hpp"

namespace canreach {
namespace {

/// The textbook table.
unsigned slow_distance(const std::string& a, const std::string& b) {
    std::vector<std::vector<unsigned>> d(a.size() + 1, std::vector<unsigned>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = static_cast<unsigned>(i + j);
                continue;
            }
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1] ? 1U : 0U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[a.size()][b.size()];
}

TEST(EditDistance, AgreesWithTheTextbook) {
    std::mt19937 random{3};
    for (int round = 0; round < 5000; ++round) {
        std::string a(random() % 9, ' ');
        std::string b(random() % 9, ' ');
        for (auto* text : {&a, &b})
            for (auto& c : *text) c = static_cast<char>('a' + random() % 3);
        const auto limit = static_cast<unsigned>(random() % 5);
        const auto slow = slow_distance(a, b);
        const auto fast = canreach::edit_distance(a, b, limit);
        if (slow <= limit)
            EXPECT_EQ(fast, slow) << a << " " << b;
        else
            EXPECT_EQ(fast, std::nullopt) << a << " " << b;
    }
}

TEST(EditDistance, LongTextsHaveNone) {
    const std::string text(300, 'x');
    EXPECT_EQ(canreach::edit_distance(text, text, 3), std::nullopt);
}

} // namespace
} // namespace canreach
