#include <gtest/gtest.h>

#include <deque>

#include "crawler/governor.hpp"

namespace canreach::crawler {
namespace {

using namespace std::chrono_literals;
using clock_point = governor::clock_point;

constexpr clock_point beginning{std::chrono::hours{1}};

TEST(Governor, SpacesRequestsAtTheDocumentedRate) {
    governor mine({.start_in_flight = 20, .share_of_documented = 1.0}, 20.0, 1);
    clock_point last{};
    for (int i = 0; i < 20; ++i) {
        const auto turn = mine.ask(beginning);
        ASSERT_TRUE(turn.granted);
        if (i > 0) {
            EXPECT_EQ(turn.at - last, 50ms);
        }
        last = turn.at;
    }
    EXPECT_FALSE(mine.ask(beginning).granted); // all slots taken
    mine.release();
    EXPECT_TRUE(mine.ask(beginning).granted);
}

TEST(Governor, SavesNothingUpWhileIdle) {
    governor mine({.share_of_documented = 1.0}, 10.0, 1);
    (void)mine.ask(beginning);
    EXPECT_EQ(mine.ask(beginning + 10s).at, beginning + 10s);
    EXPECT_EQ(mine.ask(beginning + 10s).at, beginning + 10s + 100ms);
}

TEST(Governor, HasNoRateWhereNoneIsDocumented) {
    governor mine({}, 0.0, 1);
    for (int i = 0; i < 8; ++i) EXPECT_EQ(mine.ask(beginning).at, beginning);
    EXPECT_FALSE(mine.ask(beginning).granted);
    EXPECT_EQ(mine.cap(), 8U);
}

TEST(Governor, GrowsByOneAQuietWindowUpToTheCap) {
    governor mine({.start_in_flight = 8, .max_in_flight = 12}, 0.0, 1);
    auto now = beginning;
    for (int second = 0; second < 30; ++second, now += 1s) {
        ASSERT_TRUE(mine.ask(now).granted);
        mine.succeeded(now);
    }
    EXPECT_EQ(mine.cap(), 12U);
}

TEST(Governor, HalvesOnceForAWindowFullOfComplaints) {
    governor mine({.start_in_flight = 16, .share_of_documented = 1.0}, 20.0, 1);
    for (int i = 0; i < 16; ++i) (void)mine.ask(beginning);
    for (int i = 0; i < 16; ++i) mine.throttled(beginning + 10ms, complaint::rate, 2000ms);
    EXPECT_EQ(mine.complaints(), 16U);
    (void)mine.ask(beginning + 3s);
    mine.succeeded(beginning + 3s);
    EXPECT_EQ(mine.cap(), 8U);
    EXPECT_DOUBLE_EQ(mine.per_second(), 10.0);
}

TEST(Governor, PausesTheLaneForAsLongAsTheServerWishes) {
    governor mine({}, 0.0, 1);
    (void)mine.ask(beginning);
    const auto waiting = mine.ask(beginning);
    mine.throttled(beginning, complaint::rate, 5000ms);
    const auto later = mine.turn_after_pause(waiting.at);
    ASSERT_TRUE(later);
    EXPECT_GE(*later, beginning + 5s);
    EXPECT_LE(*later, beginning + 5s + 250ms);
    EXPECT_GE(mine.ask(beginning + 1s).at, beginning + 5s);
    EXPECT_FALSE(mine.turn_after_pause(beginning + 6s));
}

TEST(Governor, FindsARateWhereNoneIsDocumented) {
    governor mine({}, 0.0, 1);
    auto now = beginning;
    for (int i = 0; i < 100; ++i, now += 10ms) {
        ASSERT_TRUE(mine.ask(now).granted);
        if (i % 2 == 0)
            mine.succeeded(now);
        else
            mine.throttled(now, complaint::rate, 0ms);
    }
    (void)mine.ask(now + 1s);
    mine.succeeded(now + 1s);
    EXPECT_GT(mine.per_second(), 1.0);
    EXPECT_LT(mine.per_second(), 100.0);
}

TEST(Governor, TakesRareOutagesForNoRateLimit) {
    governor mine({.share_of_documented = 1.0}, 20.0, 1);
    auto now = beginning;
    for (int i = 0; i < 200; ++i, now += 50ms) {
        ASSERT_TRUE(mine.ask(now).granted);
        if (i % 10 == 5)
            mine.throttled(now, complaint::unavailable, 0ms);
        else
            mine.succeeded(now);
    }
    EXPECT_DOUBLE_EQ(mine.per_second(), 20.0);
}

TEST(Governor, WaitsForAnOutageOnlyWhenManyRequestsMeetIt) {
    governor mine({.start_in_flight = 20}, 0.0, 1);
    for (int i = 0; i < 20; ++i) (void)mine.ask(beginning);
    for (int i = 0; i < 12; ++i) mine.succeeded(beginning);
    mine.throttled(beginning, complaint::unavailable, 5000ms);
    EXPECT_FALSE(mine.turn_after_pause(beginning)) << "one of thirteen";
    for (int i = 0; i < 3; ++i) mine.throttled(beginning, complaint::unavailable, 5000ms);
    EXPECT_GE(mine.turn_after_pause(beginning).value_or(beginning), beginning + 5s) << "four of sixteen";
}

TEST(Governor, RemembersNoRateOfAnOutage) {
    governor mine({.start_in_flight = 20}, 0.0, 1);
    auto now = beginning;
    for (int i = 0; i < 20; ++i) (void)mine.ask(now);
    for (int i = 0; i < 10; ++i) mine.succeeded(now);
    for (int i = 0; i < 10; ++i) mine.throttled(now, complaint::unavailable, 0ms);
    now += 2s;
    (void)mine.ask(now);
    mine.succeeded(now);
    EXPECT_EQ(mine.per_second(), 0.0) << "as fast as before, by fewer at a time";
    EXPECT_LT(mine.cap(), 20U);
}

TEST(Governor, GrowsAgainAfterAnOutageThoughSomeRequestsStillFail) {
    governor mine({.start_in_flight = 20}, 0.0, 1);
    auto now = beginning;
    for (int i = 0; i < 20; ++i) (void)mine.ask(now);
    for (int i = 0; i < 20; ++i) mine.throttled(now, complaint::unavailable, 0ms);
    now += 2s;
    (void)mine.ask(now);
    mine.succeeded(now);
    const auto after = mine.cap();
    EXPECT_LT(after, 20U);
    for (int second = 0; second < 12; ++second, now += 1s)
        for (int i = 0; i < 20; ++i) {
            ASSERT_TRUE(mine.ask(now).granted);
            if (i == 10)
                mine.throttled(now, complaint::unavailable, 0ms);
            else
                mine.succeeded(now);
        }
    EXPECT_GE(mine.cap(), after + 10);
}

// The aim: near the server's rate with almost no refused request.
TEST(Governor, SettlesNearTheRateOfAServerThatDoesNotSayIt) {
    governor mine({}, 0.0, 1);
    constexpr double allowed_per_second = 50.0;
    double tokens = 10.0;
    auto refilled = beginning;
    auto now = beginning;
    int accepted = 0;
    int refused = 0;
    for (; now < beginning + 300s;) {
        const auto turn = mine.ask(now);
        ASSERT_TRUE(turn.granted);
        now = std::max(now, turn.at);
        while (const auto later = mine.turn_after_pause(now)) now = *later;
        tokens = std::min(10.0, tokens + allowed_per_second * std::chrono::duration<double>(now - refilled).count());
        refilled = now;
        if (tokens >= 1.0) {
            tokens -= 1.0;
            ++accepted;
            now += 5ms;
            mine.succeeded(now);
        } else {
            ++refused;
            mine.throttled(now, complaint::rate, std::nullopt);
        }
    }
    EXPECT_GT(accepted, 300 * 50 * 0.6);
    EXPECT_LT(refused, accepted / 20);
}

} // namespace
} // namespace canreach::crawler
