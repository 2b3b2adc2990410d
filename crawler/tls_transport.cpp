#include <boost/asio/as_tuple.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "crawler/detail/line_places.hpp"
#include "crawler/detail/reply_body.hpp"
#include "crawler/detail/watchdog.hpp"
#include "crawler/detail/wire.hpp"
#include "crawler/text.hpp"
#include "crawler/transport.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using detail::watchdog;
using detail::wire;
using std::chrono::steady_clock;

/// What a TLS record holds at the most: more is never there at once.
constexpr std::size_t read_size_bytes = std::size_t{16} << 10U;
/// For what is decompressed.
constexpr std::size_t room_bytes = std::size_t{64} << 10U;

/// Hands a body on as it is parsed, for Beast.
struct passed_on_body {
    using value_type = detail::reply_body*;

    class reader {
    public:
        template <bool is_request, class Fields>
        reader(http::header<is_request, Fields>& head, value_type& to) : head_(head), to_(to) {}
        void init(const boost::optional<std::uint64_t>& size, error_code& error) {
            error = {};
            to_->begin(static_cast<int>(head_.result_int()), head_[http::field::content_encoding],
                       static_cast<std::size_t>(size.value_or(0)));
        }
        template <class Buffers>
        std::size_t put(const Buffers& pieces, error_code& error) {
            error = {};
            std::size_t count = 0;
            for (auto piece = asio::buffer_sequence_begin(pieces); piece != asio::buffer_sequence_end(pieces);
                 ++piece) {
                const asio::const_buffer bytes = *piece;
                const auto used = to_->put({static_cast<const char*>(bytes.data()), bytes.size()});
                count += used;
                if (used < bytes.size()) {
                    error = http::error::need_buffer; // enough, for now or for good: `to_` knows
                    break;
                }
            }
            return count;
        }
        void finish(error_code& error) { error = {}; }

    private:
        const http::response_header<>& head_;
        value_type& to_;
    };
};

struct connection {
    std::unique_ptr<wire> line;
    boost::beast::flat_buffer left_over;
    steady_clock::time_point last_used{};
    bool reused = false;
};

using pool = detail::line_places<connection>;

/// The request as bytes. Holds secrets: to be wiped.
std::string serialised(const http_request& request, const std::string& user_agent) {
    auto text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {}\r\nAccept: application/json\r\n"
                            "Accept-Encoding: gzip\r\n",
                            name_of(request.method), request.target, request.where.authority(), user_agent);
    text.reserve(text.size() + request.authorization.size() + request.body.size() + 160);
    if (!request.authorization.empty()) {
        text += "Authorization: ";
        text += request.authorization.reveal();
        text += "\r\n";
    }
    for (const auto& [name, value] : request.headers) text += fmt::format("{}: {}\r\n", name, value);
    if (request.method != http_method::get && request.method != http_method::remove)
        text += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", request.content_type, request.body.size());
    text += "\r\n";
    text += request.body.reveal();
    return text;
}

