/// Named deadlines for operations that a socket can be cancelled out of.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "model/error.hpp"

namespace canreach::crawler::detail {

/// When the armed deadline passes, `on_fire` runs once and `passed()` names it. Not thread-safe; nothing runs after
/// destruction.
///
/// A request has several phases and nearly none of them ends by its deadline, so the timer is left running from one to
/// the next: when it expires it looks at what is due by then.
class watchdog {
public:
    using time_point = std::chrono::steady_clock::time_point;

    watchdog(const boost::asio::any_io_executor& executor, std::chrono::milliseconds whole)
        : end_(std::chrono::steady_clock::now() + whole), whole_(whole), state_(std::make_shared<state>(executor)) {}
    watchdog(const watchdog&) = delete;
    watchdog& operator=(const watchdog&) = delete;
    ~watchdog() {
        state_->on_fire = nullptr;
        state_->timer.cancel();
    }

    /// Starts the phase `name`: it ends after `limit`, or with the whole request, whichever is sooner.
    void arm(const char* name, std::chrono::milliseconds limit, std::function<void()> on_fire) {
        const auto at = std::chrono::steady_clock::now() + limit;
        state_->name = at <= end_ ? name : "request";
        state_->limit = at <= end_ ? limit : whole_;
        state_->due = std::min(at, end_);
        state_->on_fire = std::move(on_fire);
        if (!state_->waits || state_->timer.expiry() > state_->due) wait(state_);
    }
    /// The whole request may take so much longer: it waited for somebody else than the server.
    void prolong(std::chrono::steady_clock::duration by) noexcept { end_ += by; }
    void disarm() { state_->on_fire = nullptr; }

    [[nodiscard]] bool passed() const noexcept { return state_->passed; }
    /// For a passed deadline: which one, and how long it was.
    [[nodiscard]] failure as_failure() const {
        return fail(errc::timed_out, "the " + std::string(state_->name) + " deadline passed")
            .with("limit_ms", std::to_string(state_->limit.count()));
    }

private:
    struct state {
        explicit state(const boost::asio::any_io_executor& executor) : timer(executor) {}
        boost::asio::steady_timer timer;
        std::function<void()> on_fire;
        time_point due;
        const char* name = "request";
        std::chrono::milliseconds limit{0};
        bool waits = false; ///< for the timer's expiry
        bool passed = false;
    };

    static void wait(const std::shared_ptr<state>& of) {
        of->waits = true;
        of->timer.expires_at(of->due); // and whoever waited before is told that it is over
        of->timer.async_wait([of](const boost::system::error_code& error) {
            if (error) return;
            of->waits = false;
            if (!of->on_fire) return;
            if (std::chrono::steady_clock::now() < of->due) return wait(of);
            of->passed = true;
            std::exchange(of->on_fire, nullptr)();
        });
    }

    time_point end_;
    std::chrono::milliseconds whole_;
    std::shared_ptr<state> state_;
};

} // namespace canreach::crawler::detail
