#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "crawler/gzip.hpp"
#include "gzipped.hpp"

namespace canreach::crawler {
namespace {

using testing::gzipped;

result<std::string> inflated(std::string_view compressed, std::size_t step, std::size_t limit = 1U << 20U) {
    std::string made;
    std::array<char, 1000> room{};
    inflater unpacking(limit);
    for (std::size_t at = 0; at < compressed.size(); at += step) {
        const auto done = unpacking.put(compressed.substr(at, step), room, [&made](std::string_view piece) {
            made += piece;
            return inflater::next::now;
        });
        if (!done) return done.error();
    }
    if (auto whole = unpacking.end(); !whole) return std::move(whole).error();
    return made;
}

TEST(Gzip, UndoesWhatZlibDidHoweverItIsCut) {
    for (const std::string& text : {std::string(), std::string("a"), std::string(100'000, 'x')})
        for (const std::size_t step : {1U, 2U, 7U, 1'000'000U}) {
            EXPECT_EQ(inflated(gzipped(text), step).value(), text);
            EXPECT_EQ(inflated(gzipped(text) + gzipped("tail"), step).value(), text + "tail");
            const auto whole = gzipped(text);
            for (std::size_t n = 1; n < whole.size(); ++n)
                EXPECT_FALSE(inflated(std::string_view(whole).substr(0, n), step)) << n;
            EXPECT_TRUE(inflated(whole, step, text.size()));
            if (text.size() > 1) {
                EXPECT_TRUE(inflated(whole, step, text.size() - 1).error().is(errc::limit_exceeded));
            }
        }
    EXPECT_FALSE(inflated("not compressed", 3));
    EXPECT_EQ(inflated("", 1).value(), "") << "no body at all";
}

TEST(Gzip, StopsWhereNoMoreIsWanted) {
    std::array<char, 1000> room{};
    inflater unpacking(1U << 20U);
    int calls = 0;
    const auto packed = gzipped(std::string(100'000, 'x'));
    const auto used = unpacking.put(
        packed, room, [&calls](std::string_view) { return ++calls < 2 ? inflater::next::now : inflater::next::never; });
    EXPECT_LE(used.value(), packed.size());
    EXPECT_EQ(calls, 2);
}

TEST(Gzip, GoesOnWhereItPaused) {
    std::array<char, 1000> room{};
    const std::string text(100'000, 'x');
    const auto packed = gzipped(text) + gzipped("tail");
    for (const std::size_t step : {1U, 7U, 1'000'000U}) {
        inflater unpacking(1U << 20U);
        std::string made;
        std::size_t pauses = 0;
        for (std::size_t at = 0; at < packed.size();) {
            const auto piece = std::string_view(packed).substr(at, step);
            const auto used = unpacking.put(piece, room, [&made](std::string_view plain) {
                made += plain;
                return inflater::next::later;
            });
            ASSERT_TRUE(used);
            if (*used < piece.size()) ++pauses;
            at += *used;
        }
        EXPECT_TRUE(unpacking.end());
        EXPECT_EQ(made, text + "tail");
        if (step > packed.size()) {
            EXPECT_GT(pauses, 50U);
        }
    }
}

} // namespace
} // namespace canreach::crawler
