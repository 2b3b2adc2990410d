#include "crawler/clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;

class system_clock_on_timers final : public clock {
public:
    explicit system_clock_on_timers(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    std::chrono::steady_clock::time_point now() const override { return std::chrono::steady_clock::now(); }
    std::chrono::system_clock::time_point wall() const override { return std::chrono::system_clock::now(); }
    asio::awaitable<void> sleep_until(std::chrono::steady_clock::time_point when) override {
        asio::steady_timer timer(executor_, when);
        co_await timer.async_wait(asio::use_awaitable);
    }

private:
    asio::any_io_executor executor_;
};

} // namespace

std::unique_ptr<clock> make_system_clock(asio::any_io_executor executor) {
    return std::make_unique<system_clock_on_timers>(std::move(executor));
}

} // namespace canreach::crawler
