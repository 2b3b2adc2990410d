/// How fast one host may be asked for one class of endpoints. No I/O and no clock: time is passed in.
///
/// A rate (generic cell rate algorithm: every caller is given the moment of its own turn) and a cap on requests in
/// flight. Both adapt once a window: without complaints they grow by a step, with complaints they shrink by up to a
/// half, the more the larger the share of complaints (as DCTCP does with marks). So a burst counts once, and a server
/// that refuses one request in a hundred for other reasons does not bring the crawl to a halt. The rate that was too
/// much is remembered: up to it the lane returns quickly, beyond it feels its way, so a limit is met once in half a
/// minute and not every second. `Retry-After` is a floor for everybody on the lane; with 503, as long as few replies
/// are such, only for the request that it answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "crawler/random.hpp"
#include "crawler/rate_limits.hpp"

namespace canreach::crawler {

struct governor_options {
    unsigned start_in_flight = 8;
    /// Of a lane, and of all lanes of a host together: "exceeded the concurrent limit of 20 requests"; never
    /// more unless told.
    unsigned max_in_flight = 20;
    /// Share of a documented limit that is used: the limit is shared with all other callers, and a request a moment
    /// too early costs more than it brings.
    double share_of_documented = 0.98;
    std::chrono::milliseconds window{1000};
    std::chrono::milliseconds pause_without_wish{250}; ///< after a complaint without `Retry-After`
};

/// What the server complained of.
enum class complaint : std::uint8_t {
    rate,        ///< 429
    unavailable, ///< 503: passing trouble more often than a rate; taken for one from a quarter of all replies on
};

class governor {
public:
    using clock_point = std::chrono::steady_clock::time_point;

    governor(const governor_options& options, double documented_per_second, std::uint64_t seed) noexcept;

    /// What a caller that wants to send is told.
    struct turn {
        bool granted = false; ///< false: all slots are taken; ask again when one is given back
        clock_point at;       ///< granted: do not send before; the slot is already taken
    };
    /// Takes a slot and a place in the line.
    [[nodiscard]] turn ask(clock_point now) noexcept;
    /// Called when `at` has come: has the lane been paused meanwhile? Then takes a new place in the line, and tells
    /// when that comes; to be called again then.
    [[nodiscard]] std::optional<clock_point> turn_after_pause(clock_point now) noexcept;
    /// Gives the slot back without judgement: cancelled, or no reply at all.
    void release() noexcept;
    /// Gives the slot back after a reply that was no complaint.
    void succeeded(clock_point now) noexcept;
    /// Gives the slot back after 429 or 503.
    void throttled(clock_point now, complaint what, std::optional<std::chrono::milliseconds> retry_after) noexcept;

    [[nodiscard]] unsigned in_flight() const noexcept { return in_flight_; }
    [[nodiscard]] unsigned cap() const noexcept { return cap_; }
    [[nodiscard]] double per_second() const noexcept { return rate_; } ///< 0 = unlimited
    [[nodiscard]] std::uint64_t complaints() const noexcept { return complaints_; }

private:
    void settle(clock_point now) noexcept;
    void grow() noexcept;
    void shrink(double share, double replies_per_second) noexcept;

    governor_options options_;
    jitter_source jitter_;
    double ceiling_; ///< of the rate; 0 = none documented
    double rate_;
    double edge_ = 0;    ///< the rate that the server complained of last; 0 = it never did
    unsigned quiet_ = 0; ///< windows without complaints since
    unsigned cap_;
    unsigned in_flight_ = 0;
    clock_point next_turn_{};
    clock_point paused_until_{};
    clock_point window_start_{};
    unsigned replies_ = 0; ///< of this window, complaints among them
    unsigned rate_complaints_ = 0;
    unsigned unavailable_ = 0;
    std::uint64_t complaints_ = 0;
};

} // namespace canreach::crawler
