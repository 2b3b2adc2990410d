#include "crawler/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;

bool is_cancellation(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

/// Cancelled before its first suspension, a spawned coroutine would throw out of Asio's own frame and so out of the
/// event loop (co_spawn suspends once more, outside its handler, if nothing else did). So every child suspends once
/// first.
asio::awaitable<void> begun(asio::any_io_executor executor, asio::awaitable<void> work) {
    co_await asio::post(executor, asio::use_awaitable);
    co_await std::move(work);
}

} // namespace

void task_group::spawn(asio::awaitable<void> work) {
    if (cancelled_) return;
    const auto child = children_.emplace(children_.end());
    asio::co_spawn(executor_, begun(executor_, std::move(work)),
                   asio::bind_cancellation_slot(child->slot(), [this, child](std::exception_ptr thrown) {
                       children_.erase(child);
                       if (thrown && !is_cancellation(thrown)) {
                           if (!thrown_) thrown_ = thrown;
                           cancel();
                       }
                       if (children_.empty()) ended_.notify_all();
                   }));
}

asio::awaitable<void> task_group::join() {
    while (!children_.empty()) co_await ended_.wait();
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

void task_group::cancel() {
    cancelled_ = true;
    for (auto& child : children_) child.emit(asio::cancellation_type::terminal);
}

} // namespace canreach::crawler
