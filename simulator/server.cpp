// The one file of this folder that instantiates Beast over TLS: doing so costs some half a minute of compiling.
#include "simulator/server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <thread>
#include <unordered_set>

#include "simulator/detail/certificates.hpp"
#include "simulator/detail/compression.hpp"
#include "simulator/detail/connection.hpp"
#include "simulator/detail/http_text.hpp"
#include "simulator/detail/routes.hpp"
#include "simulator/detail/stat_book.hpp"
#include "simulator/seeded_random.hpp"

namespace canreach::simulator {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using detail::connection;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using steady = std::chrono::steady_clock;

template <class T>
using awaitable = asio::awaitable<T>;
using parser_type = http::request_parser<http::string_body>;

constexpr unsigned char tls_client_hello = 0x16;
constexpr int dribble_parts = 8;
constexpr std::chrono::seconds sweep_interval{1};

auto into(error_code& fault) {
    return asio::redirect_error(asio::use_awaitable, fault);
}

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

} // namespace

class server::impl {
public:
    explicit impl(server_options options)
        : options_(std::move(options)), service_(options_.serves, options_.service), weather_(options_.weather),
          acceptor_(io_), sweeper_(io_) {}

    ~impl() { stop(); }

    result<void> open() {
        auto made = detail::make_certificates(service_.hosts());
        if (!made) return std::move(made).error();
        authority_pem_ = made->authority_pem;
        error_code fault;
        tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                             asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                             asio::ssl::context::no_tlsv1_1,
                         fault);
        if (!fault) tls_.use_certificate_chain(asio::buffer(made->server_pem), fault);
        if (!fault) tls_.use_private_key(asio::buffer(made->server_key_pem), asio::ssl::context::pem, fault);
        if (fault) return fail(errc::network, "cannot use the simulator's certificate").with("tls", fault.message());
        if (auto written = write_authority(); !written) return written;

