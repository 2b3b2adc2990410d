#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <vector>

#include "crawler/api_error.hpp"
#include "crawler/gzip.hpp"
#include "crawler/json_document.hpp"
#include "crawler/sql/row_stream.hpp"
#include "crawler/transport.hpp"
#include "run_awaitable.hpp"
#include "tests/support/scripted_server.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using support::scripted_reply;
using support::scripted_server;
using ::testing::HasSubstr;
using testing::run_awaitable;
using namespace std::chrono_literals;

std::string gzipped(const std::string& text) {
    std::string made(compressBound(static_cast<uLong>(text.size())) + 64, '\0');
    z_stream stream{};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(made.data());
    stream.avail_out = static_cast<uInt>(made.size());
    deflate(&stream, Z_FINISH);
    made.resize(made.size() - stream.avail_out);
    deflateEnd(&stream);
    return made;
}

/// A server, a transport that trusts it, and a place to run.
struct transport_fixture {
    explicit transport_fixture(scripted_server::script play) : server(std::move(play)) {
        options.ca_file = server.certificate().string();
        options.read_deadline = 5s;
    }
    transport& wire() {
        if (!made) made = make_tls_transport(context.get_executor(), options).value();
        return *made;
    }
    http_request request(std::string target = "/x") const {
        http_request one;
        one.where = {true, "127.0.0.1", server.port()};
        one.target = std::move(target);
        one.authorization = secret("Bearer hunter2");
        return one;
    }
    result<http_response> get(std::string target = "/x") {
        return run_awaitable(context, send_whole(wire(), request(std::move(target))));
    }
    result<http_response> send(http_request what) {
        return run_awaitable(context, send_whole(wire(), std::move(what)));
    }

    asio::io_context context;
    scripted_server server;
    transport_options options;
    std::unique_ptr<transport> made;
};

TEST(TlsTransport, SendsWhatItShouldAndReadsTheReply) {
    std::string seen;
    std::string posted;
    transport_fixture f([&](const std::string& head, const std::string& body) {
        seen = head;
        posted = body;
        return scripted_reply::status(404, R"({"a":1})", "X-Thing: yes\r\n");
    });
    const auto got = f.get("/api/2.0/x?y=z");
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(got->status, 404);
    EXPECT_EQ(got->reason, "Scripted");
    EXPECT_EQ(got->body, R"({"a":1})");
    EXPECT_EQ(got->header("x-thing"), "yes");
    EXPECT_EQ(got->header("absent"), "");
    EXPECT_TRUE(seen.starts_with("GET /api/2.0/x?y=z HTTP/1.1\r\n"));
    for (const auto* line : {"\r\nUser-Agent: canreach\r\n", "\r\nAccept: application/json\r\n",
                             "\r\nAccept-Encoding: gzip\r\n", "\r\nAuthorization: Bearer hunter2\r\n"})
        EXPECT_THAT(seen, HasSubstr(line));
    auto post = f.request("/oidc/v1/token");
    post.method = http_method::post;
    post.content_type = "application/x-www-form-urlencoded";
    post.body = secret("grant_type=x");
    ASSERT_TRUE(f.send(std::move(post)));
    EXPECT_EQ(posted, "grant_type=x");
    EXPECT_EQ(f.server.connections(), 1U);
}

TEST(TlsTransport, KeepsConnectionsAndSurvivesTheirEnd) {
    bool close = false;
    transport_fixture f([&](const std::string&, const std::string&) {
        auto next = scripted_reply::ok("{}");
        // Closed after the reply, without a word of it in the headers: the next request finds a dead connection.
        if (close) next.then = scripted_reply::after::close;
        return next;
    });
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(f.get());
    EXPECT_EQ(f.server.connections(), 1U);
    close = true;
    for (int i = 0; i < 5; ++i) {
        const auto got = f.get();
        ASSERT_TRUE(got) << got.error().to_string();
    }
    EXPECT_EQ(f.server.requests(), 10U);
}

