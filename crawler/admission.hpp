/// The governor as coroutines meet it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

#include "crawler/clock.hpp"
#include "crawler/event.hpp"
#include "crawler/governor.hpp"

namespace canreach::crawler {

/// The line in front of one (host, rate class). Not thread-safe. Outlives its tickets.
class admission {
public:
    admission(boost::asio::any_io_executor executor, clock& time, const governor_options& options,
              double documented_per_second, std::uint64_t seed);

    /// The right to have one request in flight. Given back by the destructor unless one of the verdicts did it before.
    class ticket {
    public:
        explicit ticket(admission& from) noexcept : from_(&from) {}
        ticket(ticket&& other) noexcept : from_(other.from_) { other.from_ = nullptr; }
        ticket& operator=(ticket&&) = delete;
        ~ticket();
        void succeeded();
        void release(); ///< no reply at all
        void throttled(complaint what, std::optional<std::chrono::milliseconds> retry_after);

    private:
        admission* from_;
    };

    /// Waits for a slot and for the turn. A pause of the lane that begins while waiting is waited for, too.
    [[nodiscard]] boost::asio::awaitable<ticket> admit();
    /// Has the lane been paused since the turn came? Then takes a new place in the line, and tells when that comes.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> turn_after_pause() noexcept {
        return governor_.turn_after_pause(clock_.now());
    }
    [[nodiscard]] const governor& state() const noexcept { return governor_; }

private:
    clock& clock_;
    governor governor_;
    event freed_;
};

} // namespace canreach::crawler
