// Bodies of replies: in chunks, packed, cut off, too long, handed on piece by piece to readers that take their time.
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "crawler/api_error.hpp"
#include "crawler/json_document.hpp"
#include "crawler/sql/row_stream.hpp"
#include "crawler/transport.hpp"
#include "gzipped.hpp"
#include "run_awaitable.hpp"
#include "tests/support/scripted_server.hpp"
#include "transport_fixture.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using support::scripted_reply;
using testing::gzipped;
using ::testing::HasSubstr;
using testing::run_awaitable;
using testing::transport_fixture;
using namespace std::chrono_literals;

TEST(ResponseBody, ReadsBodiesInChunks) {
    transport_fixture f([](const std::string&, const std::string&) {
        return scripted_reply{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
                              scripted_reply::after::close};
    });
    const auto got = f.get();
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(got->body, "abcde");
}

// Without a length only the end of the connection ends the body, and TLS must say that it is the end: otherwise
// somebody between the two could have cut it.
TEST(ResponseBody, RefusesABodyThatMayHaveBeenCut) {
    transport_fixture f([](const std::string&, const std::string&) {
        return scripted_reply{"HTTP/1.0 200 OK\r\n\r\nabcde", scripted_reply::after::close};
    });
    const auto got = f.get();
    ASSERT_FALSE(got);
    EXPECT_THAT(got.error().to_string(), HasSubstr("connection broke"));
}

TEST(ResponseBody, InflatesWithinTheLimit) {
    const std::string text(1'000'000, 'a');
    transport_fixture f([&](const std::string&, const std::string&) {
        return scripted_reply::ok(gzipped(text), "Content-Encoding: gzip\r\n");
    });
    f.options.body_limit_bytes = 1'000'000;
    const auto got = f.get();
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(got->body, text);
    transport_fixture bomb([&](const std::string&, const std::string&) {
        return scripted_reply::ok(gzipped(text), "Content-Encoding: gzip\r\n");
    });
    bomb.options.body_limit_bytes = 999'999;
    const auto refused = bomb.get();
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().is(errc::limit_exceeded));
}

TEST(ResponseBody, TellsAnErrorByItsStatusWhateverBecameOfItsBody) {
    using after = scripted_reply::after;
    const auto packed = gzipped(R"({"error_code":"PERMISSION_DENIED","message":"no right to see it"})");
    auto broken = packed;
    broken[broken.size() - 5] ^= 1; // the checksum
    const std::string huge = "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 99999999999\r\n\r\n";
    struct row {
        const char* name;
        scripted_reply play;
        int status;
        const char* body;
        const char* trouble;
    };
    for (const auto& [name, play, status, body, trouble] : std::vector<row>{
             {"unknown encoding", scripted_reply::status(403, "\x1b\x03{}", "Content-Encoding: br\r\n"), 403, "",
              "encoded as `br`"},
             {"said to be encoded", scripted_reply::status(403, "{\"a\":1}", "Content-Encoding: br\r\n"), 403,
              "{\"a\":1}", "encoded as `br`"},
             {"said to be packed", scripted_reply::status(429, "slow down", "Content-Encoding: gzip\r\n"), 429,
              "slow down", "said to be compressed"},
             {"broken checksum", scripted_reply::status(403, broken, "Content-Encoding: gzip\r\n"), 403,
              R"({"error_code":"PERMISSION_DENIED","message":"no right to see it"})", "broken compressed body"},
             {"cut within gzip",
              scripted_reply::status(403, packed.substr(0, packed.size() - 9), "Content-Encoding: gzip\r\n"), 403,
              R"({"error_code":"PERMISSION_DENIED")", "ends too early"},
             {"cut by the end of the connection",
              {"HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\n{\"error_code\":", after::close},
              403,
              "{\"error_code\":",
              "connection broke"},
             {"no body at all",
              {"HTTP/1.1 404 Gone\r\nContent-Length: 100\r\n\r\n", after::close},
              404,
              "",
              "connection broke"},
             {"hangs",
              {"HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nab", after::hang},
              500,
              "ab",
              "read deadline passed"},
             {"longer than anything is read", {huge, after::close}, 503, "", "more than"},
             {"bad chunks",
              {"HTTP/1.1 502 Bad\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", after::close},
              502,
              "",
              "no HTTP"},
         }) {
        SCOPED_TRACE(name);
        transport_fixture f([&play = play](const std::string&, const std::string&) { return play; });
        f.options.read_deadline = 300ms;
        const auto got = f.get();
        ASSERT_TRUE(got) << got.error().to_string();
        EXPECT_EQ(got->status, status);
        EXPECT_TRUE(got->body.starts_with(body)) << got->body;
        EXPECT_THAT(got->trouble, HasSubstr(trouble));
        if (*body == '\0') {
            EXPECT_EQ(got->body, "");
        }
    }
}

