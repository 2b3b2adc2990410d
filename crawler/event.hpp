/// A wake-up call between coroutines of one thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace canreach::crawler {

/// Not thread-safe. `wait()` returns at the next `notify_…()` after it was called, never before; so look at the state
/// that you wait for first, and again afterwards. Cancellable.
class event {
public:
    explicit event(boost::asio::any_io_executor executor)
        : timer_(std::move(executor), boost::asio::steady_timer::time_point::max()) {}

    [[nodiscard]] boost::asio::awaitable<void> wait() {
        co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    void notify_all() { timer_.cancel(); }
    void notify_one() { timer_.cancel_one(); }

private:
    boost::asio::steady_timer timer_;
};

} // namespace canreach::crawler
