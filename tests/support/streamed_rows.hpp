/// A file of rows, read the way a crawl reads it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <string_view>
#include <vector>

#include "crawler/sql/row_stream.hpp"
#include "model/error.hpp"

namespace canreach::support {

/// In pieces of `step` bytes; 0 = all at once.
[[nodiscard]] inline result<std::vector<crawler::sql::sql_row>> rows_in_pieces(std::string_view bytes,
                                                                               std::size_t step) {
    using crawler::sql::sql_row;
    std::vector<sql_row> rows;
    crawler::sql::row_stream stream([&rows](const std::vector<sql_row>& more) -> boost::asio::awaitable<result<void>> {
        rows.insert(rows.end(), more.begin(), more.end());
        co_return result<void>{};
    });
    result<void> done;
    const auto read = [&]() -> boost::asio::awaitable<void> {
        stream.begin(bytes.size());
        const auto size = step == 0 ? std::max<std::size_t>(1, bytes.size()) : step;
        bool wanted = true;
        for (std::size_t at = 0; wanted && at < bytes.size(); at += size) {
            wanted = stream.take(bytes.substr(at, size));
            if (wanted && stream.is_full()) wanted = co_await stream.make_room();
        }
        done = stream.end();
        if (done) done = co_await stream.end_file();
    };
    boost::asio::io_context context;
    boost::asio::co_spawn(context, read(), [](const std::exception_ptr& fault) {
        if (fault) std::rethrow_exception(fault);
    });
    context.run();
    if (!done) return std::move(done).error();
    return rows;
}

} // namespace canreach::support
