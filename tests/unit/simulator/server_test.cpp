// The server over real loopback sockets: TLS, plain HTTP, CONNECT, weather, stopping.
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include "simulator/server.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/simulator/client.hpp"

namespace canreach::simulator::test {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

struct http_answer {
    unsigned status = 0;
    std::string head, body;
    bool cut = false; ///< the connection ended before the announced length
};

/// Reads one reply; empty if the connection ended before its head.
template <class Stream>
std::optional<http_answer> read_answer(Stream& from) {
    http_answer got;
    boost::system::error_code fault;
    std::string buffer;
    const auto head = asio::read_until(from, asio::dynamic_buffer(buffer), "\r\n\r\n", fault);
    if (fault) return std::nullopt;
    got.head = buffer.substr(0, head);
    got.body = buffer.substr(head);
    got.status = static_cast<unsigned>(std::stoul(got.head.substr(9, 3)));
    const auto at = got.head.find("Content-Length: ");
    const auto length = at == std::string::npos ? 0 : std::stoul(got.head.substr(at + 16));
    if (got.body.size() < length)
        asio::read(from, asio::dynamic_buffer(got.body), asio::transfer_exactly(length - got.body.size()), fault);
    got.cut = got.body.size() < length;
    return got;
}

struct running : testing::Test {
    std::shared_ptr<const account> tiny = preset("tiny");
    asio::io_context io;
    credentials known;

    std::unique_ptr<server> start(server_options options = {}) {
        options.serves = tiny;
        return server::start(std::move(options)).value();
    }
    tcp::socket connected(const server& to) {
        tcp::socket socket(io);
        socket.connect({asio::ip::address_v4::loopback(), to.port()});
        return socket;
    }
    [[nodiscard]] std::string get_text(std::string_view host, std::string_view path, std::string_view more = "") const {
        return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n{}\r\n", path, host,
                           known.personal_token, more);
    }
    template <class Stream>
    static std::optional<http_answer> exchange(Stream& with, const std::string& request) {
        boost::system::error_code fault;
        asio::write(with, asio::buffer(request), fault);
        return read_answer(with);
    }
    const std::string me = "/api/2.0/preview/scim/v2/Me";
};

struct tls_client {
    asio::ssl::context context{asio::ssl::context::tls_client};
    std::unique_ptr<asio::ssl::stream<tcp::socket>> stream;

    tls_client(tcp::socket socket, const server& to, const std::string& host) {
        context.add_certificate_authority(asio::buffer(to.authority_pem()));
        context.set_verify_mode(asio::ssl::verify_peer);
        stream = std::make_unique<asio::ssl::stream<tcp::socket>>(std::move(socket), context);
        stream->set_verify_callback(asio::ssl::host_name_verification(host));
        SSL_set_tlsext_host_name(stream->native_handle(), host.c_str());
    }
    boost::system::error_code shake() {
        boost::system::error_code fault;
        stream->handshake(asio::ssl::stream_base::client, fault);
        return fault;
    }
};

TEST_F(running, AnswersOverVerifiedTls) {
    const auto up = start();
    for (const auto& host : {tiny->workspaces[0].host, tiny->workspaces[1].host, std::string("localhost")}) {
        SCOPED_TRACE(host);
        tls_client tls(connected(*up), *up, host);
        ASSERT_FALSE(tls.shake());
        const auto got = exchange(*tls.stream, get_text(host, host == "localhost" ? "/_simulator/stats" : me));
        ASSERT_TRUE(got);
        EXPECT_EQ(got->status, 200U);
        const auto again = exchange(*tls.stream, get_text(host, "/.well-known/databricks-config"));
        ASSERT_TRUE(again) << "keep-alive";
        EXPECT_EQ(again->status, 200U);
    }
    tls_client other(connected(*up), *up, "accounts.cloud.databricks.com");
    EXPECT_TRUE(other.shake()) << "a host that is not this account's";
}

