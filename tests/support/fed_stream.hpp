/// Bytes given to a stream of rows the way a transport gives them.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <string_view>

namespace canreach::support {

/// In pieces of `step` bytes, 0 = all at once; room is made whenever the stream is full. Then `finish` is run: an
/// awaitable.
template <class Stream, class Finish>
void feed(Stream& stream, std::string_view bytes, std::size_t step, Finish finish) {
    const auto read = [&]() -> boost::asio::awaitable<void> {
        stream.begin(bytes.size());
        const auto size = step == 0 ? std::max<std::size_t>(1, bytes.size()) : step;
        bool wanted = true;
        for (std::size_t at = 0; wanted && at < bytes.size(); at += size) {
            wanted = stream.take(bytes.substr(at, size));
            if (wanted && stream.is_full()) wanted = co_await stream.make_room();
        }
        co_await finish();
    };
    boost::asio::io_context context;
    boost::asio::co_spawn(context, read(), [](const std::exception_ptr& fault) {
        if (fault) std::rethrow_exception(fault);
    });
    context.run();
}

} // namespace canreach::support
