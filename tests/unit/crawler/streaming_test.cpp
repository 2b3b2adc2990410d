// Bodies that are read while they arrive: however they are cut, the outcome is that of the whole.
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "crawler/decode/identity.hpp"
#include "crawler/sql/row_stream.hpp"
#include "run_awaitable.hpp"
#include "tests/support/decoded.hpp"
#include "tests/support/streamed_rows.hpp"

namespace canreach::crawler {
namespace {

using sql::sql_row;
using support::parsed_in_pieces;
using support::rows_in_pieces;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string page =
    R"( {"Resources":[{"id":"17","userName":"anné@x","active":true,"n":-12.5e1,"m":18446744073709551615},
    {"id":18,"members":[],"roles":null,"text":"a\"\\\u00e9\ud83d\ude00\n"}],"totalResults":2, "":{}} )";

std::string again(const json_document& body) {
    return boost::json::serialize(body.root());
}

TEST(JsonStream, IsTheSameHoweverTheBodyIsCut) {
    for (const auto& body : {page, std::string("[]"), std::string("7"), std::string("\"x\""), std::string("null")}) {
        const auto whole = parsed_in_pieces(body, 0);
        ASSERT_TRUE(whole) << whole.error().to_string();
        for (std::size_t step = 1; step < 20; ++step) {
            const auto cut = parsed_in_pieces(body, step);
            ASSERT_TRUE(cut) << step;
            EXPECT_EQ(again(*cut), again(*whole)) << step;
        }
    }
}

TEST(JsonStream, SaysOfEachCutBodyThatItIsCut) {
    const auto end = page.rfind('}');
    for (std::size_t size = 0; size <= end; ++size) {
        const auto cut = parsed_in_pieces(std::string_view(page).substr(0, size), 3);
        ASSERT_FALSE(cut) << size;
        EXPECT_TRUE(cut.error().is(errc::malformed_reply));
        // Within a number the parser calls the end a fault of syntax.
        EXPECT_THAT(cut.error().message, AllOf(StartsWith("the body is no JSON at byte " + std::to_string(size) + ": "),
                                               AnyOf(HasSubstr("incomplete JSON"), HasSubstr("syntax error"))));
    }
}

TEST(JsonStream, SaysWhatIsWrongAndWhereHoweverTheBodyIsCut) {
    const std::string deep = std::string(40, '[') + std::string(40, ']');
    for (const auto& [body, text] :
         std::vector<std::pair<std::string, std::string>>{{"<html><body>Sign in</body></html>", "at byte 0"},
                                                          {R"({"a":1} {"b":2})", "extra data"},
                                                          {R"({"a":1}<!-- -->)", "extra data"},
                                                          {R"({"a":tru})", "syntax error"},
                                                          {"{\"a\":\"\xff\"}", "syntax error"},
                                                          {"{\"a\":\"\x01\"}", "syntax error"},
                                                          {deep, "too deep"},
                                                          {"\xef\xbb\xbf{}", "at byte 0"}}) {
        const auto whole = parsed_in_pieces(body, 0);
        ASSERT_FALSE(whole) << body;
        EXPECT_TRUE(whole.error().is(errc::malformed_reply));
        EXPECT_THAT(whole.error().message, HasSubstr(text)) << body;
        for (const std::size_t step : {1U, 2U, 5U}) {
            const auto cut = parsed_in_pieces(body, step);
            ASSERT_FALSE(cut) << body;
            EXPECT_THAT(cut.error().message, HasSubstr(text)) << step;
        }
    }
}

TEST(JsonReader, ForgetsAnEarlierReplyAndPassesOnWhatTheReaderSays) {
    std::vector<std::string> seen;
    json_reader reader([&](const json_document& body) -> result<void> {
        seen.push_back(again(body));
        if (seen.back() == "[]") return fail(errc::refused, "no");
        return {};
    });
    reader.begin(0);
    EXPECT_TRUE(reader.take(R"({"half":)"));
    reader.begin(std::size_t{1} << 40U); // whatever a server promises
    EXPECT_TRUE(reader.take("{"));
    EXPECT_TRUE(reader.take("}"));
    EXPECT_TRUE(reader.end());
    reader.begin(2);
    EXPECT_TRUE(reader.take("[]"));
    EXPECT_TRUE(reader.end().error().is(errc::refused));
    reader.begin(0);
    EXPECT_FALSE(reader.take("<"));
    EXPECT_TRUE(reader.end().error().is(errc::malformed_reply));
    reader.begin(0);
    EXPECT_TRUE(reader.end().error().is(errc::malformed_reply)) << "an empty body is no JSON";
    EXPECT_EQ(seen, (std::vector<std::string>{"{}", "[]"}));
}