bool could_break_a_line(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool are_sound(const std::vector<std::pair<std::string, std::string>>& headers) {
    return std::ranges::all_of(headers, [](const auto& header) {
        const auto& [name, value] = header;
        return !name.empty() && name.find_first_of(": ") == std::string::npos && !could_break_a_line(name) &&
               !could_break_a_line(value);
    });
}

class pooled_transport final : public transport {
public:
    pooled_transport(asio::any_io_executor executor, transport_options options,
                     std::unique_ptr<detail::wire_factory> wires)
        : executor_(std::move(executor)), options_(std::move(options)), wires_(std::move(wires)),
          places_(executor_, options_.max_connections_per_host, options_.max_connections) {}

    asio::awaitable<result<http_response>> send(http_request request, body_reader& body) override {
        if (request.target.empty() || request.target.front() != '/' || could_break_a_line(request.target) ||
            request.target.find(' ') != std::string::npos || could_break_a_line(request.authorization.reveal()) ||
            could_break_a_line(request.content_type) || !are_sound(request.headers))
            co_return fail(errc::bad_input, "a request line or header that HTTP cannot carry");
        watchdog deadlines(executor_, options_.request_deadline);
        for (bool fresh = false;; fresh = true) {
            // Whoever holds a place has deadlines. How long there is none is not the server's fault, so it counts
            // against no deadline of this one.
            const auto since = steady_clock::now();
            auto mine = co_await places_.take(request.where);
            const auto waited = steady_clock::now() - since;
            deadlines.prolong(waited);
            body.held_up(waited);
            if (auto ready = co_await connect(mine, request.where, deadlines, fresh); !ready)
                co_return std::move(ready).error();
            bool silent = false;
            auto reply = co_await exchange(mine, request, body, deadlines, silent);
            // A kept connection that the server has closed meanwhile: no byte came back, and no request does
            // harm when it is said twice.
            if (!reply && silent && !fresh && !deadlines.passed()) {
                deadlines.disarm(); // it watched that connection
                continue;
            }
            if (!reply && deadlines.passed()) co_return deadlines.as_failure();
            co_return reply;
        }
    }

private:
    asio::awaitable<result<void>> connect(pool::place& mine, const origin& where, watchdog& deadlines, bool fresh) {
        if (mine.line && !fresh && steady_clock::now() - mine.line->last_used < options_.idle_deadline)
            co_return result<void>{};
        mine.line.reset();
        auto opened = co_await wires_->open(where, deadlines);
        if (!opened) co_return std::move(opened).error();
        mine.line = std::make_unique<connection>();
        mine.line->line = std::move(*opened);
        co_return result<void>{};
    }

    asio::awaitable<result<http_response>> exchange(pool::place& mine, const http_request& request, body_reader& to,
                                                    watchdog& deadlines, bool& silent) {
        auto& line = *mine.line;
        const bool reused = line.reused;
        auto* raw = line.line.get();
        deadlines.arm("read", options_.read_deadline, [raw] { raw->close(); });
        auto text = serialised(request, options_.user_agent);
        const auto unsent = co_await raw->write(asio::buffer(text));
        wipe(text);
        if (unsent) {
            silent = reused;
            co_return cut(request, unsent);
        }
        detail::reply_body body(to, options_.body_limit_bytes, room_);
        http::response_parser<passed_on_body> parser;
        parser.get().body() = &body;
        parser.header_limit(static_cast<std::uint32_t>(options_.header_limit_bytes));
        parser.body_limit(options_.body_limit_bytes);
        parser.eager(true);
        // A reply that breaks is told by its status where that came and is an error.
        const auto broke = [&](failure why) -> result<http_response> {
            const auto status = static_cast<int>(parser.get().result_int());
            if (status < 300) return why;
            if (!body.has_begun()) body.begin(status, {}, 0);
            body.of_error()->cut(why.message);
            return received(parser.release(), body);
        };
        bool wanted = true;
        while (wanted && !parser.is_done()) {
            deadlines.arm("read", options_.read_deadline, [raw] { raw->close(); });
            const auto [error, count] = co_await raw->read_some(line.left_over.prepare(read_size_bytes));
            line.left_over.commit(count);
            error_code unparsed;
            if (error) {
                if (deadlines.passed()) co_return broke(deadlines.as_failure());
                silent = reused && !parser.got_some() && line.left_over.size() == 0;
                if (error != asio::error::eof || !parser.got_some()) co_return broke(cut(request, error));
                parser.put_eof(unparsed);
                if (unparsed) co_return broke(cut(request, unparsed));
                break;
            }
            while (wanted && line.left_over.size() > 0 && !parser.is_done()) {
                const auto used = parser.put(line.left_over.data(), unparsed);
                line.left_over.consume(used);
                const bool starved = unparsed == http::error::need_more;
                if (unparsed && !starved && unparsed != http::error::need_buffer)
                    co_return broke(unreadable(request, unparsed));
                wanted = body.wants_more();
                if (wanted && body.is_full()) {
                    const auto since = steady_clock::now();
                    deadlines.disarm();
                    wanted = co_await to.make_room();
                    deadlines.prolong(steady_clock::now() - since);
                }
                if (starved) break;
            }
        }
        deadlines.disarm();
        // Beast does not speak of a body that is empty; its reader wants to know of it all the same.
        if (!body.has_begun()) body.begin(static_cast<int>(parser.get().result_int()), {}, 0);
        if (body.broken() || (wanted && !body.end())) co_return about(*body.broken(), request);
        // A reply that is not read to its end costs its connection.
        const bool keep = wanted && parser.keep_alive() && line.left_over.size() == 0;
        auto reply = received(parser.release(), body);
        if (keep) {
            line.last_used = steady_clock::now();
            line.reused = true;
            line.left_over.shrink_to_fit();
            mine.keep();
        }
        co_return reply;
    }

    static http_response received(const http::response<passed_on_body>& message, detail::reply_body& body) {
        http_response made;
        made.status = static_cast<int>(message.result_int());
        made.reason = std::string(message.reason());
        for (const auto& field : message)
            made.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
        if (auto* error = body.of_error()) {
            made.body = error->take_kept();
            made.trouble = error->trouble();
        }
        return made;
    }

    static failure about(failure what, const http_request& request) {
        return std::move(what).with("host", printable(request.where.authority()));
    }
    static failure cut(const http_request& request, const error_code& error) {
        return about(fail(errc::network, fmt::format("the connection broke: {}", error.message())), request);
    }
    failure unreadable(const http_request& request, const error_code& error) const {
        if (error == http::error::body_limit)
            return about(
                fail(errc::limit_exceeded, fmt::format("a reply of more than {} bytes", options_.body_limit_bytes)),
                request);
        if (error == http::error::header_limit)
            return about(fail(errc::limit_exceeded,
                              fmt::format("reply headers of more than {} bytes", options_.header_limit_bytes)),
                         request);
        return about(fail(errc::malformed_reply, fmt::format("the reply is no HTTP: {}", error.message())), request);
    }

    asio::any_io_executor executor_;
    transport_options options_;
    std::unique_ptr<detail::wire_factory> wires_;
    pool places_;
    std::array<char, room_bytes> room_{}; ///< for what is decompressed: of all, since it is used within one step
};

} // namespace

result<std::unique_ptr<transport>> make_tls_transport(asio::any_io_executor executor, transport_options options) {
    auto wires = detail::make_wire_factory(executor, options);
    if (!wires) return std::move(wires).error();
    std::unique_ptr<transport> made =
        std::make_unique<pooled_transport>(std::move(executor), std::move(options), std::move(*wires));
    return made;
}

} // namespace canreach::crawler
