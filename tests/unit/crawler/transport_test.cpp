#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "crawler/api_error.hpp"
#include "crawler/transport.hpp"
#include "run_awaitable.hpp"
#include "tests/support/scripted_server.hpp"
#include "transport_fixture.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using support::scripted_reply;
using support::scripted_server;
using ::testing::HasSubstr;
using testing::run_awaitable;
using testing::transport_fixture;
using namespace std::chrono_literals;

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

} // namespace
} // namespace canreach::crawler
