/// A coroutine from a function that blocks.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace canreach::crawler {

/// What `work` comes to, which runs on `context`, and `context` on this thread; its exceptions come out here.
template <class T>
T run_to_end(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
    std::optional<T> made;
    std::exception_ptr thrown;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T got) {
        thrown = error;
        made.emplace(std::move(got));
    });
    context.restart();
    context.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*made);
}

} // namespace canreach::crawler
