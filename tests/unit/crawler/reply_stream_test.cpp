// Rows that come inline: given away while the reply arrives, and the rest of it as a document tells it.
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/sql/reply_stream.hpp"
#include "crawler/sql/row_stream.hpp"
#include "run_awaitable.hpp"
#include "tests/support/decoded.hpp"
#include "tests/support/streamed_reply.hpp"

namespace canreach::crawler::sql {
namespace {

namespace asio = boost::asio;
using support::difference_of;
using support::reply_in_pieces;

constexpr std::string_view one_column =
    R"("manifest":{"schema":{"columns":[{"name":"n","type_name":"STRING"}]},"total_chunk_count":1})";

std::string reply_with(std::string_view rows) {
    std::string made = R"({"statement_id":"s","status":{"state":"SUCCEEDED"},)";
    made += one_column;
    return made + R"(,"result":{"chunk_index":0,"data_array":)" + std::string(rows) + "}}";
}

std::string rows_to(std::size_t count) {
    std::string made = "[";
    for (std::size_t i = 0; i < count; ++i) made += (i == 0 ? "[\"" : ",[\"") + std::to_string(i) + "\"]";
    return made + "]";
}

TEST(ReplyStream, SaysWhatADocumentSays) {
    const auto rows = R"([["a"],[null],[15],[false],[{"x":["y",true]}],[[]]])";
    const std::string result_first = R"({"result":{"data_array":[["a"],["b"]],"next_chunk_index":1},)" +
                                     std::string(one_column) + R"(,"statement_id":"s","status":{"state":"SUCCEEDED"}})";
    for (const auto& body :
         {reply_with(rows),
          reply_with("[]"),
          reply_with("null"),
          reply_with("5"),
          reply_with("{}"),
          reply_with(R"([["a","b"]])"),
          reply_with(R"([["a"],[]])"),
          reply_with(R"([["a"],5])"),
          reply_with(R"([["a"],{}])"),
          reply_with(rows_to(20'000)),
          result_first,
          std::string(R"({"statement_id":"s","status":{"state":"RUNNING"}})"),
          std::string(R"({"statement_id":"s","status":{"state":"SUCCEEDED"},"manifest":null})"),
          std::string(R"({"statement_id":"s","status":{"state":"SUCCEEDED"},"manifest":{},"result":{}})"),
          std::string(R"({"statement_id":"s","status":{"state":"SUCCEEDED"},"manifest":{"schema":{"columns":[7]}}})"),
          std::string(R"({"statement_id":"s","status":{"state":"SUCCEEDED"},"manifest":{"total_chunk_count":3},
              "manifest":{"total_chunk_count":2,"truncated":true},"result":{"external_links":[
              {"external_link":"https://x/y","chunk_index":0,"next_chunk_index":1,"http_headers":{"a":"b"}}]}})"),
          std::string(R"({"status":{"state":"FAILED","sql_state":"42501","error":{"error_code":"BAD_REQUEST",
              "message":"[x] data_array \"result\" é"}},"x":{"data_array":[[1]],"manifest":{}}})"),
          std::string("[]"),
          std::string("7"),
          std::string(),
          std::string(R"({"status":)"),
          std::string("{}x")})
        for (const std::size_t step : {1U, 7U, 4000U, 0U})
            EXPECT_EQ(difference_of(support::decoded(decode_statement, body), reply_in_pieces(body, step)), "")
                << "in steps of " << step << ": " << body.substr(0, 400);
}

/// What one stream gives, and how often it was told to begin anew.
struct collector {
    std::vector<std::string> seen;
    std::size_t most = 0;
    int restarts = 0;
    int replies = 0;

