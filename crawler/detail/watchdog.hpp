/// Named deadlines for operations that a socket can be cancelled out of.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "model/error.hpp"

namespace canreach::crawler::detail {

/// When the armed deadline passes, `on_fire` runs once and `passed()` names it. One timer and one plain handler a
/// phase, no coroutine. Not thread-safe; nothing runs after destruction.
class watchdog {
public:
    using time_point = std::chrono::steady_clock::time_point;

    watchdog(const boost::asio::any_io_executor& executor, std::chrono::milliseconds whole)
        : timer_(executor), end_(std::chrono::steady_clock::now() + whole), whole_(whole),
          state_(std::make_shared<state>()) {}
    watchdog(const watchdog&) = delete;
    watchdog& operator=(const watchdog&) = delete;
    ~watchdog() { state_->on_fire = nullptr; }

    /// Starts the phase `name`: it ends after `limit`, or with the whole request, whichever is sooner.
    void arm(const char* name, std::chrono::milliseconds limit, std::function<void()> on_fire) {
        const auto at = std::chrono::steady_clock::now() + limit;
        state_->name = at <= end_ ? name : "request";
        state_->limit = at <= end_ ? limit : whole_;
        state_->on_fire = std::move(on_fire);
        const auto generation = ++state_->generation;
        timer_.expires_at(std::min(at, end_));
        timer_.async_wait([kept = state_, generation](const boost::system::error_code& error) {
            if (error || kept->generation != generation || !kept->on_fire) return;
            kept->passed = true;
            std::exchange(kept->on_fire, nullptr)();
        });
    }
    /// The whole request may take so much longer: it waited for somebody else than the server.
    void prolong(std::chrono::steady_clock::duration by) noexcept { end_ += by; }
    void disarm() {
        ++state_->generation;
        state_->on_fire = nullptr;
        timer_.cancel();
    }

    [[nodiscard]] bool passed() const noexcept { return state_->passed; }
    /// For a passed deadline: which one, and how long it was.
    [[nodiscard]] failure as_failure() const {
        return fail(errc::timed_out, "the " + std::string(state_->name) + " deadline passed")
            .with("limit_ms", std::to_string(state_->limit.count()));
    }

private:
    struct state {
        std::function<void()> on_fire;
        const char* name = "request";
        std::chrono::milliseconds limit{0};
        std::uint64_t generation = 0;
        bool passed = false;
    };
    boost::asio::steady_timer timer_;
    time_point end_;
    std::chrono::milliseconds whole_;
    std::shared_ptr<state> state_;
};

} // namespace canreach::crawler::detail
