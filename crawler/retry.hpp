/// When to ask again, and when to stop asking. No I/O: what happened goes in, the next step comes out.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "crawler/random.hpp"

namespace canreach::crawler {

struct retry_policy {
    unsigned max_retries = 8; ///< a refreshed token does not count
    std::chrono::milliseconds base_delay{500};
    std::chrono::milliseconds max_delay{30'000}; ///< of our own back-off; `Retry-After` may ask for more
    std::chrono::milliseconds budget{300'000}; ///< for one request with all its retries, while it is the server's turn
    unsigned max_malformed = 3;                ///< retries of replies that cannot be read
};

/// How one attempt ended.
struct attempt_outcome {
    enum class kind : std::uint8_t {
        success,
        throttled,    ///< 429, 503
        server_fault, ///< other 5xx, and messages of passing trouble
        connection,   ///< no reply: connection, TLS or deadline
        malformed,    ///< a success that cannot be read
        unauthorized, ///< 401
        final_error,  ///< any other reply: asking again changes nothing
    };
    kind what = kind::success;
    std::optional<std::chrono::milliseconds> retry_after; ///< as the server wishes
};

struct retry_step {
    enum class kind : std::uint8_t { done, backoff, refresh_token, give_up };
    kind what = kind::done;
    std::chrono::milliseconds delay{0}; ///< for `backoff`
};

/// One request's life. What it retries is a read, or leaves the same behind when it is said twice.
class retry_fsm {
public:
    retry_fsm(const retry_policy& policy, std::uint64_t seed, std::chrono::steady_clock::time_point start) noexcept
        : policy_(policy), jitter_(seed), start_(start) {}

    /// `success` and `final_error` are done. Back-off doubles from the base delay up to the longest, then half of it is
    /// drawn by lot; the server's wish is a floor. Gives up when the retries are used or the wait would pass the
    /// budget. A token is refreshed once.
    [[nodiscard]] retry_step next(const attempt_outcome& last, std::chrono::steady_clock::time_point now) noexcept;
    /// So much of the time since the start does not count: it was spent waiting for somebody else than the server.
    void prolong(std::chrono::steady_clock::duration by) noexcept { start_ += by; }
    [[nodiscard]] unsigned retries() const noexcept { return retries_; }

private:
    [[nodiscard]] std::chrono::milliseconds own_delay() noexcept;

    retry_policy policy_;
    jitter_source jitter_;
    std::chrono::steady_clock::time_point start_;
    unsigned retries_ = 0;
    unsigned malformed_ = 0;
    bool refreshed_ = false;
};

} // namespace canreach::crawler
