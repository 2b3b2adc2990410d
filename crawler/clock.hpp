/// Time, passed in: the only way the crawler learns or waits for it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>

namespace canreach::crawler {

class clock {
public:
    virtual ~clock() = default;
    [[nodiscard]] virtual std::chrono::steady_clock::time_point now() const = 0;
    [[nodiscard]] virtual std::chrono::system_clock::time_point wall() const = 0;
    /// Returns at `when` or later; at once if it has passed. Cancellable.
    [[nodiscard]] virtual boost::asio::awaitable<void> sleep_until(std::chrono::steady_clock::time_point when) = 0;
};

/// The machine's clocks, waiting on timers of `executor`.
[[nodiscard]] std::unique_ptr<clock> make_system_clock(boost::asio::any_io_executor executor);

} // namespace canreach::crawler
