/// Runs one coroutine to its end.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace canreach::crawler::testing {

/// The same, cancelled when `stop` says so.
template <class T>
T run_awaitable(boost::asio::io_context& context, boost::asio::cancellation_slot stop, boost::asio::awaitable<T> work) {
    std::optional<T> made;
    std::exception_ptr thrown;
    boost::asio::co_spawn(context, std::move(work),
                          boost::asio::bind_cancellation_slot(stop, [&](std::exception_ptr error, T got) {
                              thrown = error;
                              made.emplace(std::move(got));
                          }));
    context.restart();
    context.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(made).value();
}

/// The result of `work`, which runs on `context`; its exceptions come out here.
template <class T>
T run_awaitable(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
    return run_awaitable(context, boost::asio::cancellation_slot{}, std::move(work));
}

} // namespace canreach::crawler::testing
