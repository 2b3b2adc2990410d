#include "crawler/api_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "crawler/api_error.hpp"
#include "crawler/retry_after.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using outcome_kind = attempt_outcome::kind;

/// How a reply or the lack of one enters the retry rules, and what it means if they give up.
struct verdict {
    attempt_outcome last;
    std::optional<failure> why; ///< empty: success
};

verdict verdict_of(const http_response& reply, body_reader& body, std::chrono::system_clock::time_point now) {
    if (reply.is_success()) {
        if (auto done = body.end(); !done) {
            const bool again = done.error().is(errc::malformed_reply);
            return {{again ? outcome_kind::malformed : outcome_kind::final_error, {}}, std::move(done).error()};
        }
        return {{outcome_kind::success, {}}, {}};
    }
    auto why = failure_of(reply);
    const auto error = parse_api_error(reply.status, reply.reason, reply.body);
    if (why.is(errc::unauthenticated)) return {{outcome_kind::unauthorized, {}}, std::move(why)};
    if (!is_passing(reply.status, error)) {
        // A status that says little, of an error of which something is missing: the next one may be whole.
        const bool unclear = !reply.trouble.empty() && error.code.empty() && why.is(errc::malformed_reply);
        return {{unclear ? outcome_kind::malformed : outcome_kind::final_error, {}}, std::move(why)};
    }
    auto wish = parse_retry_after(reply.header("retry-after"), now);
    if (!wish) wish = error.retry_delay;
    const auto kind = why.is(errc::throttled) ? outcome_kind::throttled : outcome_kind::server_fault;
    return {{kind, wish}, std::move(why)};
}

verdict verdict_of(failure why) {
    const bool passing = why.is(errc::network) || why.is(errc::timed_out) || why.is(errc::malformed_reply);
    return {{passing ? outcome_kind::connection : outcome_kind::final_error, {}}, std::move(why)};
}

/// Passes a body on and measures how long its reader, and a connection, have to be waited for: the server is not to
/// blame for that.
class measured_body final : public body_reader {
public:
    measured_body(body_reader& inner, const clock& time) noexcept : inner_(inner), clock_(time) {}

    void held_up(std::chrono::steady_clock::duration by) override { waited_ += by; }
    void begin(std::size_t size) override { inner_.begin(size); }
    [[nodiscard]] bool take(std::string_view piece) override { return inner_.take(piece); }
    [[nodiscard]] bool is_full() const noexcept override { return inner_.is_full(); }
    [[nodiscard]] asio::awaitable<bool> make_room() override {
        const auto since = clock_.now();
        const bool wanted = co_await inner_.make_room();
        waited_ += clock_.now() - since;
        co_return wanted;
    }
    [[nodiscard]] result<void> end() override { return inner_.end(); }

    /// Since this was asked last.
    [[nodiscard]] std::chrono::steady_clock::duration take_waited() noexcept { return std::exchange(waited_, {}); }

private:
    body_reader& inner_;
    const clock& clock_;
    std::chrono::steady_clock::duration waited_{};
};

} // namespace

request_counts& request_counts::operator+=(const request_counts& other) noexcept {
    requests += other.requests;
    retries += other.retries;
    throttled += other.throttled;
    if (other.last_status != 0) last_status = other.last_status;
    return *this;
}

api_client::api_client(asio::any_io_executor executor, transport& sender, token_source& tokens, clock& time,
                       options how)
    : executor_(std::move(executor)), sender_(sender), tokens_(tokens), clock_(time), options_(how) {}

admission& api_client::lane(const origin& where, rate_class of) {
    auto& place = lanes_[lane_key(where, of)];
    if (!place) {
        const auto& limit = documented_limit(of);
        auto how = options_.governor;
        if (limit.most_in_flight > 0) how.max_in_flight = std::min(how.max_in_flight, limit.most_in_flight);
        place = std::make_unique<admission>(executor_, clock_, how, limit.per_second, options_.seed++);
    }
    return *place;
}

host_gate& api_client::gate(const origin& where) {
    auto& place = gates_[where];
    if (!place) place = std::make_unique<host_gate>(executor_, std::max(1U, options_.governor.max_in_flight));
    return *place;
}

asio::awaitable<host_gate::pass> api_client::pass_gate(host_gate& of, admission& line) {
    for (;;) {
        auto through = co_await of.enter();
        const auto until = line.turn_after_pause();
        if (!until) co_return std::move(through);
        // Not while holding a place that other lanes could use.
        { const auto given_back = std::move(through); }
        co_await clock_.sleep_until(*until);
    }
}