TEST(RowStream, ReadsCellsHoweverTheFileIsCut) {
    const std::string file =
        R"( [["a",1,true,null,[2,{"k":[],"l":"\"","m":false}]], [],["\u00e9\\",-0.5e3,"",{"x":null}]] )";
    const std::vector<sql_row> wanted{{"a", "1", "true", std::nullopt, R"([2,{"k":[],"l":"\"","m":false}])"},
                                      {},
                                      {"é\\", "-0.5e3", "", R"({"x":null})"}};
    for (std::size_t step = 0; step < 12; ++step) {
        const auto rows = rows_in_pieces(file, step);
        ASSERT_TRUE(rows) << rows.error().to_string();
        EXPECT_EQ(*rows, wanted) << step;
    }
    EXPECT_TRUE(rows_in_pieces("[]", 0)->empty());
    for (std::size_t size = 0; size <= file.rfind(']'); ++size) {
        const auto cut = rows_in_pieces(std::string_view(file).substr(0, size), 4);
        ASSERT_FALSE(cut) << size;
        EXPECT_TRUE(cut.error().is(errc::malformed_reply));
        EXPECT_THAT(cut.error().message, StartsWith("the body is no JSON at byte ")) << size;
    }
}

TEST(RowStream, RefusesWhatIsNoFileOfRows) {
    for (const auto& [file, text] : std::vector<std::pair<std::string, std::string>>{
             {R"({"rows":[]})", "the body: expected an array of rows"},
             {"7", "the body: expected an array of rows"},
             {"\"x\"", "the body: expected an array of rows"},
             {R"([["a"],{"b":1}])", "/1: expected a row"},
             {R"([["a"],"b"])", "/1: expected a row"},
             {"[null]", "/0: expected a row"},
             {"<Error/>", "no JSON at byte 0"},
             {R"([["a"]]x)", "extra data"},
             {"[[" + std::string(40, '[') + std::string(40, ']') + "]]", "too deep"}})
        for (const std::size_t step : {0U, 1U, 3U}) {
            const auto rows = rows_in_pieces(file, step);
            ASSERT_FALSE(rows) << file;
            EXPECT_TRUE(rows.error().is(errc::malformed_reply));
            EXPECT_THAT(rows.error().message, HasSubstr(text)) << file;
        }
}

std::string file_of(std::size_t from, std::size_t to) {
    std::string made = "[";
    for (auto i = from; i < to; ++i) made += (i == from ? "[\"" : ",[\"") + std::to_string(i) + "\"]";
    return made + "]";
}

/// Delivers pieces of some kilobytes, as the transport does.
boost::asio::awaitable<bool> deliver(body_reader& to, std::string_view bytes) {
    to.begin(0);
    for (std::size_t at = 0; at < bytes.size(); at += 4000) {
        if (!to.take(bytes.substr(at, 4000))) co_return false;
        if (to.is_full() && !co_await to.make_room()) co_return false;
    }
    co_return true;
}

