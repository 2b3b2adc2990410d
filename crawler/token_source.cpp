#include "crawler/token_source.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "crawler/detail/turn.hpp"
#include "crawler/token_age.hpp"

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

struct renewing_source::entry : detail::shared_question {
    using shared_question::shared_question;
    secret header; ///< empty: none yet
    token_age age;
    std::optional<failure> failed;
    token_age::time_point failed_at{};
    token_age::time_point fall_back_until{};
};

renewing_source::renewing_source(asio::any_io_executor executor, clock& time, std::unique_ptr<token_grant> grant,
                                 std::optional<origin> account_host)
    : executor_(std::move(executor)), clock_(time), grant_(std::move(grant)), account_host_(std::move(account_host)) {
    if (grant_->is_for_all_hosts()) account_host_.reset();
}

renewing_source::~renewing_source() = default;

renewing_source::entry& renewing_source::entry_of(const origin& where) {
    auto& place = entries_[grant_->is_for_all_hosts() ? origin{} : where];
    if (!place) place = std::make_unique<entry>(executor_);
    return *place;
}

asio::awaitable<result<secret>> renewing_source::authorization(origin where) {
    if (!account_host_ || where == *account_host_) co_return co_await own_token(where);
    auto& mine = entry_of(where);
    if (clock_.now() < mine.fall_back_until) co_return co_await own_token(*account_host_);
    auto got = co_await own_token(where);
    if (got || !got.error().is(errc::unauthenticated)) co_return got;
    // Not yet known to the workspace, perhaps: its APIs take the account's token then.
    mine.fall_back_until = clock_.now() + fallback_time;
    co_return co_await own_token(*account_host_);
}

void renewing_source::rejected(const origin& where, const secret& used) {
    auto& mine = entry_of(where);
    if (mine.header == used) mine.header = secret{};
    mine.fall_back_until = {};
    if (account_host_ && where != *account_host_) {
        auto& account = entry_of(*account_host_);
        if (account.header == used) account.header = secret{};
    }
}

asio::awaitable<result<secret>> renewing_source::own_token(origin where) {
    auto& mine = entry_of(where);
    for (;;) {
        const auto now = clock_.now();
        const bool usable = !mine.header.empty() && !mine.age.expired(now);
        if (usable && (!mine.age.stale(now) || mine.asking)) co_return mine.header;
        if (!usable && mine.failed && now < mine.failed_at + failure_memory) co_return *mine.failed;
        if (mine.asking) {
            co_await mine.answered.wait();
            continue;
        }
        // Ends the refresh however it ends, cancellation included: one of the waiters then takes over.
        const detail::turn my_turn(mine);
        auto done = co_await grant_->fetch(where);
        if (done) {
            mine.header = bearer(done->access_token);
            mine.age = token_age(now, done->expires_in);
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

} // namespace canreach::crawler
