#include "crawler/token_client.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "crawler/api_error.hpp"
#include "crawler/retry_after.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;

/// What an authorization server answers where it is the credentials that it does not like (RFC 6749, 5.2); a federation
/// policy that is missing makes `invalid_grant`, an application that the tenant does not know `unauthorized_client`.
constexpr std::array<std::string_view, 4> not_accepted{"invalid_client", "invalid_grant", "unauthorized_client",
                                                       "access_denied"};

bool names_bad_credentials(const http_response& reply) {
    const auto error = parse_api_error(reply.status, reply.reason, reply.body);
    return reply.status == 401 || std::ranges::any_of(not_accepted, [&](std::string_view word) {
               return error.code == word || error.message == word;
           });
}

/// An error of which the part is missing that says what is wrong: the next one may be whole. 401 says it all.
bool is_unclear(const http_response& reply) {
    return !reply.is_success() && !reply.trouble.empty() && !names_bad_credentials(reply) &&
           parse_api_error(reply.status, reply.reason, reply.body).code.empty();
}

} // namespace

failure without(failure what, std::span<const secret> secrets) {
    const auto blot = [&](std::string& text) {
        for (const auto& one : secrets)
            if (!one.empty())
                for (auto at = text.find(one.reveal()); at != std::string::npos; at = text.find(one.reveal(), at))
                    text.replace(at, one.size(), "…");
    };
    blot(what.message);
    for (auto& [key, value] : what.context) blot(value);
    return what;
}

http_request token_form(const url& endpoint, std::span<const std::pair<std::string_view, std::string_view>> fields) {
    http_request made;
    made.method = http_method::post;
    made.where = endpoint.where;
    made.target = endpoint.target;
    made.content_type = "application/x-www-form-urlencoded";
    std::string body;
    for (const auto& [name, value] : fields) {
        if (!body.empty()) body += '&';
        auto encoded = percent_encoded(value);
        body.append(name).append("=").append(encoded);
        wipe(encoded);
    }
    made.body = secret(body);
    wipe(body);
    return made;
}

asio::awaitable<result<http_response>> token_client::send_once(http_request request) {
    return send_whole(sender_, std::move(request));
}

asio::awaitable<result<http_response>> token_client::send(http_request request, body_check readable) {
    retry_fsm fsm(policy_, seed_++, clock_.now());
    for (;;) {
        std::chrono::steady_clock::duration waited{};
        auto reply = co_await send_whole(sender_, request, waited);
        fsm.prolong(waited);
        attempt_outcome last;
        if (!reply) {
            const bool passing = reply.error().is(errc::network) || reply.error().is(errc::timed_out);
            last.what = passing ? attempt_outcome::kind::connection : attempt_outcome::kind::final_error;
        } else if (reply->status == 429 || reply->status == 503) {
            last.what = attempt_outcome::kind::throttled;
            last.retry_after = parse_retry_after(reply->header("retry-after"), clock_.wall());
        } else if (reply->status >= 500) {
            last.what = attempt_outcome::kind::server_fault;
        } else if (reply->status == 200 && readable != nullptr && !readable(reply->body)) {
            last.what = attempt_outcome::kind::malformed; // cut off on the way
        } else if (is_unclear(*reply)) {
            last.what = attempt_outcome::kind::malformed;
        }
        const auto step = fsm.next(last, clock_.now());
        if (step.what != retry_step::kind::backoff) co_return reply;
        if (reply) wipe(reply->body);
        co_await clock_.sleep_until(clock_.now() + step.delay);
    }
}

asio::awaitable<result<token_reply>> token_client::ask(http_request request, std::vector<secret> secrets,
                                                       std::string hint) {
    auto reply =
        co_await send(std::move(request), [](std::string_view body) { return decode_token(body).has_value(); });
    if (!reply) co_return without(std::move(reply).error().with("while", "getting a token"), secrets);
    if (reply->status != 200) {
        auto why = without(failure_of(*reply), secrets);
        if (names_bad_credentials(*reply)) why.code = make_error_code(errc::unauthenticated);
        wipe(reply->body);
        co_return std::move(why).with("while", "getting a token").hinting(std::move(hint));
    }
    auto token = decode_token(reply->body);
    wipe(reply->body);
    co_return token;
}

} // namespace canreach::crawler
