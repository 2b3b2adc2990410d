#include <gtest/gtest.h>

#include <map>

#include "simulator/seeded_random.hpp"
#include "simulator/weather.hpp"

namespace canreach::simulator {
namespace {

using std::chrono::milliseconds;

weather_question about(endpoint family, std::uint64_t key, milliseconds now = {},
                       std::optional<std::int64_t> workspace = std::nullopt) {
    return {family, workspace, mixed(key), now, std::chrono::sys_seconds(std::chrono::seconds(784'111'777))};
}

TEST(Weather, IsCalmByDefault) {
    EXPECT_TRUE(weather_config{}.calm());
    weather calm({});
    for (std::uint64_t key = 0; key < 100; ++key) {
        const auto verdict = calm.decide(about(endpoint::grants, key));
        EXPECT_EQ(verdict.what, weather_kind::serve);
        EXPECT_EQ(verdict.delay.count(), 0);
    }
}

TEST(Weather, LetsWhoeverRetriesGetThrough) {
    weather_config config;
    config.faults = config.resets = config.truncated = config.malformed = 150;
    config.longest_burst = 3;
    config.outage_every = 20;
    config.outage_length = 5;
    weather bad(config);
    std::map<weather_kind, int> seen;
    for (std::uint64_t key = 0; key < 2000; ++key) {
        int tries = 0;
        for (;; ++tries) {
            const auto verdict = bad.decide(about(endpoint::tables, key));
            ++seen[verdict.what];
            if (verdict.what == weather_kind::serve) break;
            ASSERT_LE(tries, 3) << key;
        }
    }
    for (const auto kind :
         {weather_kind::serve, weather_kind::fault, weather_kind::reset, weather_kind::truncate, weather_kind::malform})
        EXPECT_GT(seen[kind], 100) << static_cast<int>(kind);
}

TEST(Weather, DependsOnTheRequestNotOnTheOrder) {
    weather_config config;
    config.faults = 300;
    config.slow = 100;
    weather forwards(config), backwards(config);
    std::map<std::uint64_t, weather_kind> first;
    for (std::uint64_t key = 0; key < 500; ++key) first[key] = forwards.decide(about(endpoint::tables, key)).what;
    int faults = 0, slow = 0;
    for (std::uint64_t key = 500; key-- > 0;) {
        const auto what = backwards.decide(about(endpoint::tables, key)).what;
        EXPECT_EQ(what, first[key]);
        if (what == weather_kind::fault) ++faults;
        if (what == weather_kind::dribble) ++slow;
    }
    EXPECT_NEAR(faults, 150, 40);
    EXPECT_NEAR(slow, 35, 25);
}

TEST(Weather, LimitsARateAndTellsWhenToComeBack) {
    weather_config config;
    config.limits = {{{endpoint::group_members, endpoint::account_user}, 20, milliseconds(1000)}};
    weather limited(config);
    int served = 0;
    for (std::uint64_t key = 0; key < 50; ++key) {
        const auto family = key % 2 == 0 ? endpoint::group_members : endpoint::account_user;
        const auto verdict = limited.decide(about(family, key, milliseconds(1)));
        if (verdict.what == weather_kind::serve) {
            ++served;
        } else {
            EXPECT_EQ(verdict.status, 429U);
            EXPECT_EQ(verdict.retry_after, "1");
        }
    }
    EXPECT_EQ(served, 20);
    EXPECT_EQ(limited.decide(about(endpoint::tables, 1, milliseconds(1))).what, weather_kind::serve) << "no limit";
    EXPECT_EQ(limited.decide(about(endpoint::group_members, 1, milliseconds(1), 4711)).what, weather_kind::serve)
        << "another host";
    EXPECT_EQ(limited.decide(about(endpoint::group_members, 99, milliseconds(52))).what, weather_kind::serve)
        << "refilled by one";
    EXPECT_EQ(limited.decide(about(endpoint::group_members, 98, milliseconds(52))).what, weather_kind::throttle);
    served = 0;
    for (std::uint64_t key = 100; key < 200; ++key)
        if (limited.decide(about(endpoint::group_members, key, milliseconds(100'000))).what == weather_kind::serve)
            ++served;
    EXPECT_EQ(served, 20) << "a long rest does not save up more than one period";
}

TEST(Weather, CanBoundHowOftenARequestIsThrottled) {
    weather_config config;
    config.limits = {{{endpoint::grants}, 1, milliseconds(60'000)}};
    config.throttled_at_most = 3;
    weather limited(config);
    EXPECT_EQ(limited.decide(about(endpoint::grants, 1)).what, weather_kind::serve);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(limited.decide(about(endpoint::grants, 2)).what, weather_kind::throttle);
    EXPECT_EQ(limited.decide(about(endpoint::grants, 2)).what, weather_kind::serve);
}

TEST(Weather, SpellsRetryAfterAsAsked) {
    for (const auto& [form, text] : {std::pair{retry_after_form::seconds, "60"},
                                     std::pair{retry_after_form::date, "Sun, 06 Nov 1994 08:50:37 GMT"},
                                     std::pair{retry_after_form::absent, ""}}) {
        weather_config config;
        config.retry_after = form;
        config.limits = {{{endpoint::grants}, 1, milliseconds(60'000)}};
        weather limited(config);
        EXPECT_EQ(limited.decide(about(endpoint::grants, 1)).what, weather_kind::serve);
        EXPECT_EQ(limited.decide(about(endpoint::grants, 2)).retry_after, text);
    }
    EXPECT_EQ(http_date(std::chrono::sys_seconds(std::chrono::seconds(784'111'777))), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Weather, RefusesFamiliesForGood) {
    weather_config config;
    config.refused = {{endpoint::grants, 1}, {endpoint::bindings, std::nullopt}};
    weather strict(config);
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(strict.decide(about(endpoint::grants, 7, {}, 1)).status, 403U);
        EXPECT_EQ(strict.decide(about(endpoint::bindings, 7, {}, 2)).status, 403U);
    }
    EXPECT_EQ(strict.decide(about(endpoint::grants, 7, {}, 2)).what, weather_kind::serve);
    EXPECT_EQ(strict.decide(about(endpoint::grants, 7)).what, weather_kind::serve);
}

TEST(Weather, LatencyIsHeavyTailedWithinItsBounds) {
    weather_config config;
    config.latency_least = milliseconds(2);
    config.latency_most = milliseconds(102);
    weather slow(config);
    int above_half = 0;
    milliseconds sum{0};
    for (std::uint64_t key = 0; key < 1000; ++key) {
        const auto delay = slow.decide(about(endpoint::tables, key)).delay;
        EXPECT_GE(delay, milliseconds(2));
        EXPECT_LE(delay, milliseconds(102));
        if (delay > milliseconds(52)) ++above_half;
        sum += delay;
    }
    EXPECT_NEAR(static_cast<double>(sum.count()) / 1000, 22, 4); // a fifth of the span
    EXPECT_LT(above_half, 220);
}

TEST(Weather, SparesTheStatistics) {
    weather_config config;
    config.faults = 1000;
    weather bad(config);
    EXPECT_EQ(bad.decide(about(endpoint::simulator, 1)).what, weather_kind::serve);
}

TEST(Endpoints, HaveNamesBothWays) {
    for (std::size_t i = 0; i < endpoint_count; ++i) {
        const auto what = static_cast<endpoint>(i);
        EXPECT_FALSE(name_of(what).empty());
        EXPECT_EQ(endpoint_named(name_of(what)), what);
    }
    EXPECT_FALSE(endpoint_named("robots"));
}

} // namespace
} // namespace canreach::simulator