TEST_F(running, PacksLongRepliesForThoseWhoAsk) {
    server_options options;
    options.plain_http = true;
    const auto up = start(std::move(options));
    auto socket = connected(*up);
    const std::string catalogs = "/api/2.1/unity-catalog/catalogs?max_results=0";
    const auto get = [&](const std::string& path, std::string_view more) {
        return exchange(socket, get_text(tiny->workspaces[0].host, path, more)).value();
    };
    const auto plain = get(catalogs, "");
    ASSERT_EQ(plain.status, 200U);
    EXPECT_EQ(plain.head.find("Content-Encoding"), std::string::npos);
    ASSERT_GT(plain.body.size(), 512U);
    const auto packed = get(catalogs, "Accept-Encoding: br, GZIP\r\n");
    EXPECT_NE(packed.head.find("Content-Encoding: gzip\r\n"), std::string::npos);
    EXPECT_NE(packed.head.find("Vary: Accept-Encoding\r\n"), std::string::npos);
    EXPECT_LT(packed.body.size(), plain.body.size());
    EXPECT_EQ(packed.body.substr(0, 2), "\x1f\x8b");
    for (const auto* refusal :
         {"Accept-Encoding: identity\r\n", "Accept-Encoding: gzip;q=0, *\r\n", "Accept-Encoding: br\r\n"}) {
        SCOPED_TRACE(refusal);
        EXPECT_EQ(get(catalogs, refusal).body, plain.body);
    }
    EXPECT_EQ(get(me, "Accept-Encoding: gzip\r\n").head.find("Content-Encoding"), std::string::npos)
        << "too short to become shorter";
}

TEST_F(running, RefusesOldTls) {
    const auto up = start();
    tls_client old(connected(*up), *up, tiny->workspaces[0].host);
    SSL_set_max_proto_version(old.stream->native_handle(), TLS1_1_VERSION);
    EXPECT_TRUE(old.shake());
}

TEST_F(running, OpensTunnelsToItsOwnHostsOnly) {
    const auto up = start();
    const auto& host = tiny->workspaces[0].host;
    auto socket = connected(*up);
    const auto opened = exchange(socket, fmt::format("CONNECT {0}:443 HTTP/1.1\r\nHost: {0}:443\r\n\r\n", host));
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->status, 200U);
    tls_client tls(std::move(socket), *up, host);
    ASSERT_FALSE(tls.shake());
    const auto got = exchange(*tls.stream, get_text(host, me));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 200U);
    EXPECT_NE(got->head.find(fmt::format("x-databricks-org-id: {}", tiny->workspaces[0].id)), std::string::npos);

    auto stranger = connected(*up);
    EXPECT_EQ(exchange(stranger, "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n")->status, 403U);
    EXPECT_EQ(up->stats().tunnels, 1U);
}

TEST_F(running, PlainHttpOnlyWhereAsked) {
    const auto& host = tiny->workspaces[0].host;
    const auto strict = start();
    auto socket = connected(*strict);
    EXPECT_EQ(exchange(socket, get_text(host, me))->status, 400U);
    EXPECT_EQ(exchange(socket, get_text("127.0.0.1", "/_simulator/stats"))->status, 200U);
    server_options options;
    options.plain_http = true;
    const auto open = start(options);
    auto plain = connected(*open);
    EXPECT_EQ(exchange(plain, get_text(host, me))->status, 200U);
    EXPECT_EQ(exchange(plain, get_text("127.0.0.1", fmt::format("http://{}{}", host, me)))->status, 200U)
        << "the way an HTTP proxy is asked";
}

