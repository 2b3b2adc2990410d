#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/weather_flags.hpp"
#include "simulator/generator.hpp"
#include "simulator/shape.hpp"

namespace canreach::cli {
namespace {

simulator::account tiny() {
    return *simulator::generate(*simulator::preset_named("tiny"));
}

TEST(WeatherFlags, AreCalmByDefault) {
    const auto made = weather_of({}, tiny());
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->calm());
    EXPECT_FALSE(rows_move({}));
}

TEST(WeatherFlags, MoveRowsWhenToldToAndInAStorm) {
    weather_flags flags;
    flags.moving_rows = true;
    EXPECT_TRUE(rows_move(flags));
    flags = {};
    flags.preset = "storm";
    EXPECT_TRUE(rows_move(flags));
}

TEST(WeatherFlags, ReadRangesAndShares) {
    weather_flags flags;
    flags.latency = "5ms..2s";
    flags.errors = 0.02;
    const auto made = weather_of(flags, tiny());
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(made->latency_least, std::chrono::milliseconds(5));
    EXPECT_EQ(made->latency_most, std::chrono::seconds(2));
    EXPECT_EQ(made->faults, 20U);
}

TEST(WeatherFlags, NameWhatIsWrong) {
    for (const auto* latency : {"5", "ms", "9ms..2ms", "-1ms"}) {
        weather_flags flags;
        flags.latency = latency;
        const auto made = weather_of(flags, tiny());
        ASSERT_FALSE(made) << latency;
        EXPECT_THAT(made.error().to_string(), testing::HasSubstr("--latency"));
    }
    weather_flags flags;
    flags.refuse = {"nowhere:grants"};
    EXPECT_THAT(weather_of(flags, tiny()).error().to_string(), testing::HasSubstr("no workspace `nowhere`"));
    flags.refuse = {"sandcastles"};
    EXPECT_TRUE(weather_of(flags, tiny()).error().is(errc::bad_input));
}

TEST(WeatherFlags, RefuseAFamilyInOneWorkspace) {
    const auto account = tiny();
    weather_flags flags;
    flags.refuse = {account.workspaces.front().name + ":grants"};
    const auto made = weather_of(flags, account);
    ASSERT_TRUE(made);
    ASSERT_EQ(made->refused.size(), 1U);
    EXPECT_EQ(made->refused.front().workspace, account.workspaces.front().id);
}

} // namespace
} // namespace canreach::cli
