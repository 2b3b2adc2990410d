#include <gtest/gtest.h>

#include "simulator/target.hpp"

namespace canreach::simulator {
namespace {

TEST(Target, SplitsBeforeItDecodes) {
    const auto t = target::parse("/api/2.1/unity-catalog/permissions/table/main.s%2Fx.o%60clock?a=1&b=x%20y+z&c");
    ASSERT_EQ(t.segments.size(), 6U);
    EXPECT_EQ(t.segment(5), "main.s/x.o`clock");
    EXPECT_EQ(t.segment(9), "");
    EXPECT_EQ(t.parameter("a"), "1");
    EXPECT_EQ(t.number("a"), 1);
    EXPECT_EQ(t.parameter("b"), "x y z");
    EXPECT_EQ(t.parameter("c"), "");
    EXPECT_FALSE(t.parameter("d"));
}

TEST(Target, KeepsMalformedEscapes) {
    EXPECT_EQ(percent_decoded("50%_off%2", false), "50%_off%2");
    EXPECT_EQ(percent_decoded("a+b%C3%9F", false), "a+bß");
}

TEST(Target, NumbersAreWholeOrNothing) {
    EXPECT_EQ(whole_number("-12"), -12);
    EXPECT_FALSE(whole_number("12x"));
    EXPECT_FALSE(whole_number(""));
    EXPECT_FALSE(whole_number("99999999999999999999"));
}

TEST(Target, Base64RoundTrips) {
    for (const std::string text : {"", "a", "ab", "abc", "\x00\xFF\x7F~"})
        EXPECT_EQ(base64_decoded(base64_url(text)), text);
    EXPECT_EQ(base64_decoded("YTpi"), "a:b");
    EXPECT_EQ(base64_decoded("YTo="), "a:");
    EXPECT_FALSE(base64_decoded("a b"));
}

} // namespace
} // namespace canreach::simulator
