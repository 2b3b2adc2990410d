#include "crawler/token_source.hpp"

#include <fmt/format.h>

#include <utility>

#include "crawler/api_error.hpp"
#include "crawler/decode/oauth.hpp"
#include "crawler/retry_after.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto fallback_time = 5min;
/// A failed refresh is told to everybody who comes within this time, instead of asking again for each.
constexpr auto failure_memory = 5s;

secret bearer(const secret& token) {
    auto text = fmt::format("Bearer {}", token.reveal());
    secret made(text);
    wipe(text);
    return made;
}

} // namespace

pat_source::pat_source(origin where, const secret& token) : where_(std::move(where)), header_(bearer(token)) {}

asio::awaitable<result<secret>> pat_source::authorization(origin where) {
    if (where != where_)
        co_return fail(errc::not_allowed, fmt::format("the personal access token is for {} only", where_.to_string()))
            .with("host", where.to_string());
    if (rejected_)
        co_return fail(errc::unauthenticated, "the platform does not accept the personal access token")
            .with("host", where.to_string());
    co_return header_;
}

void pat_source::rejected(const origin&, const secret& used) {
    if (used == header_) rejected_ = true;
}

struct oauth_source::entry {
    explicit entry(const asio::any_io_executor& executor) : refreshed(executor) {}
    secret header; ///< empty: none yet
    token_age age;
    bool refreshing = false;
    event refreshed;
    std::optional<failure> failed;
    token_age::time_point failed_at{};
    token_age::time_point fall_back_until{};
};

oauth_source::oauth_source(asio::any_io_executor executor, transport& sender, clock& time, identity who,
                           const retry_policy& policy, std::uint64_t seed)
    : executor_(std::move(executor)), sender_(sender), clock_(time), who_(std::move(who)), policy_(policy),
      seed_(seed) {}

oauth_source::~oauth_source() = default;

oauth_source::entry& oauth_source::entry_of(const origin& where) {
    auto& place = entries_[where];
    if (!place) place = std::make_unique<entry>(executor_);
    return *place;
}

asio::awaitable<result<secret>> oauth_source::authorization(origin where) {
    if (!who_.account_host || where == *who_.account_host) co_return co_await own_token(where);
    auto& mine = entry_of(where);
    if (clock_.now() < mine.fall_back_until) co_return co_await own_token(*who_.account_host);
    auto got = co_await own_token(where);
    if (got || !got.error().is(errc::unauthenticated)) co_return got;
    // Not yet known to the workspace, perhaps: its APIs take the account's token then.
    mine.fall_back_until = clock_.now() + fallback_time;
    co_return co_await own_token(*who_.account_host);
}

void oauth_source::rejected(const origin& where, const secret& used) {
    auto& mine = entry_of(where);
    if (mine.header == used) mine.header = secret{};
    mine.fall_back_until = {};
    if (who_.account_host && where != *who_.account_host) {
        auto& account = entry_of(*who_.account_host);
        if (account.header == used) account.header = secret{};
    }
}

asio::awaitable<result<secret>> oauth_source::own_token(origin where) {
    auto& mine = entry_of(where);
    for (;;) {
        const auto now = clock_.now();
        const bool usable = !mine.header.empty() && !mine.age.expired(now);
        if (usable && (!mine.age.stale(now) || mine.refreshing)) co_return mine.header;
        if (!usable && mine.failed && now < mine.failed_at + failure_memory) co_return *mine.failed;
        if (mine.refreshing) {
            co_await mine.refreshed.wait();
            continue;
        }
        // Ends the refresh however it ends, cancellation included: one of the waiters then takes over.
        struct turn {
            entry& of;
            explicit turn(entry& e) : of(e) { of.refreshing = true; }
            turn(const turn&) = delete;
            turn& operator=(const turn&) = delete;
            ~turn() {
                of.refreshing = false;
                of.refreshed.notify_all();
            }
        } const my_turn(mine);
        auto done = co_await refresh(where, mine);
        if (done) {
            mine.failed.reset();
            co_return mine.header;
        }
        if (usable) {
            mine.age.renewal_failed(clock_.now());
            co_return mine.header;
        }
        mine.failed = std::move(done).error();
        mine.failed_at = clock_.now();
        co_return *mine.failed;
    }
}