TEST_F(running, CountsWhatItServed) {
    server_options options;
    options.plain_http = true;
    const auto up = start(options);
    const auto& host = tiny->workspaces[0].host;
    auto socket = connected(*up);
    exchange(socket, get_text(host, me));
    exchange(socket, get_text(host, "/api/2.1/unity-catalog/catalogs"));
    exchange(socket, fmt::format("DELETE {} HTTP/1.1\r\nHost: {}\r\n\r\n", me, host));
    exchange(socket, fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", me, host));
    const auto seen = up->stats();
    EXPECT_EQ(seen.requests_to(endpoint::me), 3U);
    EXPECT_EQ(seen.requests_to(endpoint::catalogs), 1U);
    EXPECT_EQ(seen.writes, 1U);
    EXPECT_EQ(seen.unauthenticated, 1U);
    EXPECT_EQ(seen.connections, 1U);
    EXPECT_EQ(seen.peak_in_flight, 1U);
    EXPECT_GT(seen.bytes_sent, 500U);
    const auto told = exchange(socket, get_text("127.0.0.1", "/_simulator/stats"))->body;
    EXPECT_NE(told.find(R"("by_family":{"me":3,"catalogs":1)"), std::string::npos) << told;
}

TEST_F(running, HasTheWeatherItWasGiven) {
    const auto& host = tiny->workspaces[0].host;
    const auto first_under = [&](auto set) {
        server_options options;
        options.plain_http = true;
        options.weather.longest_burst = 1;
        set(options.weather);
        const auto up = start(options);
        auto socket = connected(*up);
        auto got = exchange(socket, get_text(host, me));
        auto retry = connected(*up);
        EXPECT_EQ(exchange(retry, get_text(host, me))->status, 200U) << "a retry gets through";
        return got;
    };
    EXPECT_FALSE(first_under([](auto& w) { w.resets = 1000; }));
    const auto cut = first_under([](auto& w) { w.truncated = 1000; });
    ASSERT_TRUE(cut);
    EXPECT_TRUE(cut->cut);
    const auto malformed = first_under([](auto& w) { w.malformed = 1000; });
    EXPECT_EQ(malformed->status, 200U);
    EXPECT_FALSE(malformed->body.ends_with('}'));
    EXPECT_GE(first_under([](auto& w) { w.faults = 1000; })->status, 500U);
    EXPECT_EQ(first_under([](auto& w) { w.slow = 1000, w.slow_for = std::chrono::milliseconds(8); })->status, 200U);
}

TEST_F(running, BoundsWhatItReads) {
    server_options options;
    options.plain_http = true;
    options.header_limit_bytes = 4096;
    options.body_limit_bytes = 1024;
    const auto up = start(options);
    auto socket = connected(*up);
    EXPECT_EQ(exchange(socket, get_text("127.0.0.1", me, "X-Long: " + std::string(8000, 'x') + "\r\n"))->status, 413U);
    auto other = connected(*up);
    EXPECT_EQ(exchange(other, "POST /oidc/v1/token HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n" +
                                  std::string(2000, 'x'))
                  ->status,
              413U);
}

TEST_F(running, StopsWithConnectionsOpen) {
    const auto up = start();
    auto idle = connected(*up);
    auto half = connected(*up);
    asio::write(half, asio::buffer(std::string("GET / HT")));
    up->stop();
    up->stop();
    char byte = 0;
    boost::system::error_code fault;
    asio::read(idle, asio::buffer(&byte, 1), fault);
    EXPECT_TRUE(fault);
}

TEST_F(running, SaysWhyItCannotStart) {
    EXPECT_TRUE(server::start({}).error().is(errc::bad_input));
    const auto up = start();
    server_options options;
    options.serves = tiny;
    options.ca_file = "/nonexistent-folder/ca.pem";
    EXPECT_TRUE(server::start(options).error().is(errc::storage));
}

TEST_F(running, CurlReachesItThroughConnect) {
    ASSERT_EQ(std::system("curl --version > /dev/null 2>&1"), 0) << "this test needs curl: ./dev setup";
    const support::scratch_folder folder;
    server_options options;
    options.ca_file = folder.path("ca.pem");
    const auto up = start(options);
    const auto run = [&](const std::string& arguments) {
        const auto command = fmt::format("curl --silent --show-error --fail --max-time 20 --proxy http://127.0.0.1:{} "
                                         "--cacert {} {} 2>&1",
                                         up->port(), options.ca_file.string(), arguments);
        std::string out;
        const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
        std::array<char, 4096> part{};
        while (pipe && std::fgets(part.data(), part.size(), pipe.get()) != nullptr) out += part.data();
        return out;
    };
    const auto host = std::string(account_host_of(tiny->where));
    const auto token = run(fmt::format("--user {}:{} --data 'grant_type=client_credentials&scope=all-apis' "
                                       "https://{}/oidc/accounts/{}/v1/token",
                                       known.client_id, known.client_secret, host, tiny->id));
    const auto at = token.find(R"("access_token":")");
    ASSERT_NE(at, std::string::npos) << token;
    const auto bearer = token.substr(at + 16, token.find('"', at + 16) - at - 16);
    const auto users =
        run(fmt::format("--header 'Authorization: Bearer {}' 'https://{}/api/2.0/accounts/{}/scim/v2/Users?count=2'",
                        bearer, host, tiny->id));
    EXPECT_NE(users.find(R"("totalResults":14)"), std::string::npos) << users;
}

} // namespace
} // namespace canreach::simulator::test
