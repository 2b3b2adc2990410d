/// A file of rows, read the way a crawl reads it.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

#include "crawler/sql/row_stream.hpp"
#include "model/error.hpp"
#include "tests/support/fed_stream.hpp"

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
    feed(stream, bytes, step, [&]() -> boost::asio::awaitable<void> {
        done = stream.end();
        if (done) done = co_await stream.end_file();
    });
    if (!done) return std::move(done).error();
    return rows;
}

} // namespace canreach::support
