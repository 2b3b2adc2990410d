/// A reply about a statement, read the way a crawl reads it.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/sql/reply_stream.hpp"
#include "model/error.hpp"
#include "tests/support/fed_stream.hpp"

namespace canreach::support {

/// With all rows in their place, however they were given. In pieces of `step` bytes; 0 = all at once.
[[nodiscard]] inline result<crawler::sql::statement_reply> reply_in_pieces(std::string_view bytes, std::size_t step) {
    namespace sql = crawler::sql;
    std::vector<sql::sql_row> rows;
    std::optional<sql::statement_reply> reply;
    sql::reply_stream stream(
        sql::reply_stream::shape::statement,
        [&rows](const std::vector<sql::sql_column>&,
                const std::vector<sql::sql_row>& more) -> boost::asio::awaitable<result<void>> {
            rows.insert(rows.end(), more.begin(), more.end());
            co_return result<void>{};
        },
        [&reply](const crawler::json_document& body) -> result<void> {
            auto decoded = sql::decode_statement(body);
            if (!decoded) return std::move(decoded).error();
            reply = std::move(*decoded);
            return {};
        });
    result<void> done;
    feed(stream, bytes, step, [&]() -> boost::asio::awaitable<void> {
        done = stream.end();
        co_return;
    });
    if (!done) return std::move(done).error();
    if (reply->first) {
        for (auto& row : stream.take_rest()) rows.push_back(std::move(row));
        reply->first->rows = std::move(rows);
    }
    return std::move(*reply);
}

/// What differs; empty = nothing does.
[[nodiscard]] inline std::string_view difference_of(const result<crawler::sql::statement_reply>& left,
                                                    const result<crawler::sql::statement_reply>& right) {
    if (left.has_value() != right.has_value()) return "one fails";
    if (!left) return left.error().code == right.error().code ? "" : "the failures";
    if (left->id != right->id || left->state_word != right->state_word || left->message != right->message ||
        left->error_code != right->error_code || left->sql_state != right->sql_state)
        return "the status";
    if (left->columns != right->columns || left->truncated != right->truncated || left->chunks != right->chunks)
        return "the manifest";
    if (left->first.has_value() != right->first.has_value()) return "the first chunk";
    if (!left->first) return "";
    const auto& one = *left->first;
    const auto& other = *right->first;
    if (one.index != other.index || one.next != other.next || one.links != other.links) return "the place of the chunk";
    return one.rows == other.rows ? "" : "the rows";
}

} // namespace canreach::support