    reply_stream::giver giver() {
        return
            [this](const std::vector<sql_column>&, const std::vector<sql_row>& rows) -> asio::awaitable<result<void>> {
                most = std::max(most, rows.size());
                for (const auto& row : rows) seen.push_back(*row.front());
                co_return result<void>{};
            };
    }
    json_reader::function reader() {
        return [this](const json_document&) -> result<void> {
            ++replies;
            return {};
        };
    }
    /// Delivers pieces of some kilobytes, as the transport does. `size`: where the connection breaks.
    static void deliver(reply_stream& to, std::string_view bytes, std::size_t size = std::string_view::npos) {
        bytes = bytes.substr(0, size);
        const auto read = [&]() -> asio::awaitable<bool> {
            to.begin(0);
            for (std::size_t at = 0; at < bytes.size(); at += 4000) {
                if (!to.take(bytes.substr(at, 4000))) co_return false;
                if (to.is_full() && !co_await to.make_room()) co_return false;
            }
            co_return true;
        };
        asio::io_context context;
        EXPECT_TRUE(testing::run_awaitable(context, read()));
    }
    void expect_each_once(reply_stream& stream, std::size_t count) {
        for (const auto& row : stream.take_rest()) seen.push_back(*row.front());
        ASSERT_EQ(seen.size(), count);
        for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(seen[i], std::to_string(i));
    }
};

constexpr std::size_t many = 30'000;

TEST(ReplyStream, PassesOverWhatItGaveWhenTheReplyComesAgain) {
    for (const auto what : {reply_stream::shape::statement, reply_stream::shape::chunk}) {
        const auto body = what == reply_stream::shape::statement
                              ? reply_with(rows_to(many))
                              : R"({"chunk_index":1,"data_array":)" + rows_to(many) + R"(,"next_chunk_index":2})";
        collector got;
        reply_stream stream(what, got.giver(), got.reader());
        collector::deliver(stream, body, 150'000);
        collector::deliver(stream, body, 20);
        collector::deliver(stream, body);
        EXPECT_TRUE(stream.end());
        EXPECT_EQ(got.replies, 1);
        EXPECT_LE(got.most, most_rows_of_a_piece);
        got.expect_each_once(stream, many);
    }
}

TEST(ReplyStream, GivesAllRowsAnewOfAnotherStatement) {
    collector got;
    reply_stream stream(reply_stream::shape::statement, got.giver(), got.reader(), [&] {
        ++got.restarts;
        got.seen.clear();
    });
    const auto body = reply_with(rows_to(many));
    collector::deliver(stream, body, 100); // before any row: nothing has to be forgotten
    collector::deliver(stream, body, 200'000);
    EXPECT_FALSE(got.seen.empty());
    collector::deliver(stream, body);
    EXPECT_TRUE(stream.end());
    EXPECT_EQ(got.restarts, 1);
    got.expect_each_once(stream, many);
}

TEST(ReplyStream, DoesNotTakeAReplyForWholeThatComesAgainShorter) {
    collector got;
    reply_stream stream(reply_stream::shape::statement, got.giver(), got.reader());
    collector::deliver(stream, reply_with(rows_to(many)), 200'000);
    collector::deliver(stream, reply_with(rows_to(5)));
    const auto done = stream.end();
    ASSERT_FALSE(done);
    EXPECT_TRUE(done.error().is(errc::malformed_reply));
}

TEST(ReplyStream, StopsWhereNobodyTakesTheRows) {
    collector got;
    reply_stream stream(
        reply_stream::shape::statement,
        [](const std::vector<sql_column>&, const std::vector<sql_row>&) -> asio::awaitable<result<void>> {
            co_return fail(errc::malformed_reply, "no column `grantee`");
        },
        got.reader());
    const auto body = reply_with(rows_to(many));
    asio::io_context context;
    const auto read = [&]() -> asio::awaitable<bool> {
        stream.begin(0);
        co_return stream.take(body) && stream.is_full() && co_await stream.make_room();
    };
    EXPECT_FALSE(testing::run_awaitable(context, read()));
    EXPECT_TRUE(stream.end()) << "the reply is not at fault: asking for it again changes nothing";
    ASSERT_TRUE(stream.refused());
    EXPECT_EQ(stream.refused()->message, "no column `grantee`");
    EXPECT_EQ(got.replies, 0);
}

} // namespace
} // namespace canreach::crawler::sql
