#include "crawler/detail/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <fmt/format.h>

#include "crawler/detail/tls_session.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler::detail {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

class plain_wire final : public wire {
public:
    explicit plain_wire(tcp::socket socket) : stream_(std::move(socket)) {}
    ~plain_wire() override { plain_wire::close(); }

    asio::awaitable<std::pair<error_code, std::size_t>> read_some(asio::mutable_buffer into) override {
        auto [error, count] = co_await stream_.async_read_some(into, as_values);
        co_return std::pair{error, count};
    }
    asio::awaitable<error_code> write(asio::const_buffer from) override {
        auto [error, count] = co_await asio::async_write(stream_, from, as_values);
        co_return error;
    }
    void close() noexcept override {
        error_code ignored;
        stream_.close(ignored);
    }

private:
    tcp::socket stream_;
};

class tls_wire final : public wire {
public:
    tls_wire(const tls_settings& settings, tcp::socket socket) : session_(settings, std::move(socket)) {}

    asio::awaitable<std::pair<error_code, std::size_t>> read_some(asio::mutable_buffer into) override {
        return session_.read_some(into);
    }
    asio::awaitable<error_code> write(asio::const_buffer from) override { return session_.write(from); }
    // No close_notify: the server has said how long the reply is, so nothing can be cut unseen.
    void close() noexcept override { session_.close(); }
    tls_session& session() noexcept { return session_; }

private:
    tls_session session_;
};

failure unreachable(std::string_view what, const origin& where, const error_code& error) {
    return fail(errc::network, fmt::format("{}: {}", what, error.message()))
        .with("host", printable(where.authority()))
        .hinting("check the host's name, the network, and HTTPS_PROXY");
}

/// What will hardly change by waiting.
failure not_there(std::string_view what, const origin& where, bool is_proxy, const error_code& error) {
    return fail(errc::unreachable, fmt::format("{}: {}", what, error.message()))
        .with(is_proxy ? "proxy" : "host", printable(where.authority()))
        .hinting(is_proxy ? "check HTTPS_PROXY" : "check the host's name, the network, and HTTPS_PROXY");
}

class factory final : public wire_factory {
public:
    factory(asio::any_io_executor executor, transport_options options, tls_settings settings)
        : executor_(std::move(executor)), options_(std::move(options)), settings_(std::move(settings)) {}

    asio::awaitable<result<std::unique_ptr<wire>>> open(origin where, watchdog& deadlines) override {
        if (!where.secure && !(options_.loopback_plain_http && is_loopback(where.host)))
            co_return fail(errc::not_allowed, "http without TLS is spoken on loopback only, and only if allowed")
                .with("host", printable(where.authority()));
        const origin* proxy = options_.proxy.for_origin(where);
        auto next_hop = where;
        if (proxy != nullptr) next_hop = *proxy;
        auto socket = co_await connect(std::move(next_hop), proxy != nullptr, deadlines);
        if (!socket) co_return std::move(socket).error();
        if (proxy != nullptr) {
            auto tunnel = co_await ask_for_tunnel(*socket, where, deadlines);
            if (!tunnel) co_return std::move(tunnel).error();
        }
        if (!where.secure) {
            std::unique_ptr<wire> made = std::make_unique<plain_wire>(std::move(*socket));
            co_return made;
        }
        co_return co_await shake_hands(std::move(*socket), std::move(where), deadlines);
    }

private:
    asio::awaitable<result<tcp::socket>> connect(origin where, bool is_proxy, watchdog& deadlines) {
        tcp::resolver resolver(executor_);
        deadlines.arm("connect", options_.connect_deadline, [&resolver] { resolver.cancel(); });
        auto [unresolved, endpoints] =
            co_await resolver.async_resolve(where.host, std::to_string(where.port), as_values);
        if (deadlines.passed()) co_return deadlines.as_failure().with("host", printable(where.authority()));
        if (unresolved)
            co_return not_there(is_proxy ? "the proxy's name cannot be resolved" : "the name cannot be resolved", where,
                                is_proxy, unresolved);
        tcp::socket socket(executor_);
        deadlines.arm("connect", options_.connect_deadline, [&socket] {
            error_code ignored;
            socket.close(ignored);
        });
        auto [unconnected, endpoint] = co_await asio::async_connect(socket, endpoints, as_values);
        const bool late = deadlines.passed();
        deadlines.disarm();
        if (late) co_return deadlines.as_failure().with("host", printable(where.authority()));
        if (unconnected && is_proxy) co_return not_there("no connection to the proxy", where, is_proxy, unconnected);
        if (unconnected) co_return unreachable("no connection", where, unconnected);
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        co_return std::move(socket);
    }

