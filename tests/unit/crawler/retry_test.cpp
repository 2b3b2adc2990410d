#include <gtest/gtest.h>

#include <vector>

#include "crawler/retry.hpp"
#include "crawler/retry_after.hpp"

namespace canreach::crawler {
namespace {

using namespace std::chrono_literals;
using outcome_kind = attempt_outcome::kind;
using step_kind = retry_step::kind;

constexpr std::chrono::steady_clock::time_point start{std::chrono::hours{1}};

TEST(Retry, TableOfFirstSteps) {
    struct row {
        const char* name;
        outcome_kind what;
        step_kind wanted;
    };
    for (const auto& [name, what, wanted] : std::vector<row>{
             {"success", outcome_kind::success, step_kind::done},
             {"404", outcome_kind::final_error, step_kind::done},
             {"429", outcome_kind::throttled, step_kind::backoff},
             {"500", outcome_kind::server_fault, step_kind::backoff},
             {"reset", outcome_kind::connection, step_kind::backoff},
             {"half a body", outcome_kind::malformed, step_kind::backoff},
             {"401", outcome_kind::unauthorized, step_kind::refresh_token},
         }) {
        SCOPED_TRACE(name);
        retry_fsm fsm({}, 1, start);
        EXPECT_EQ(fsm.next({what, {}}, start).what, wanted);
    }
}

TEST(Retry, DoublesWithinBoundsAndStaysReproducible) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SCOPED_TRACE(seed);
        const retry_policy policy{.max_retries = 10, .base_delay = 100ms, .max_delay = 1000ms, .budget = 1h};
        retry_fsm fsm(policy, seed, start);
        retry_fsm twin(policy, seed, start);
        auto nominal = 100ms;
        for (int i = 0; i < 10; ++i) {
            const auto step = fsm.next({outcome_kind::server_fault, {}}, start);
            EXPECT_EQ(step.what, step_kind::backoff);
            EXPECT_GE(step.delay, nominal / 2);
            EXPECT_LE(step.delay, nominal);
            EXPECT_EQ(step.delay, twin.next({outcome_kind::server_fault, {}}, start).delay);
            nominal = std::min<std::chrono::milliseconds>(nominal * 2, 1000ms);
        }
        EXPECT_EQ(fsm.next({outcome_kind::server_fault, {}}, start).what, step_kind::give_up);
        EXPECT_EQ(fsm.retries(), 10U);
    }
}

TEST(Retry, TakesTheServersWishAsFloor) {
    retry_fsm fsm({}, 7, start);
    const auto step = fsm.next({outcome_kind::throttled, 20'000ms}, start);
    EXPECT_GE(step.delay, 20s);
    EXPECT_LE(step.delay, 22s);
}

TEST(Retry, GivesUpWhenTheWaitWouldPassTheBudget) {
    retry_fsm fsm({.budget = 10s}, 7, start);
    EXPECT_EQ(fsm.next({outcome_kind::throttled, 11'000ms}, start).what, step_kind::give_up);
    retry_fsm late({.budget = 10s}, 7, start);
    EXPECT_EQ(late.next({outcome_kind::connection, {}}, start + 10s).what, step_kind::give_up);
}

TEST(Retry, DoesNotCountWhatIsTakenOut) {
    retry_fsm fsm({.budget = 10s}, 7, start);
    fsm.prolong(1h);
    EXPECT_EQ(fsm.next({outcome_kind::connection, {}}, start + 1h + 5s).what, step_kind::backoff);
    EXPECT_EQ(fsm.next({outcome_kind::connection, {}}, start + 1h + 10s).what, step_kind::give_up);
}

TEST(Retry, RefreshesTheTokenOnceAndDoesNotCountIt) {
    retry_fsm fsm({.max_retries = 1}, 7, start);
    EXPECT_EQ(fsm.next({outcome_kind::unauthorized, {}}, start).what, step_kind::refresh_token);
    EXPECT_EQ(fsm.next({outcome_kind::connection, {}}, start).what, step_kind::backoff);
    EXPECT_EQ(fsm.next({outcome_kind::unauthorized, {}}, start).what, step_kind::give_up);
}

TEST(Retry, LimitsUnreadableRepliesApart) {
    retry_fsm fsm({.max_malformed = 2}, 7, start);
    EXPECT_EQ(fsm.next({outcome_kind::malformed, {}}, start).what, step_kind::backoff);
    EXPECT_EQ(fsm.next({outcome_kind::malformed, {}}, start).what, step_kind::backoff);
    EXPECT_EQ(fsm.next({outcome_kind::malformed, {}}, start).what, step_kind::give_up);
}

TEST(RetryAfter, ReadsSecondsDurationsAndDates) {
    const auto now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 10h;
    struct row {
        const char* text;
        std::optional<std::chrono::milliseconds> wanted;
    };
    for (const auto& [text, wanted] : std::vector<row>{
             {"0", 0ms},
             {"2", 2000ms},
             {" 2 ", 2000ms},
             {"1.58", 1580ms},
             {"1.0001", 1001ms},
             {"1.5s", 1500ms},
             {"999999999", longest_believed_wait},
             {"Sun, 22 Nov 2026 10:00:05 GMT", 5000ms},
             {"Sun, 22 Nov 2026 09:00:00 GMT", 0ms},
             {"Sun, 22 Nov 2027 09:00:00 GMT", longest_believed_wait},
             {"Sun, 31 Feb 2026 09:00:00 GMT", std::nullopt},
             {"Sun, 22 Foo 2026 09:00:00 GMT", std::nullopt},
             {"", std::nullopt},
             {"-1", std::nullopt},
             {"1.", std::nullopt},
             {"1.x", std::nullopt},
             {"soon", std::nullopt},
             {"99999999999999999999999999", std::nullopt},
         }) {
        SCOPED_TRACE(text);
        EXPECT_EQ(parse_retry_after(text, now), wanted);
    }
}

} // namespace
} // namespace canreach::crawler
