#include "actions/apply.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <exception>
#include <optional>
#include <utility>

#include "actions/confirmed_requests.hpp"
#include "crawler/connection.hpp"
#include "crawler/sql/statement_runner.hpp"

namespace canreach::actions {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr milliseconds longest_pause{8'000};
constexpr int conflict_status = 409;

crawler::sql::statement statement_of(const write_statement& what) {
    crawler::sql::statement made;
    made.text = what.text;
    return made;
}

confirmed_requests requests_of(std::span<const change> changes, const crawler::sql::statement_limits& limits) {
    confirmed_requests made;
    for (const auto& one : changes) {
        if (const auto* request = std::get_if<write_request>(&one.how))
            made.add(request->method, request->where, request->target, request->body);
        if (const auto* sql = std::get_if<write_statement>(&one.how))
            made.add(crawler::http_method::post, sql->where, std::string(crawler::sql::statements_path),
                     crawler::sql::submission_of(statement_of(*sql), sql->warehouse, false, limits.wait_on_submit));
    }
    return made;
}

applied_change end_of(const failure& why, int status) {
    const auto what = why.is(errc::refused)    ? change_end::refused
                      : why.is(errc::vanished) ? change_end::gone
                                               : change_end::failed;
    return {what, why.to_string(), status};
}

/// Nothing that follows could end any better.
bool is_hopeless(const failure& why) {
    return why.is(errc::unauthenticated) || why.is(errc::network) || why.is(errc::unreachable) ||
           why.is(errc::timed_out);
}

bool is_fault(change_end what) {
    return what != change_end::done && what != change_end::there_already && what != change_end::by_hand;
}

class run {
public:
    run(asio::io_context& context, const crawler::crawl_options& options, std::span<const change> changes,
        const apply_options& how, const apply_observer& observer)
        : options_(options), changes_(changes), how_(how), observer_(observer),
          session_(context.get_executor(), options,
                   [confirmed = requests_of(changes, options.sql.limits)](const crawler::http_request& request) {
                       return confirmed.check(request);
                   }),
          signals_(context), executor_(context.get_executor()) {}

    result<void> open() {
        if (auto opened = session_.open(); !opened) return opened;
        sql_.emplace(executor_, session_.client(), session_.time(), options_.sql.limits, options_.seed + 2);
        made_.ends.resize(changes_.size());
        if (!options_.stop_on_signals) return {};
        signals_.add(SIGINT);
        signals_.add(SIGTERM);
        signals_.async_wait([this](const boost::system::error_code& fault, int) {
            if (fault) return;
            made_.interrupted = true;
            signals_.clear(); // the next one ends the program
        });
        return {};
    }

    asio::awaitable<void> go() {
        for (std::size_t i = 0; i < changes_.size() && !made_.interrupted && !hopeless_; ++i) {
            observer_(i, nullptr);
            crawler::request_counts cost;
            made_.ends[i] = co_await make(changes_[i], cost);
            made_.cost += cost;
            observer_(i, &made_.ends[i]);
            if (how_.stop_at_fault && is_fault(made_.ends[i].what)) break;
        }
        signals_.cancel();
    }

    application& made() noexcept { return made_; }

private:
    asio::awaitable<applied_change> make(const change& what, crawler::request_counts& cost) {
        if (const auto* left = std::get_if<by_hand>(&what.how))
            co_return applied_change{change_end::by_hand, left->why, 0};
        std::string seen;
        if (what.check && what.skip_if_there) {
            auto there = co_await look_at(*what.check, seen, cost);
            if (!there) co_return ended(there.error(), cost);
            if (*there) co_return applied_change{change_end::there_already, {}, cost.last_status};
        }
        auto pause = how_.first_pause;
        for (unsigned tries = 0;; ++tries) {
            auto sent = co_await send(what, cost);
            if (sent) break;
            if (cost.last_status != conflict_status) co_return ended(sent.error(), cost);
            // Somebody changes the same: perhaps it is there by now.
            if (what.check) {
                auto there = co_await look_at(*what.check, seen, cost);
                if (there && *there) co_return applied_change{change_end::done, {}, conflict_status};
            }
            if (tries >= how_.conflict_retries)
                co_return applied_change{change_end::conflict, sent.error().to_string(), conflict_status};
            co_await wait(pause);
        }
        const auto status = cost.last_status;
        if (!what.check) co_return applied_change{change_end::done, {}, status};
        const auto patience = session_.time().now() + how_.settle;
        pause = how_.first_pause;
        for (;;) {
            auto there = co_await look_at(*what.check, seen, cost);
            if (!there)
                co_return applied_change{change_end::not_seen,
                                         fmt::format("made, but cannot be looked at: {}", there.error().to_string()),
                                         cost.last_status};
            if (*there) co_return applied_change{change_end::done, {}, status};
            if (session_.time().now() + pause > patience)
                co_return applied_change{change_end::not_seen, fmt::format("made, but not there: {}", seen), status};
            co_await wait(pause);
        }
    }