    asio::awaitable<result<void>> ask_for_tunnel(tcp::socket& socket, origin where, watchdog& deadlines) {
        const auto shown = where.host.find(':') == std::string::npos ? where.host : fmt::format("[{}]", where.host);
        auto text = fmt::format("CONNECT {0}:{1} HTTP/1.1\r\nHost: {0}:{1}\r\n", shown, where.port);
        if (!options_.proxy.authorization.empty())
            text += fmt::format("Proxy-Authorization: {}\r\n", options_.proxy.authorization.reveal());
        text += "\r\n";
        deadlines.arm("connect", options_.connect_deadline, [&socket] {
            error_code ignored;
            socket.close(ignored);
        });
        auto [unwritten, written] = co_await asio::async_write(socket, asio::buffer(text), as_values);
        wipe(text);
        std::string reply;
        error_code unread = unwritten;
        if (!unwritten) {
            auto buffer = asio::dynamic_buffer(reply, options_.header_limit_bytes);
            auto [error, count] = co_await asio::async_read_until(socket, buffer, "\r\n\r\n", as_values);
            unread = error;
        }
        const bool late = deadlines.passed();
        deadlines.disarm();
        if (late) co_return deadlines.as_failure().with("host", printable(where.authority()));
        if (unread) co_return unreachable("the proxy does not answer", where, unread);
        const auto line = std::string_view(reply).substr(0, reply.find("\r\n"));
        const bool tunnelled = line.size() >= 12 && line.starts_with("HTTP/1.") && line[8] == ' ' && line[9] == '2';
        if (!tunnelled) {
            // 5xx is trouble behind the proxy, which may pass; 4xx is what the proxy thinks of us.
            const bool for_good = line.size() >= 12 && line.starts_with("HTTP/1.") && line[9] == '4';
            co_return fail(for_good ? errc::unreachable : errc::network,
                           fmt::format("the proxy refuses: {}", printable(line, 80)))
                .with("host", printable(where.authority()))
                .hinting("check HTTPS_PROXY, its name and password, and that it lets this host through");
        }
        co_return result<void>{};
    }

    asio::awaitable<result<std::unique_ptr<wire>>> shake_hands(tcp::socket socket, origin where, watchdog& deadlines) {
        auto made = std::make_unique<tls_wire>(settings_, std::move(socket));
        auto& session = made->session();
        if (!session.expect(where.host)) co_return fail(errc::network, "the host name is not usable for TLS");
        deadlines.arm("tls", options_.tls_deadline, [raw = made.get()] { raw->close(); });
        const auto error = co_await session.shake_hands();
        const bool late = deadlines.passed();
        deadlines.disarm();
        if (late) co_return deadlines.as_failure().with("host", printable(where.authority()));
        if (error) {
            if (const auto why = session.why_not_trusted(); !why.empty())
                co_return fail(errc::not_allowed, fmt::format("the server's certificate is not accepted: {}", why))
                    .with("host", printable(where.authority()))
                    .hinting("a private certificate authority is named by --ca-file or SSL_CERT_FILE");
            co_return unreachable("no TLS connection", where, error);
        }
        std::unique_ptr<wire> opened = std::move(made);
        co_return opened;
    }

    asio::any_io_executor executor_;
    transport_options options_;
    tls_settings settings_;
};

} // namespace

result<std::unique_ptr<wire_factory>> make_wire_factory(asio::any_io_executor executor,
                                                        const transport_options& options) {
    auto settings = tls_settings::make(options.ca_file);
    if (!settings) return std::move(settings).error();
    std::unique_ptr<wire_factory> made = std::make_unique<factory>(std::move(executor), options, std::move(*settings));
    return made;
}

} // namespace canreach::crawler::detail