        const tcp::endpoint where(asio::ip::address_v4::loopback(), options_.port);
        acceptor_.open(where.protocol(), fault);
        if (!fault) acceptor_.set_option(asio::socket_base::reuse_address(true), fault);
        if (!fault) acceptor_.bind(where, fault);
        if (!fault) acceptor_.listen(asio::socket_base::max_listen_connections, fault);
        if (fault)
            return fail(errc::network, fmt::format("cannot listen on 127.0.0.1:{}", options_.port))
                .with("system", fault.message())
                .hinting("choose another port, or 0 for any free one");
        port_ = acceptor_.local_endpoint().port();
        start_ = steady::now();
        spawn(accept_all());
        spawn(sweep());
        thread_ = std::thread([this] { io_.run(); });
        return {};
    }

    void stop() {
        if (!thread_.joinable()) return;
        asio::post(io_, [this] {
            stopping_ = true;
            error_code ignored;
            acceptor_.close(ignored);
            sweeper_.cancel();
            for (auto* open : connections_) open->close();
        });
        thread_.join();
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::string& authority_pem() const { return authority_pem_; }
    [[nodiscard]] simulator::stats counted() const { return book_.so_far(); }
    [[nodiscard]] std::string written() const { return service_.written(); }

private:
    result<void> write_authority() const {
        if (options_.ca_file.empty()) return {};
        std::ofstream out(options_.ca_file, std::ios::binary | std::ios::trunc);
        out << authority_pem_;
        out.close();
        if (!out)
            return fail(errc::storage, "cannot write the authority's certificate")
                .with("file", options_.ca_file.string());
        return {};
    }

    /// Failures within a connection end that connection; anything else is a fault of ours and must be seen.
    void spawn(awaitable<void> work) {
        asio::co_spawn(io_, std::move(work), [](std::exception_ptr fault) {
            if (fault) std::rethrow_exception(fault);
        });
    }

    awaitable<void> accept_all() {
        while (!stopping_) {
            error_code fault;
            auto accepted = co_await acceptor_.async_accept(into(fault));
            if (stopping_) co_return;
            if (fault || connections_.size() >= options_.most_connections) {
                asio::steady_timer pause(io_, milliseconds(10)); // out of descriptors: let some close
                if (fault) co_await pause.async_wait(into(fault));
                continue;
            }
            accepted.set_option(tcp::no_delay(true), fault);
            spawn(serve(std::move(accepted)));
        }
    }

    awaitable<void> sweep() {
        while (!stopping_) {
            error_code fault;
            sweeper_.expires_after(sweep_interval);
            co_await sweeper_.async_wait(into(fault));
            const auto oldest = steady::now() - options_.idle_limit;
            for (auto* open : connections_)
                if (open->last_active < oldest) open->close();
        }
    }

    awaitable<void> serve(tcp::socket accepted) {
        connection here(std::move(accepted));
        connections_.insert(&here);
        const std::unique_ptr<connection, std::function<void(connection*)>> registered(
            &here, [this](connection* gone) { connections_.erase(gone); });
        book_.count([](auto& s) { ++s.connections; });
        if (co_await speak(here, false)) {
            book_.count([](auto& s) { ++s.tunnels; });
            co_await speak(here, true);
        }
    }

    /// Speaks whatever the client starts with. True: a tunnel was asked for and opened.
    awaitable<bool> speak(connection& here, bool in_tunnel) {
        error_code fault;
        unsigned char first = 0;
        co_await here.socket.async_receive(asio::buffer(&first, 1), tcp::socket::message_peek, into(fault));
        if (fault) co_return false;
        if (first != tls_client_hello) co_return co_await converse(here, here.socket, false, in_tunnel);
        asio::ssl::stream<tcp::socket&> stream(here.socket, tls_);
        co_await stream.async_handshake(asio::ssl::stream_base::server, into(fault));
        if (fault) co_return false;
        co_await converse(here, stream, true, true);
        if (here.socket.is_open()) {
            here.last_active = steady::now();
            co_await stream.async_shutdown(into(fault));
        }
        co_return false;
    }

    template <class Stream>
    awaitable<bool> converse(connection& here, Stream& stream, bool tls, bool in_tunnel) {
        boost::beast::flat_buffer buffer(options_.header_limit_bytes + options_.body_limit_bytes);
        std::string out;
        for (bool keep = true; keep;) {
            parser_type parser;
            parser.header_limit(static_cast<std::uint32_t>(options_.header_limit_bytes));
            parser.body_limit(options_.body_limit_bytes);
            error_code fault;
            here.last_active = steady::now();
            co_await http::async_read(stream, buffer, parser, into(fault));
            if (fault) {
                const bool ours = fault == http::error::header_limit || fault == http::error::body_limit;
                if (ours) co_await asio::async_write(stream, asio::buffer(detail::too_large()), into(fault));
                co_return false;
            }
            here.last_active = steady::now();
            const auto& message = parser.get();
            if (message.method() == http::verb::connect) {
                const bool allowed = !in_tunnel && service_.serves(view(message.target())) && buffer.size() == 0;
                co_await asio::async_write(stream, asio::buffer(detail::answer_to_connect(allowed)), into(fault));
                co_return allowed && !fault;
            }
            keep = co_await answer(here, stream, message, tls, out) && parser.keep_alive();
        }
        co_return false;
    }

    /// True if the connection can go on.
    template <class Stream>
    awaitable<bool> answer(connection& here, Stream& stream, const http::request<http::string_body>& message, bool tls,
                           std::string& out) {
        request what;
        what.method = view(message.method_string());
        what.target = view(message.target());
        what.host = view(message[http::field::host]);
        what.authorization = view(message[http::field::authorization]);
        what.workspace_header = view(message["X-Databricks-Workspace-Id"]);
        what.storage_key = view(message["X-Simulated-Storage-Key"]);
        what.body = message.body();
        what.tls = tls;
        detail::take_absolute_form(what);

        const auto to = service_.locate(what);
        const auto verdict = started(to, what);
        const std::unique_ptr<impl, std::function<void(impl*)>> flying(
            this, [](impl* self) { self->book_.count([](auto& s) { --s.in_flight; }); });
        detail::stat_book::busy_host at_work(book_, to.host);
        error_code fault;
        if (verdict.delay.count() > 0) {
            here.timer.expires_after(verdict.delay);
            co_await here.timer.async_wait(into(fault));
        }
        if (verdict.what == weather_kind::reset) {
            here.reset();
            co_return false;
        }
        auto made = made_reply(to, what, verdict, tls);
        const bool keep = message.keep_alive();
        if (detail::wants_gzip(view(message[http::field::accept_encoding]))) detail::compress(made);
        out.clear();
        detail::write_head(out, made, keep);
        const auto head = out.size();
        out += made.body;
        if (verdict.what == weather_kind::truncate) out.resize(head + made.body.size() / 2);
        ended(made, out.size());
        at_work.leave(); // before the client can know that it is answered, and ask again
        if (verdict.what == weather_kind::dribble)
            co_await dribble(here, stream, out, verdict.dribble);
        else
            co_await asio::async_write(stream, asio::buffer(out), into(fault));
        if (verdict.what == weather_kind::truncate) here.close();
        co_return !fault && here.socket.is_open();
    }

    weather_verdict started(const call& to, const request& what) {
        weather_question question;
        question.family = to.to;
        if (to.where) question.workspace = options_.serves->at(*to.where).id;
        question.key = stable_hash(what.target, stable_hash(to.host, stable_hash(what.method)));
        if (to.to == endpoint::statements && !what.body.empty()) question.key = stable_hash(what.body, question.key);
        // Links are never the same twice; without this a file could fail for ever.
        if (to.to == endpoint::result_file)
            question.key = stable_hash(what.target.substr(0, what.target.find('?')), stable_hash(to.host));
        question.now = now();
        question.wall = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        auto verdict = weather_.decide(question);
        book_.count([&](auto& s) {
            ++s.requests[static_cast<std::size_t>(to.to)];
            if (verdict.what == weather_kind::throttle) ++s.throttled[static_cast<std::size_t>(to.to)];
            const bool damaged = verdict.what == weather_kind::reset || verdict.what == weather_kind::truncate ||
                                 verdict.what == weather_kind::malform;
            if (damaged) ++s.damaged;
            if (to.writes) ++s.writes;
            s.peak_in_flight = std::max(s.peak_in_flight, ++s.in_flight);
        });
        return verdict;
    }

    void ended(const reply& made, std::size_t bytes) {
        book_.count([&](auto& s) {
            if (made.status == 401) ++s.unauthenticated;
            if (made.status == 403) ++s.refused;
            if (made.status >= 500) ++s.faults;
            s.bytes_sent += bytes;
        });
    }

    reply made_reply(const call& to, const request& what, const weather_verdict& verdict, bool tls) {
        if (to.to == endpoint::simulator) return own_reply(to);
        if (!tls && !options_.plain_http) return detail::wants_tls();
        if (auto bad = detail::bad_weather(verdict, what.target)) return *std::move(bad);
        auto made = service_.answer(to, what, now());
        if (verdict.what == weather_kind::malform) made.body.resize(made.body.size() * 2 / 3);
        return made;
    }

    reply own_reply(const call& to) const {
        reply made;
        if (to.target.segment(1) == "stats" && !to.writes) {
            made.body = to_json(counted());
            return made;
        }
        if (to.target.segment(1) == "writes" && !to.writes) {
            made.body = service_.written();
            return made;
        }
        made.status = 404;
        made.body = R"({"error_code":"ENDPOINT_NOT_FOUND",)"
                    R"("message":"the simulator has GET /_simulator/stats and /_simulator/writes"})";
        return made;
    }

    template <class Stream>
    awaitable<void> dribble(connection& here, Stream& stream, std::string_view out, milliseconds over) {
        error_code fault;
        const auto part = out.size() / dribble_parts + 1;
        for (std::size_t at = 0; at < out.size() && !fault; at += part) {
            co_await asio::async_write(stream, asio::buffer(out.substr(at, part)), into(fault));
            if (fault) break;
            here.last_active = steady::now();
            here.timer.expires_after(over / dribble_parts);
            co_await here.timer.async_wait(into(fault));
        }
    }

    [[nodiscard]] milliseconds now() const { return std::chrono::duration_cast<milliseconds>(steady::now() - start_); }

    server_options options_;
    service service_;
    weather weather_; ///< used by the server's thread only
    asio::io_context io_{1};
    asio::ssl::context tls_{asio::ssl::context::tls_server};
    tcp::acceptor acceptor_;
    asio::steady_timer sweeper_;
    std::unordered_set<connection*> connections_;
    bool stopping_ = false;
    steady::time_point start_{};
    std::uint16_t port_ = 0;
    std::string authority_pem_;
    detail::stat_book book_;
    std::thread thread_;
};

server::server(std::unique_ptr<impl> made) : impl_(std::move(made)) {}
server::~server() = default;

result<std::unique_ptr<server>> server::start(server_options options) {
    if (options.serves == nullptr) return fail(errc::bad_input, "the simulator was given no account to serve");
    if (options.service.secret == 0) options.service.secret = stable_hash(options.serves->id);
    auto made = std::make_unique<impl>(std::move(options));
    if (auto opened = made->open(); !opened) return std::move(opened).error();
    return std::unique_ptr<server>(new server(std::move(made)));
}

std::uint16_t server::port() const {
    return impl_->port();
}

const std::string& server::authority_pem() const {
    return impl_->authority_pem();
}

simulator::stats server::stats() const {
    return impl_->counted();
}

std::string server::writes() const {
    return impl_->written();
}

void server::stop() {
    impl_->stop();
}

} // namespace canreach::simulator