TEST(ResponseBody, KeepsTheCodeOfAnErrorHoweverLongItIs) {
    const std::string text = R"({"message":")" + std::string(200'000, 'e') + R"(","stack":[)" +
                             std::string(200'000, '1') +
                             R"(],"error_code":"RESOURCE_EXHAUSTED","details":[{"retry_delay":"3s",)"
                             R"("@type":"type.googleapis.com/google.rpc.RetryInfo"}]})";
    transport_fixture f([&](const std::string& head, const std::string&) {
        const bool packed = head.starts_with("GET /packed");
        return packed ? scripted_reply::status(400, gzipped(text), "Content-Encoding: gzip\r\n")
                      : scripted_reply::status(400, text);
    });
    for (const auto* target : {"/plain", "/packed"}) {
        SCOPED_TRACE(target);
        const auto got = f.get(target);
        ASSERT_TRUE(got) << got.error().to_string();
        EXPECT_LT(got->body.size(), 64U << 10U);
        EXPECT_EQ(got->trouble, "");
        const auto error = parse_api_error(got->status, got->reason, got->body);
        EXPECT_EQ(error.code, "RESOURCE_EXHAUSTED");
        EXPECT_EQ(error.message, std::string(2048, 'e'));
        EXPECT_EQ(error.retry_delay, 3s);
        EXPECT_TRUE(is_passing(got->status, error));
    }
    EXPECT_EQ(f.server.connections(), 1U);
}

TEST(ResponseBody, KeepsOnlyTheBeginningOfWhatAnErrorSays) {
    // Of the longer one not all is read.
    for (const std::size_t size : {1'000'000U, 20'000'000U}) {
        const std::string text(size, 'e');
        transport_fixture f([&](const std::string& head, const std::string&) {
            const bool packed = head.starts_with("GET /packed");
            return packed ? scripted_reply::status(500, gzipped(text), "Content-Encoding: gzip\r\n")
                          : scripted_reply::status(500, text);
        });
        for (const auto* target : {"/plain", "/packed"}) {
            const auto got = f.get(target);
            ASSERT_TRUE(got) << got.error().to_string();
            EXPECT_EQ(got->status, 500);
            EXPECT_EQ(got->body, text.substr(0, 64U << 10U));
        }
    }
}

/// Takes what it is given until it wants no more, and has to be waited for now and then.
class picky_body final : public body_reader {
public:
    picky_body(asio::io_context& context, std::size_t wanted) : context_(context), wanted_(wanted) {}
    void begin(std::size_t size) override {
        ++begun;
        told = size;
        text.clear();
    }
    bool take(std::string_view piece) override {
        text += piece;
        full_ = true;
        return text.size() < wanted_;
    }
    bool is_full() const noexcept override { return full_; }
    asio::awaitable<bool> make_room() override {
        ++waits;
        asio::steady_timer pause(context_, pause_before_more);
        co_await pause.async_wait(asio::use_awaitable);
        full_ = false;
        co_return true;
    }
    result<void> end() override { return {}; }

    std::string text;
    std::size_t told = 0;
    int begun = 0;
    int waits = 0;
    std::chrono::milliseconds pause_before_more{0};

private:
    asio::io_context& context_;
    std::size_t wanted_;
    bool full_ = false;
};

TEST(ResponseBody, HandsOnTheBodyWhileItArrives) {
    const std::string text(1'000'000, 'b');
    transport_fixture f([&](const std::string&, const std::string&) { return scripted_reply::ok(text); });
    picky_body all(f.context, text.size() + 1);
    auto got = run_awaitable(f.context, f.wire().send(f.request(), all));
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(got->body, "");
    EXPECT_EQ(all.text, text);
    EXPECT_EQ(all.told, text.size());
    EXPECT_GT(all.waits, 5);
    picky_body few(f.context, 10);
    got = run_awaitable(f.context, f.wire().send(f.request(), few));
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(got->status, 200);
    EXPECT_LT(few.text.size(), text.size());
    EXPECT_EQ(f.server.connections(), 1U);
    ASSERT_TRUE(f.get());
    EXPECT_EQ(f.server.connections(), 2U) << "what is left of a reply is in nobody's way";
}

TEST(ResponseBody, WaitsForTheReaderBetweenChunks) {
    // Every read ends where a chunk does: then the parser asks for more, and the reader is full all the same.
    constexpr std::size_t record = 16'384;
    constexpr int chunks = 40;
    std::string bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::size_t sent = 0;
    for (int i = 0; i < chunks; ++i) {
        const auto size = record - bytes.size() % record - 8; // with four digits and two line breaks
        bytes += fmt::format("{:04x}\r\n{}\r\n", size, std::string(size, 'b'));
        sent += size;
    }
    bytes += "0\r\n\r\n";
    transport_fixture f([&](const std::string&, const std::string&) {
        return scripted_reply{bytes, scripted_reply::after::keep};
    });
    picky_body all(f.context, sent + 1);
    const auto got = run_awaitable(f.context, f.wire().send(f.request(), all));
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(all.text.size(), sent);
    EXPECT_GE(all.waits, chunks);
}

TEST(ResponseBody, GivesRowsInBoundedPiecesHoweverWellTheyArePacked) {
    constexpr std::size_t rows = 3'000'000;
    std::string text = "[[]";
    for (std::size_t i = 1; i < rows; ++i) text += ",[]";
    text += "]";
    const auto packed = gzipped(text);
    ASSERT_LT(packed.size(), text.size() / 500);
    transport_fixture f([&](const std::string&, const std::string&) {
        return scripted_reply::ok(packed, "Content-Encoding: gzip\r\n");
    });
    std::size_t most = 0;
    std::size_t all = 0;
    sql::row_stream stream([&](const std::vector<sql::sql_row>& piece) -> asio::awaitable<result<void>> {
        most = std::max(most, piece.size());
        all += piece.size();
        co_return result<void>{};
    });
    const auto got = run_awaitable(f.context, f.wire().send(f.request(), stream));
    ASSERT_TRUE(got) << got.error().to_string();
    ASSERT_TRUE(stream.end());
    ASSERT_TRUE(run_awaitable(f.context, stream.end_file()));
    EXPECT_EQ(all, rows);
    EXPECT_LE(most, sql::most_rows_of_a_piece);
}

TEST(ResponseBody, WaitsForTheReaderInTheMidstOfWhatIsPacked) {
    const std::string text(10'000'000, 'b');
    transport_fixture f([&](const std::string&, const std::string&) {
        return scripted_reply::ok(gzipped(text), "Content-Encoding: gzip\r\n");
    });
    picky_body all(f.context, text.size() + 1);
    const auto got = run_awaitable(f.context, f.wire().send(f.request(), all));
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(all.text, text);
    EXPECT_GT(all.waits, 100) << "10 MB arrive as 10 kB";
    picky_body few(f.context, 200'000);
    ASSERT_TRUE(run_awaitable(f.context, f.wire().send(f.request(), few)));
    EXPECT_LT(few.text.size(), 300'000U);
}

TEST(ResponseBody, TellsTheReaderOfAnEmptyBodyToo) {
    std::string bytes;
    transport_fixture f([&](const std::string&, const std::string&) {
        return scripted_reply{bytes, scripted_reply::after::keep};
    });
    int documents = 0;
    json_reader reader([&](const json_document&) {
        ++documents;
        return result<void>{};
    });
    for (const auto* head :
         {"200 OK\r\nContent-Length: 0", "204 No Content", "200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0"}) {
        bytes = scripted_reply::ok("{}").bytes;
        ASSERT_TRUE(run_awaitable(f.context, f.wire().send(f.request(), reader)));
        bytes = std::string("HTTP/1.1 ") + head + "\r\n\r\n";
        const auto got = run_awaitable(f.context, f.wire().send(f.request(), reader));
        ASSERT_TRUE(got) << got.error().to_string();
        const auto read = reader.end();
        ASSERT_FALSE(read) << head;
        EXPECT_THAT(read.error().message, HasSubstr("incomplete JSON"));
    }
    EXPECT_EQ(documents, 0);
    EXPECT_EQ(f.server.connections(), 1U);
}

TEST(ResponseBody, CountsNoWaitingForTheReader) {
    const std::string text(1'000'000, 'b');
    transport_fixture f([&](const std::string&, const std::string&) { return scripted_reply::ok(text); });
    f.options.read_deadline = 200ms;
    f.options.request_deadline = 300ms;
    picky_body slow(f.context, text.size() + 1);
    slow.pause_before_more = 40ms;
    const auto got = run_awaitable(f.context, f.wire().send(f.request(), slow));
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(slow.text, text);
    EXPECT_GT(slow.waits * 40, 300);
}

TEST(ResponseBody, KeepsWholeBodiesWithinAMebibyteOnly) {
    const std::string text((1U << 20U) + 1, 'b');
    transport_fixture f([&](const std::string&, const std::string&) { return scripted_reply::ok(text); });
    const auto got = f.get();
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().is(errc::limit_exceeded)) << got.error().to_string();
}

} // namespace
} // namespace canreach::crawler
