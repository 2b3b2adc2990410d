/// Children of a coroutine: waited for, cancelled together, none outlives its group.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <exception>
#include <list>

#include "crawler/event.hpp"

namespace canreach::crawler {

/// Used from the one thread of `executor`. `join()` must have returned before destruction.
class task_group {
public:
    explicit task_group(boost::asio::any_io_executor executor) : executor_(executor), ended_(executor) {}
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    /// Starts `work`, unless the group was cancelled. An exception of a child (cancellation apart) cancels the others.
    void spawn(boost::asio::awaitable<void> work);
    /// Waits until no child is left, those spawned meanwhile included. Rethrows the first exception of a child.
    [[nodiscard]] boost::asio::awaitable<void> join();
    /// Cancels all children; nothing starts any more.
    void cancel();
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }

private:
    boost::asio::any_io_executor executor_;
    std::list<boost::asio::cancellation_signal> children_;
    event ended_;
    std::exception_ptr thrown_;
    bool cancelled_ = false;
};

} // namespace canreach::crawler
