/// Bad weather: what goes wrong with a request, decided without I/O.
///
/// Faults come from the seed and the request itself, not from the order of arrival: the same request meets the same
/// weather in every run. Every burst is bounded, so that whoever retries gets through; only refusals are for good.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "simulator/endpoints.hpp"

namespace canreach::simulator {

/// At most `requests` in any `period` (a bucket that refills evenly), counted per host over all `families` together.
struct rate_limit {
    std::vector<endpoint> families;
    std::uint32_t requests = 0;
    std::chrono::milliseconds period{1000};
};
/// The published limits (databricks-api, C.3) of what the simulator serves.
[[nodiscard]] std::vector<rate_limit> published_rate_limits();

/// A family that always answers 403.
struct refused_family {
    endpoint family = endpoint::unknown;
    std::optional<std::int64_t> workspace; ///< empty = on every host
};

enum class retry_after_form : std::uint8_t { seconds, date, absent, mixed };

struct weather_config {
    std::uint64_t seed = 1;
    /// Time before a reply starts: most near the lower end, few near the upper (the fourth power of a uniform number).
    std::chrono::milliseconds latency_least{0};
    std::chrono::milliseconds latency_most{0};
    std::vector<rate_limit> limits;
    retry_after_form retry_after = retry_after_form::seconds;
    /// A request refused for its rate so many times in a row passes; 0 = never.
    std::uint32_t throttled_at_most = 0;
    // Of 1000 requests, how many meet …
    std::uint32_t faults = 0;    ///< a 500 or 503
    std::uint32_t resets = 0;    ///< a connection reset
    std::uint32_t truncated = 0; ///< a body that ends too early
    std::uint32_t malformed = 0; ///< a body that is no JSON
    std::uint32_t slow = 0;      ///< a body that dribbles in over `slow_for`
    std::chrono::milliseconds slow_for{400};
    /// A request fails at most so many times in a row (at least 1).
    std::uint32_t longest_burst = 2;
    /// After every so many requests comes an outage: the next `outage_length` requests get 503. 0 = never.
    std::uint32_t outage_every = 0;
    std::uint32_t outage_length = 0;
    std::vector<refused_family> refused;

    [[nodiscard]] bool calm() const;
};

struct weather_question {
    endpoint family = endpoint::unknown;
    std::optional<std::int64_t> workspace; ///< empty = account host
    std::uint64_t key = 0;                 ///< a hash of host, method and target
    std::chrono::milliseconds now{0};      ///< of a clock that only goes forward
    std::chrono::sys_seconds wall{};       ///< for `Retry-After` as a date
};

enum class weather_kind : std::uint8_t { serve, refuse, throttle, fault, reset, truncate, malform, dribble };

struct weather_verdict {
    weather_kind what = weather_kind::serve;
    unsigned status = 200;                ///< of refusals, throttles and faults
    std::string retry_after;              ///< header; empty = none
    std::chrono::milliseconds delay{0};   ///< before the reply starts
    std::chrono::milliseconds dribble{0}; ///< the body takes so long
};

/// Not thread-safe.
class weather {
public:
    explicit weather(weather_config config);
    [[nodiscard]] weather_verdict decide(const weather_question& what);

private:
    struct bucket {
        double tokens = 0;
        std::chrono::milliseconds at{0};
    };
    struct troubles {
        std::uint32_t faults = 0;
        std::uint32_t throttles = 0;
    };

    [[nodiscard]] std::chrono::milliseconds latency_of(const weather_question& what) const;
    [[nodiscard]] std::optional<weather_verdict> throttled(const weather_question& what);
    [[nodiscard]] std::optional<weather_verdict> failing(const weather_question& what);
    [[nodiscard]] std::string retry_after_text(std::chrono::milliseconds wait, const weather_question& what) const;

    weather_config config_;
    std::unordered_map<std::uint64_t, bucket> buckets_;    ///< by limit and host
    std::unordered_map<std::uint64_t, troubles> troubles_; ///< by request, while it is failing
    std::uint64_t requests_ = 0;
};

/// `Sun, 06 Nov 1994 08:49:37 GMT`
[[nodiscard]] std::string http_date(std::chrono::sys_seconds when);

} // namespace canreach::simulator