asio::awaitable<result<void>> oauth_source::refresh(origin where, entry& into) {
    auto endpoint = co_await token_endpoint(where);
    if (!endpoint) co_return std::move(endpoint).error();
    http_request request;
    request.method = http_method::post;
    request.where = endpoint->where;
    request.target = endpoint->target;
    request.content_type = "application/x-www-form-urlencoded";
    request.body = secret("grant_type=client_credentials&scope=all-apis");
    auto pair = fmt::format("{}:{}", who_.client_id, who_.client_secret.reveal());
    auto encoded = "Basic " + base64(pair);
    request.authorization = secret(encoded);
    wipe(pair);
    wipe(encoded);
    const auto asked = clock_.now();
    auto reply = co_await send_patiently(std::move(request));
    if (!reply) co_return std::move(reply).error().with("while", "getting a token");
    if (reply->status != 200) {
        auto why = failure_of(*reply);
        const auto error = parse_api_error(reply->status, reply->reason, reply->body);
        if (error.code == "invalid_client" || error.message == "invalid_client" || reply->status == 401)
            why.code = make_error_code(errc::unauthenticated);
        co_return std::move(why)
            .with("host", where.to_string())
            .with("while", "getting a token")
            .hinting("check the client id and secret of the service principal");
    }
    auto token = decode_token(reply->body);
    wipe(reply->body);
    if (!token) co_return std::move(token).error().with("host", where.to_string());
    into.header = bearer(token->access_token);
    into.age = token_age(asked, token->expires_in);
    co_return result<void>{};
}

asio::awaitable<result<url>> oauth_source::token_endpoint(origin where) {
    const bool account = who_.account_host && where == *who_.account_host;
    const auto base =
        account ? fmt::format("/oidc/accounts/{}", percent_encoded(who_.account_id)) : std::string("/oidc");
    url made{where, base + "/v1/token"};
    // Discovery is best effort, but what it says is taken at its word: the guarded sender refuses endpoints that may
    // not be told the secret, rather than something else being tried.
    std::string found;
    http_request ask;
    ask.where = where;
    ask.target = "/.well-known/databricks-config";
    ++requests_;
    if (auto reply = co_await sender_.send(ask); reply && reply->status == 200)
        if (auto metadata = decode_host_metadata(reply->body); metadata && !metadata->oidc_endpoint.empty()) {
            auto text = metadata->oidc_endpoint;
            constexpr std::string_view placeholder = "{account_id}";
            if (const auto at = text.find(placeholder); at != std::string::npos) {
                const auto& id = who_.account_id.empty() ? metadata->account_id : who_.account_id;
                if (id.empty())
                    co_return fail(errc::bad_input, "the host asks for an account id, but none is configured")
                        .with("host", where.to_string());
                text.replace(at, placeholder.size(), percent_encoded(id));
            }
            auto issuer = parse_url(text);
            if (!issuer) co_return std::move(issuer).error().with("host", where.to_string());
            // Named first: GCC 12 destroys temporaries of a conditional inside a co_await twice.
            auto target = issuer->target == "/" ? std::string{} : issuer->target;
            target += "/.well-known/oauth-authorization-server";
            auto document = co_await endpoint_at(issuer->where, std::move(target));
            if (document)
                found = *document;
            else if (document.error().is(errc::not_allowed))
                co_return std::move(document).error();
        }
    if (found.empty()) {
        auto target = base + "/.well-known/oauth-authorization-server";
        auto document = co_await endpoint_at(where, std::move(target));
        if (document) found = *document;
    }
    if (found.empty()) co_return made;
    auto endpoint = parse_url(found);
    if (!endpoint) co_return std::move(endpoint).error().with("host", where.to_string());
    co_return endpoint;
}

asio::awaitable<result<std::string>> oauth_source::endpoint_at(origin where, std::string target) {
    http_request ask;
    ask.where = std::move(where);
    ask.target = std::move(target);
    ++requests_;
    auto reply = co_await sender_.send(ask);
    if (!reply) co_return std::move(reply).error();
    if (reply->status != 200) co_return failure_of(*reply);
    co_return decode_token_endpoint(reply->body);
}

asio::awaitable<result<http_response>> oauth_source::send_patiently(http_request request) {
    retry_fsm fsm(policy_, seed_++, clock_.now());
    for (;;) {
        ++requests_;
        auto reply = co_await sender_.send(request);
        attempt_outcome last;
        if (!reply) {
            const bool passing = reply.error().is(errc::network) || reply.error().is(errc::timed_out);
            last.what = passing ? attempt_outcome::kind::connection : attempt_outcome::kind::final_error;
        } else if (reply->status == 429 || reply->status == 503) {
            last.what = attempt_outcome::kind::throttled;
            last.retry_after = parse_retry_after(reply->header("retry-after"), clock_.wall());
        } else if (reply->status >= 500) {
            last.what = attempt_outcome::kind::server_fault;
        }
        const auto step = fsm.next(last, clock_.now());
        if (step.what != retry_step::kind::backoff) co_return reply;
        co_await clock_.sleep_until(clock_.now() + step.delay);
    }
}

} // namespace canreach::crawler