    applied_change ended(const failure& why, const crawler::request_counts& cost) {
        hopeless_ = hopeless_ || is_hopeless(why);
        return end_of(why, cost.last_status);
    }

    asio::awaitable<void> wait(milliseconds& pause) {
        co_await session_.time().sleep_until(session_.time().now() + pause);
        pause = std::min(pause * 2, longest_pause);
    }

    asio::awaitable<result<bool>> look_at(const look& at, std::string& seen, crawler::request_counts& cost) {
        bool there = false;
        const auto read = [&](const crawler::json_document& body) -> result<void> {
            seen.clear();
            auto shown = at.shows(body, seen);
            if (!shown) return std::move(shown).error();
            there = *shown;
            return {};
        };
        auto done = co_await session_.client().get(at.where, at.target, at.of, read, cost);
        if (!done) co_return std::move(done).error();
        co_return there;
    }

    asio::awaitable<result<void>> send(const change& what, crawler::request_counts& cost) {
        if (const auto* sql = std::get_if<write_statement>(&what.how)) {
            const auto ignore_rows = [](const auto&, const auto&) { return result<void>{}; };
            co_return co_await sql_->run(
                sql->where, sql->warehouse, statement_of(*sql), ignore_rows, [] {}, cost);
        }
        const auto& request = std::get<write_request>(what.how);
        crawler::http_request question;
        question.method = request.method;
        question.where = request.where;
        question.target = request.target;
        question.content_type = request.content_type;
        question.body = crawler::secret(request.body);
        co_return co_await session_.client().send(std::move(question), request.of, cost);
    }

    const crawler::crawl_options& options_;
    std::span<const change> changes_;
    const apply_options& how_;
    const apply_observer& observer_;
    crawler::connection session_;
    asio::signal_set signals_;
    asio::any_io_executor executor_;
    std::optional<crawler::sql::statement_runner> sql_;
    application made_;
    bool hopeless_ = false;
};

void run_to_its_end(asio::io_context& context, asio::awaitable<void> work) {
    std::exception_ptr thrown;
    asio::co_spawn(context, std::move(work), [&](std::exception_ptr fault) { thrown = std::move(fault); });
    context.run();
    if (thrown) std::rethrow_exception(thrown);
}

} // namespace

std::string_view name_of(change_end what) noexcept {
    constexpr std::array<std::string_view, 9> names{"done",     "there already", "by hand",  "refused",  "gone",
                                                    "conflict", "failed",        "not seen", "not tried"};
    return names[static_cast<std::size_t>(what)];
}

result<application> apply(const crawler::crawl_options& options, std::span<const change> changes,
                          const apply_options& how, const apply_observer& observer) {
    asio::io_context context(1);
    run all(context, options, changes, how, observer);
    if (auto opened = all.open(); !opened) return std::move(opened).error();
    run_to_its_end(context, all.go());
    return std::move(all.made());
}

result<void> read_once(const crawler::crawl_options& options, const crawler::origin& where, const std::string& target,
                       crawler::rate_class of, const crawler::api_client::reader& read) {
    asio::io_context context(1);
    crawler::connection session(context.get_executor(), options);
    if (auto opened = session.open(); !opened) return opened;
    result<void> done;
    crawler::request_counts cost;
    const auto ask = [&]() -> asio::awaitable<void> {
        done = co_await session.client().get(where, target, of, read, cost);
    };
    run_to_its_end(context, ask());
    return done;
}

} // namespace canreach::actions
