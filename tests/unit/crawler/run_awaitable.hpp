/// Runs one coroutine to its end.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace canreach::crawler::testing {

/// The result of `work`, which runs on `context`; its exceptions come out here.
template <class T>
T run_awaitable(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
    std::optional<T> made;
    std::exception_ptr thrown;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T got) {
        thrown = error;
        made.emplace(std::move(got));
    });
    context.restart();
    context.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(made).value();
}

} // namespace canreach::crawler::testing
