#include "crawler/checkup.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <utility>

#include "crawler/detail/sampler.hpp"
#include "crawler/detail/session.hpp"
#include "crawler/run_to_end.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;

/// Nobody waits for a crawl here, but a person for an answer.
constexpr unsigned most_retries = 3;
constexpr std::chrono::milliseconds statement_deadline{60'000};

asio::awaitable<result<checkup>> check(asio::any_io_executor executor, detail::session& through) {
    auto site = co_await through.locate();
    if (!site) co_return std::move(site).error();
    site->sample = true;
    detail::sampler walk(executor, through, std::move(*site));
    co_return co_await walk.run();
}

} // namespace

std::string_view name_of(permission what) noexcept {
    switch (what) {
    case permission::allowed: return "allowed";
    case permission::limited: return "limited";
    case permission::refused: return "refused";
    case permission::unknown: break;
    }
    return "unknown";
}

result<checkup> run_checkup(const crawl_options& options) {
    if (auto sound = options.scope.check(); !sound) return std::move(sound).error();
    auto how = options;
    how.retry.max_retries = std::min(how.retry.max_retries, most_retries);
    how.sql.grants = sql::grant_route::rest;
    how.sql.activity_days.reset();
    how.sql.limits.deadline = std::min(how.sql.limits.deadline, statement_deadline);
    asio::io_context context(1);
    detail::session mine(context.get_executor(), how);
    if (auto opened = mine.open(); !opened) return std::move(opened).error();
    return run_to_end(context, check(context.get_executor(), mine));
}

} // namespace canreach::crawler
