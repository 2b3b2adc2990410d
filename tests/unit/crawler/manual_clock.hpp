/// Time that the test owns: sleeping moves it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

#include "crawler/clock.hpp"

namespace canreach::crawler::testing {

/// A sleeper moves the time to its wake-up and yields; so nobody waits, and the order of wake-ups is that of the calls.
class manual_clock final : public clock {
public:
    explicit manual_clock(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    std::chrono::steady_clock::time_point now() const override { return now_; }
    std::chrono::system_clock::time_point wall() const override {
        return std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} +
               std::chrono::duration_cast<std::chrono::system_clock::duration>(now_.time_since_epoch());
    }
    boost::asio::awaitable<void> sleep_until(std::chrono::steady_clock::time_point when) override {
        now_ = std::max(now_, when);
        co_await boost::asio::post(executor_, boost::asio::use_awaitable);
    }
    void advance(std::chrono::steady_clock::duration by) { now_ += by; }

private:
    boost::asio::any_io_executor executor_;
    std::chrono::steady_clock::time_point now_{std::chrono::hours{1000}};
};

} // namespace canreach::crawler::testing