asio::awaitable<result<void>> api_client::get(origin where, std::string target, rate_class of, reader read,
                                              request_counts& counts) {
    json_reader body(std::move(read));
    co_return co_await get(std::move(where), std::move(target), of, body, counts);
}

asio::awaitable<result<void>> api_client::get(origin where, std::string target, rate_class of, body_reader& body,
                                              request_counts& counts) {
    http_request question;
    question.where = std::move(where);
    question.target = std::move(target);
    co_return co_await ask(std::move(question), of, body, counts);
}

asio::awaitable<result<void>> api_client::post_json(origin where, std::string target, std::string body, rate_class of,
                                                    body_reader& answer, request_counts& counts) {
    http_request question;
    question.method = http_method::post;
    question.where = std::move(where);
    question.target = std::move(target);
    question.content_type = "application/json";
    question.body = secret(body);
    co_return co_await ask(std::move(question), of, answer, counts);
}

asio::awaitable<result<void>> api_client::get_from_storage(url link,
                                                           std::vector<std::pair<std::string, std::string>> headers,
                                                           body_reader& body, request_counts& counts) {
    http_request question;
    question.where = std::move(link.where);
    question.target = std::move(link.target);
    question.to_storage = true;
    question.headers = std::move(headers);
    co_return co_await ask(std::move(question), rate_class::storage, body, counts);
}

asio::awaitable<result<void>> api_client::send(http_request question, rate_class of, request_counts& counts) {
    ignored_body body;
    co_return co_await ask(std::move(question), of, body, counts);
}

asio::awaitable<void> api_client::tell(http_request order) {
    auto authorization = co_await tokens_.authorization(order.where);
    if (!authorization) co_return;
    order.authorization = std::move(*authorization);
    ignored_body body;
    const auto ignored = co_await sender_.send(std::move(order), body);
}

asio::awaitable<result<void>> api_client::ask(http_request question, rate_class of, body_reader& body,
                                              request_counts& counts) {
    const auto& where = question.where;
    auto& line = lane(where, of);
    auto& host = gate(where);
    retry_fsm fsm(options_.retry, options_.seed++, clock_.now());
    measured_body measured(body, clock_);
    const auto located = [&](failure why) {
        auto made = std::move(why).with("host", where.host);
        if (question.to_storage) return made;
        const auto path = std::string_view(question.target).substr(0, question.target.find('?'));
        return std::move(made).with("path", printable(path, 200));
    };
    for (;;) {
        auto request = question;
        if (!question.to_storage) {
            auto authorization = co_await tokens_.authorization(where);
            if (!authorization) co_return std::move(authorization).error().with("for", where.host); // no request yet
            request.authorization = std::move(*authorization);
        }
        const auto authorization = request.authorization;
        const auto since = clock_.now();
        auto mine = co_await line.admit();
        std::optional<host_gate::pass> through(co_await pass_gate(host, line));
        fsm.prolong(clock_.now() - since); // its turn had not come
        ++counts.requests;
        auto reply = co_await sender_.send(std::move(request), measured);
        through.reset();
        fsm.prolong(measured.take_waited());
        verdict got;
        if (reply) {
            counts.last_status = reply->status;
            const bool complaint_received = reply->status == 429 || reply->status == 503;
            got = verdict_of(*reply, body, clock_.wall());
            if (complaint_received) {
                ++counts.throttled;
                mine.throttled(reply->status == 429 ? complaint::rate : complaint::unavailable, got.last.retry_after);
            } else {
                mine.succeeded();
            }
        } else {
            got = verdict_of(std::move(reply).error());
            mine.release();
        }
        const auto step = fsm.next(got.last, clock_.now());
        switch (step.what) {
        case retry_step::kind::done:
            if (!got.why) co_return result<void>{};
            co_return located(std::move(*got.why));
        case retry_step::kind::give_up: co_return located(std::move(*got.why));
        case retry_step::kind::refresh_token:
            if (question.to_storage) co_return located(std::move(*got.why));
            tokens_.rejected(where, authorization);
            break;
        case retry_step::kind::backoff:
            ++counts.retries;
            co_await clock_.sleep_until(clock_.now() + step.delay);
            break;
        }
    }
}

} // namespace canreach::crawler
