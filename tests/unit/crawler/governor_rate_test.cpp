// The governor against servers that count, in simulated time: how much of the allowed rate it uses, and how often it is
// refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <queue>
#include <string>
#include <vector>

#include "crawler/governor.hpp"
#include "crawler/random.hpp"
#include "crawler/rate_limits.hpp"

namespace canreach::crawler {
namespace {

using namespace std::chrono_literals;
using clock_point = governor::clock_point;
using duration = clock_point::duration;

constexpr clock_point start{std::chrono::hours{1}};

/// A bucket that holds what a second or a minute allows, full at first.
class counting_server {
public:
    explicit counting_server(double per_second) { set(per_second, start); }

    void set(double per_second, clock_point now) {
        refill(now);
        rate_ = per_second;
        level_ = std::min(fresh_ ? per_second : level_, per_second);
        fresh_ = false;
    }
    bool takes(clock_point now) {
        refill(now);
        if (level_ < 1) return false;
        --level_;
        return true;
    }
    /// In whole seconds, as `Retry-After` says it.
    [[nodiscard]] std::chrono::milliseconds wait() const {
        return std::chrono::ceil<std::chrono::seconds>(std::chrono::duration<double>((1 - level_) / rate_));
    }

private:
    void refill(clock_point now) {
        level_ = std::min(rate_, level_ + rate_ * std::chrono::duration<double>(now - at_).count());
        at_ = now;
    }
    double rate_ = 0;
    double level_ = 0;
    bool fresh_ = true;
    clock_point at_ = start;
};

struct run_options {
    double documented = 0; ///< what the governor is told; 0 = nothing
    double allowed = 0;    ///< what the server allows
    bool says_when = true; ///< `Retry-After`
    clock_point halves_at = clock_point::max();
    std::chrono::seconds length{120};
    duration latency = 150ms; ///< up to half as much again
};

struct tally {
    std::vector<std::uint32_t> served; ///< by second
    std::uint64_t taken = 0;
    std::uint64_t refused = 0;

    [[nodiscard]] double rate(std::size_t from, std::size_t to) const {
        double sum = 0;
        for (auto i = from; i < to; ++i) sum += served[i];
        return sum / static_cast<double>(to - from);
    }
    [[nodiscard]] double refused_share() const {
        return static_cast<double>(refused) / static_cast<double>(std::max<std::uint64_t>(1, taken + refused));
    }
};

/// There is always more to ask: every caller asks again as soon as it is answered, and a refused one repeats itself.
tally simulate(const run_options& how, std::uint64_t seed) {
    enum class what : std::uint8_t { wakes, arrives, answered };
    struct event {
        clock_point at;
        what is;
        bool served = false;
        std::chrono::milliseconds wish{0};
        std::uint64_t number = 0;
        bool operator<(const event& other) const { return at != other.at ? at > other.at : number > other.number; }
    };
    governor mine({}, how.documented, seed);
    counting_server server(how.allowed);
    jitter_source jitter(seed * 31 + 7);
    std::priority_queue<event> queue;
    std::uint64_t number = 0;
    const auto add = [&](event one) {
        one.number = ++number;
        queue.push(one);
    };
    tally made;
    made.served.resize(static_cast<std::size_t>(how.length.count()) + 1);
    unsigned idle = governor_options{}.max_in_flight;
    const auto ask = [&](clock_point now) {
        while (idle > 0) {
            const auto turn = mine.ask(now);
            if (!turn.granted) return;
            --idle;
            add({turn.at, what::wakes});
        }
    };
    const auto leg = [&] {
        return how.latency / 2 + std::chrono::duration_cast<duration>(how.latency * (jitter.fraction() / 4));
    };
    ask(start);
    bool halved = false;
    while (!queue.empty()) {
        auto one = queue.top();
        queue.pop();
        if (one.at >= start + how.length) break;
        if (!halved && one.at >= how.halves_at) {
            server.set(how.allowed / 2, one.at);
            halved = true;
        }
        switch (one.is) {
        case what::wakes:
            if (const auto later = mine.turn_after_pause(one.at))
                add({*later, what::wakes});
            else
                add({one.at + leg(), what::arrives});
            break;
        case what::arrives:
            one.served = server.takes(one.at);
            one.wish = server.wait();
            ++(one.served ? made.taken : made.refused);
            if (one.served)
                ++made.served[static_cast<std::size_t>(
                    std::chrono::floor<std::chrono::seconds>(one.at - start).count())];
            add({one.at + leg(), what::answered, one.served, one.wish});
            break;
        case what::answered:
            ++idle;
            if (one.served)
                mine.succeeded(one.at);
            else
                mine.throttled(one.at, complaint::rate, how.says_when ? std::optional(one.wish) : std::nullopt);
            ask(one.at);
            break;
        }
    }
    return made;
}

/// What 20 requests at a time can reach at all.
double most_by_latency(duration latency) {
    return 20 / (std::chrono::duration<double>(latency).count() * 1.25);
}

TEST(GovernorRate, UsesEveryDocumentedLimit) {
    for (const auto& limit : documented_rate_limits()) {
        if (limit.per_second <= 0) continue;
        SCOPED_TRACE(std::string(limit.name));
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const auto got = simulate({.documented = limit.per_second, .allowed = limit.per_second}, seed);
            // Where the limit is, and not the number of requests that may be under way.
            if (limit.per_second < most_by_latency(150ms)) {
                EXPECT_GE(got.rate(15, 120), 0.95 * limit.per_second);
            }
            EXPECT_LT(got.refused_share(), 0.01);
        }
    }
}

TEST(GovernorRate, FindsALimitThatNobodyDocumented) {
    for (const double allowed : {10.0, 20.0, 40.0, 90.0})
        for (const bool says_when : {true, false}) {
            SCOPED_TRACE(allowed);
            SCOPED_TRACE(says_when);
            for (std::uint64_t seed = 1; seed <= 5; ++seed) {
                const auto got =
                    simulate({.allowed = allowed, .says_when = says_when, .length = std::chrono::seconds{600}}, seed);
                EXPECT_GE(got.rate(30, 600), 0.95 * allowed);
                EXPECT_LT(got.refused_share(), 0.01);
            }
        }
}

TEST(GovernorRate, RecoversWithinSecondsOfALimitThatHalves) {
    for (const double documented : {20.0, 100.0, 0.0})
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            SCOPED_TRACE(documented);
            const auto allowed = documented > 0 ? documented : 80.0;
            const auto got = simulate({.documented = documented,
                                       .allowed = allowed,
                                       .halves_at = start + 300s,
                                       .length = std::chrono::seconds{900}},
                                      seed);
            EXPECT_GE(got.rate(310, 330), 0.85 * allowed / 2) << "ten seconds later";
            EXPECT_GE(got.rate(330, 900), 0.95 * allowed / 2);
            EXPECT_LT(got.refused_share(), 0.01);
        }
}

} // namespace
} // namespace canreach::crawler