TEST(TlsTransport, ReportsWhatBreaks) {
    struct row {
        const char* name;
        scripted_reply play;
        errc code;
        const char* text;
    };
    using after = scripted_reply::after;
    for (const auto& [name, play, code, text] : std::vector<row>{
             {"nothing", {"", after::close}, errc::network, "connection broke"},
             {"cut body",
              {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":", after::close},
              errc::network,
              "connection broke"},
             {"cut chunk",
              {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", after::close},
              errc::network,
              "connection broke"},
             {"cut head", {"HTTP/1.1 200 OK\r\nContent-Le", after::close}, errc::network, "connection broke"},
             {"no HTTP", {"SSH-2.0-OpenSSH\r\n\r\n", after::close}, errc::malformed_reply, "no HTTP"},
             {"huge headers",
              {"HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x') + "\r\n\r\n", after::close},
              errc::limit_exceeded,
              "headers"},
             {"huge length",
              {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", after::close},
              errc::limit_exceeded,
              "more than"},
             {"odd encoding", scripted_reply::ok("x", "Content-Encoding: br\r\n"), errc::malformed_reply, "`br`"},
             {"broken gzip", scripted_reply::ok("xxxx", "Content-Encoding: gzip\r\n"), errc::malformed_reply,
              "compressed"},
         }) {
        SCOPED_TRACE(name);
        transport_fixture f([&play = play](const std::string&, const std::string&) { return play; });
        const auto got = f.get();
        ASSERT_FALSE(got);
        EXPECT_TRUE(got.error().is(code)) << got.error().to_string();
        EXPECT_THAT(got.error().to_string(), HasSubstr(text));
        EXPECT_EQ(got.error().to_string().find("hunter2"), std::string::npos);
    }
}

TEST(TlsTransport, ReadsBodiesInChunks) {
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
TEST(TlsTransport, RefusesABodyThatMayHaveBeenCut) {
    transport_fixture f([](const std::string&, const std::string&) {
        return scripted_reply{"HTTP/1.0 200 OK\r\n\r\nabcde", scripted_reply::after::close};
    });
    const auto got = f.get();
    ASSERT_FALSE(got);
    EXPECT_THAT(got.error().to_string(), HasSubstr("connection broke"));
}

TEST(TlsTransport, InflatesWithinTheLimit) {
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

TEST(TlsTransport, TellsAnErrorByItsStatusWhateverBecameOfItsBody) {
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

TEST(TlsTransport, KeepsTheCodeOfAnErrorHoweverLongItIs) {
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

TEST(TlsTransport, KeepsOnlyTheBeginningOfWhatAnErrorSays) {
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

TEST(TlsTransport, HandsOnTheBodyWhileItArrives) {
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

TEST(TlsTransport, WaitsForTheReaderBetweenChunks) {
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

TEST(TlsTransport, GivesRowsInBoundedPiecesHoweverWellTheyArePacked) {
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

TEST(TlsTransport, WaitsForTheReaderInTheMidstOfWhatIsPacked) {
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

TEST(TlsTransport, TellsTheReaderOfAnEmptyBodyToo) {
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

TEST(TlsTransport, CountsNoWaitingForTheReader) {
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

TEST(TlsTransport, KeepsWholeBodiesWithinAMebibyteOnly) {
    const std::string text((1U << 20U) + 1, 'b');
    transport_fixture f([&](const std::string&, const std::string&) { return scripted_reply::ok(text); });
    const auto got = f.get();
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().is(errc::limit_exceeded)) << got.error().to_string();
}

TEST(TlsTransport, NamesTheDeadlineThatPassed) {
    transport_fixture read([](const std::string&, const std::string&) {
        return scripted_reply{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", scripted_reply::after::hang};
    });
    read.options.read_deadline = 30ms;
    auto got = read.get();
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().is(errc::timed_out));
    EXPECT_THAT(got.error().to_string(), HasSubstr("read deadline passed (limit_ms: 30"));

    transport_fixture whole([](const std::string&, const std::string&) {
        return scripted_reply{"HTTP/1.1 200 OK\r\n", scripted_reply::after::hang};
    });
    whole.options.request_deadline = 60ms;
    got = whole.get();
    ASSERT_FALSE(got);
    EXPECT_THAT(got.error().to_string(), HasSubstr("request deadline passed (limit_ms: 60"));

    transport_fixture tls([](const std::string&, const std::string&) { return scripted_reply::ok("{}"); });
    tls.server.accepts_but_never_speaks = true;
    tls.options.tls_deadline = 30ms;
    got = tls.get();
    ASSERT_FALSE(got);
    EXPECT_THAT(got.error().to_string(), HasSubstr("tls deadline passed"));
}

TEST(TlsTransport, BelievesNoForeignCertificate) {
    transport_fixture f([](const std::string&, const std::string&) { return scripted_reply::ok("{}"); });
    f.options.ca_file.clear(); // the system's store does not know it
    auto got = f.get();
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().is(errc::not_allowed)); // trying again changes nothing
    EXPECT_THAT(got.error().to_string(), HasSubstr("certificate"));
    EXPECT_EQ(f.server.requests(), 0U);

    transport_fixture other([](const std::string&, const std::string&) { return scripted_reply::ok("{}"); });
    auto request = other.request();
    request.where.host = "localhost"; // not among the certificate's names
    got = other.send(std::move(request));
    ASSERT_FALSE(got);
    EXPECT_THAT(got.error().to_string(), HasSubstr("certificate"));
    EXPECT_EQ(other.server.requests(), 0U);
}

TEST(TlsTransport, SaysWhatIsWrongWithACaFile) {
    asio::io_context context;
    const auto made = make_tls_transport(context.get_executor(), {.ca_file = "/nonexistent.pem"});
    ASSERT_FALSE(made);
    EXPECT_TRUE(made.error().is(errc::bad_input));
}

TEST(TlsTransport, GoesThroughATunnel) {
    transport_fixture f([](const std::string& head, const std::string&) {
        EXPECT_THAT(head, HasSubstr("Host: accounts.azuredatabricks.net\r\n"));
        EXPECT_EQ(head.find("Proxy-Authorization"), std::string::npos);
        return scripted_reply::ok("{}");
    });
    f.options.proxy = parse_proxy("http://u:p@127.0.0.1:" + std::to_string(f.server.port()), "").value();
    auto request = f.request();
    request.where = {true, "accounts.azuredatabricks.net", 443};
    auto got = f.send(request);
    ASSERT_TRUE(got) << got.error().to_string();
    ASSERT_TRUE(f.send(request));
    EXPECT_EQ(f.server.tunnels(), 1U); // kept alive through the tunnel

    transport_fixture refusing([](const std::string&, const std::string&) { return scripted_reply::ok("{}"); });
    refusing.server.refuses_tunnels = true;
    refusing.options.proxy = parse_proxy("127.0.0.1:" + std::to_string(refusing.server.port()), "").value();
    got = refusing.send(request);
    ASSERT_FALSE(got);
    EXPECT_THAT(got.error().to_string(), HasSubstr("the proxy refuses: HTTP/1.1 407"));
}

TEST(TlsTransport, SpeaksPlainHttpOnLoopbackOnly) {
    transport_fixture f([](const std::string&, const std::string&) { return scripted_reply::ok("{}"); });
    auto request = f.request();
    request.where.secure = false;
    EXPECT_TRUE(f.send(request).error().is(errc::not_allowed));
    transport_fixture allowed([](const std::string&, const std::string&) { return scripted_reply::ok("{}"); });
    allowed.options.loopback_plain_http = true;
    request.where.port = allowed.server.port();
    EXPECT_TRUE(allowed.send(request));
    request.where.host = "accounts.azuredatabricks.net";
    EXPECT_TRUE(allowed.send(request).error().is(errc::not_allowed));
}

TEST(TlsTransport, LimitsConnectionsPerHost) {
    transport_fixture f([](const std::string&, const std::string&) { return scripted_reply::ok("{}"); });
    f.options.max_connections_per_host = 2;
    auto& wire = f.wire();
    int done = 0;
    for (int i = 0; i < 20; ++i)
        asio::co_spawn(f.context, send_whole(wire, f.request()),
                       [&](std::exception_ptr error, result<http_response> got) {
                           EXPECT_FALSE(error);
                           EXPECT_TRUE(got.has_value());
                           ++done;
                       });
    f.context.run();
    EXPECT_EQ(done, 20);
    EXPECT_LE(f.server.connections(), 2U);
}

TEST(TlsTransport, LimitsConnectionsToAllHosts) {
    // Two origins on one address: a port each.
    const auto play = [](const std::string&, const std::string&) { return scripted_reply::ok("{}"); };
    transport_fixture f(play);
    scripted_server other(play);
    f.options.max_connections = 1;
    f.options.ca_file = f.server.certificate().string();
    int done = 0;
    for (int i = 0; i < 12; ++i) {
        auto request = f.request();
        if (i % 3 == 2) request.where.port = other.port();
        asio::co_spawn(f.context, send_whole(f.wire(), std::move(request)),
                       [&](std::exception_ptr error, result<http_response> got) {
                           EXPECT_FALSE(error);
                           // Another server's certificate is not trusted, which costs it its connection.
                           if (got) ++done;
                       });
    }
    f.context.run();
    EXPECT_EQ(done, 8) << "an idle connection gives way, and one that failed leaves its place";
}

TEST(TlsTransport, CarriesNothingThatBreaksALine) {
    transport_fixture f([](const std::string&, const std::string&) { return scripted_reply::ok("{}"); });
    for (const auto* target : {"", "x", "/a b", "/a\r\nX: y"}) EXPECT_TRUE(f.get(target).error().is(errc::bad_input));
    auto request = f.request();
    request.authorization = secret("Bearer a\r\nX: y");
    EXPECT_TRUE(f.send(request).error().is(errc::bad_input));
}

TEST(TlsTransport, IsCancelledAtOnce) {
    transport_fixture f([](const std::string&, const std::string&) {
        return scripted_reply{"", scripted_reply::after::hang};
    });
    asio::cancellation_signal signal;
    bool ended = false;
    asio::co_spawn(
        f.context, send_whole(f.wire(), f.request()),
        asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr error, result<http_response> got) {
            EXPECT_TRUE(error || !got);
            ended = true;
        }));
    asio::steady_timer timer(f.context, 30ms);
    timer.async_wait([&](const boost::system::error_code&) { signal.emit(asio::cancellation_type::terminal); });
    f.context.run();
    EXPECT_TRUE(ended);
}

result<std::string> inflated(std::string_view compressed, std::size_t step, std::size_t limit = 1U << 20U) {
    std::string made;
    std::array<char, 1000> room{};
    inflater unpacking(limit);
    for (std::size_t at = 0; at < compressed.size(); at += step) {
        const auto done = unpacking.put(compressed.substr(at, step), room, [&made](std::string_view piece) {
            made += piece;
            return inflater::next::now;
        });
        if (!done) return done.error();
    }
    if (auto whole = unpacking.end(); !whole) return std::move(whole).error();
    return made;
}

TEST(Gzip, UndoesWhatZlibDidHoweverItIsCut) {
    for (const std::string& text : {std::string(), std::string("a"), std::string(100'000, 'x')})
        for (const std::size_t step : {1U, 2U, 7U, 1'000'000U}) {
            EXPECT_EQ(inflated(gzipped(text), step).value(), text);
            EXPECT_EQ(inflated(gzipped(text) + gzipped("tail"), step).value(), text + "tail");
            const auto whole = gzipped(text);
            for (std::size_t n = 1; n < whole.size(); ++n)
                EXPECT_FALSE(inflated(std::string_view(whole).substr(0, n), step)) << n;
            EXPECT_TRUE(inflated(whole, step, text.size()));
            if (text.size() > 1) {
                EXPECT_TRUE(inflated(whole, step, text.size() - 1).error().is(errc::limit_exceeded));
            }
        }
    EXPECT_FALSE(inflated("not compressed", 3));
    EXPECT_EQ(inflated("", 1).value(), "") << "no body at all";
}

TEST(Gzip, StopsWhereNoMoreIsWanted) {
    std::array<char, 1000> room{};
    inflater unpacking(1U << 20U);
    int calls = 0;
    const auto packed = gzipped(std::string(100'000, 'x'));
    const auto used = unpacking.put(
        packed, room, [&calls](std::string_view) { return ++calls < 2 ? inflater::next::now : inflater::next::never; });
    EXPECT_LE(used.value(), packed.size());
    EXPECT_EQ(calls, 2);
}

TEST(Gzip, GoesOnWhereItPaused) {
    std::array<char, 1000> room{};
    const std::string text(100'000, 'x');
    const auto packed = gzipped(text) + gzipped("tail");
    for (const std::size_t step : {1U, 7U, 1'000'000U}) {
        inflater unpacking(1U << 20U);
        std::string made;
        std::size_t pauses = 0;
        for (std::size_t at = 0; at < packed.size();) {
            const auto piece = std::string_view(packed).substr(at, step);
            const auto used = unpacking.put(piece, room, [&made](std::string_view plain) {
                made += plain;
                return inflater::next::later;
            });
            ASSERT_TRUE(used);
            if (*used < piece.size()) ++pauses;
            at += *used;
        }
        EXPECT_TRUE(unpacking.end());
        EXPECT_EQ(made, text + "tail");
        if (step > packed.size()) {
            EXPECT_GT(pauses, 50U);
        }
    }
}

} // namespace
} // namespace canreach::crawler