TEST(RowStream, GivesRowsOnceThoughFilesComeAgain) {
    constexpr std::size_t rows_a_file = 20'000;
    std::vector<std::string> seen;
    std::size_t most = 0;
    sql::row_stream stream([&](const std::vector<sql_row>& rows) -> boost::asio::awaitable<result<void>> {
        most = std::max(most, rows.size());
        for (const auto& row : rows) seen.push_back(*row.front());
        co_return result<void>{};
    });
    const auto first = file_of(0, rows_a_file);
    const auto second = file_of(rows_a_file, 2 * rows_a_file);
    const auto read = [&]() -> boost::asio::awaitable<bool> {
        EXPECT_TRUE(co_await deliver(stream, std::string_view(first).substr(0, 70'001))); // the connection breaks
        EXPECT_TRUE(co_await deliver(stream, std::string_view(first).substr(0, 11)));
        EXPECT_TRUE(co_await deliver(stream, first));
        EXPECT_TRUE(stream.end());
        EXPECT_TRUE(co_await stream.end_file());
        EXPECT_TRUE(co_await deliver(stream, std::string_view(second).substr(0, 80'000))); // the link expires
        stream.restart();
        for (const auto* file : {&first, &second}) {
            EXPECT_TRUE(co_await deliver(stream, *file));
            EXPECT_TRUE(stream.end());
            EXPECT_TRUE(co_await stream.end_file());
        }
        co_return true;
    };
    boost::asio::io_context context;
    EXPECT_TRUE(testing::run_awaitable(context, read()));
    ASSERT_EQ(seen.size(), 2 * rows_a_file);
    for (std::size_t i = 0; i < seen.size(); ++i) ASSERT_EQ(seen[i], std::to_string(i));
    EXPECT_LT(most, 6000U) << "a file is never kept whole";
}

/// What one stream gives of one file that comes all at once.
struct given_rows {
    std::size_t rows = 0;
    std::size_t most = 0;
    std::size_t most_bytes = 0;
    result<void> done;

    explicit given_rows(const std::string& file) {
        sql::row_stream stream([this](const std::vector<sql_row>& piece) -> boost::asio::awaitable<result<void>> {
            std::size_t bytes = 0;
            for (const auto& row : piece)
                for (const auto& cell : row) bytes += cell.value_or("").size();
            rows += piece.size();
            most = std::max(most, piece.size());
            most_bytes = std::max(most_bytes, bytes);
            co_return result<void>{};
        });
        const auto read = [&]() -> boost::asio::awaitable<bool> {
            stream.begin(0);
            if (stream.take(file) && stream.is_full()) (void)co_await stream.make_room();
            done = stream.end();
            if (done) done = co_await stream.end_file();
            co_return true;
        };
        boost::asio::io_context context;
        (void)testing::run_awaitable(context, read());
    }
};

TEST(RowStream, GivesNoMoreRowsAtOnceHoweverManyComeAtOnce) {
    std::string file = "[[]";
    for (int i = 1; i < 500'000; ++i) file += ",[]";
    const given_rows shortest(file + "]");
    ASSERT_TRUE(shortest.done) << shortest.done.error().to_string();
    EXPECT_EQ(shortest.rows, 500'000U);
    EXPECT_LE(shortest.most, sql::most_rows_of_a_piece);
    const given_rows broken(file + ",7]");
    ASSERT_FALSE(broken.done);
    EXPECT_EQ(broken.done.error().message, "/500000: expected a row");
}

TEST(RowStream, GivesFewRowsAtOnceIfTheyAreLong) {
    const auto cell = std::string(100'000, 'x');
    std::string file = "[[\"" + cell + "\"]";
    for (int i = 1; i < 400; ++i) file += ",[\"" + cell + "\"]";
    const given_rows got(file + "]");
    ASSERT_TRUE(got.done) << got.done.error().to_string();
    EXPECT_EQ(got.rows, 400U);
    EXPECT_LE(got.most_bytes, 5U << 20U);
}

TEST(RowStream, RefusesARowOfMegabytes) {
    std::string cells = "[[\"a\"],[null";
    for (int i = 1; i < 2'000'000; ++i) cells += ",null";
    std::string nested = "[[\"a\"],[[1";
    for (int i = 1; i < 2'000'000; ++i) nested += ",[]";
    for (const auto& file : {"[[\"a\"],[\"" + std::string(5'000'000, 'x') + "\"]]", cells + "]]", nested + "]]]",
                             "[[\"a\"],[[\"" + std::string(5'000'000, 'x') + "\"]]]"}) {
        const given_rows got(file);
        ASSERT_FALSE(got.done);
        EXPECT_TRUE(got.done.error().is(errc::limit_exceeded)) << "asking again would bring the same";
        EXPECT_THAT(got.done.error().message, HasSubstr("row 1 takes more than"));
    }
}

TEST(RowStream, StopsWhereNobodyTakesTheRows) {
    sql::row_stream stream([](const std::vector<sql_row>&) -> boost::asio::awaitable<result<void>> {
        co_return fail(errc::malformed_reply, "no column `grantee`");
    });
    const auto file = file_of(0, 20'000);
    const auto read = [&]() -> boost::asio::awaitable<result<void>> {
        EXPECT_FALSE(co_await deliver(stream, file));
        EXPECT_TRUE(stream.end()) << "the file is not at fault: asking for it again changes nothing";
        co_return co_await stream.end_file();
    };
    boost::asio::io_context context;
    const auto done = testing::run_awaitable(context, read());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "no column `grantee`");
}

} // namespace
} // namespace canreach::crawler
