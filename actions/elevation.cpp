#include "actions/elevation.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <fmt/format.h>

#include <csignal>
#include <utility>

#include "actions/elevation_guard.hpp"
#include "crawler/run_to_end.hpp"

namespace canreach::actions {
namespace {

namespace asio = boost::asio;

/// While it lives the stop signals kill nothing; whoever else listens for them hears them as well.
class held_signals {
public:
    held_signals() : signals_(context_, SIGINT, SIGTERM) {
        signals_.async_wait([this](const boost::system::error_code& error, int) { heard_ = heard_ || !error; });
    }
    bool heard() {
        context_.poll();
        return heard_;
    }

private:
    asio::io_context context_{1};
    asio::signal_set signals_;
    bool heard_ = false;
};

/// A connection that lets the calls about one principal pass, and the elevator on it.
struct raised {
    raised(const crawler::crawl_options& options, std::string account_id, std::string principal_id,
           propagation patience)
        : through(context.get_executor(), options,
                  [account = std::move(account_id), principal = std::move(principal_id)](const auto& request) {
                      return check_elevation(request, account, principal);
                  }),
          acting(through, options, patience) {}

    asio::io_context context{1};
    crawler::connection through;
    elevator acting;
};

asio::awaitable<result<elevation_plan>> find_and_plan(elevator& acting) {
    auto who = co_await acting.find_assignee();
    if (!who) co_return std::move(who).error();
    co_return co_await acting.plan(std::move(*who));
}

failure with_what_is_left(failure why, const restore_report& back, const std::string& journal) {
    if (back.failed.empty()) return why;
    std::string calls;
    for (const auto& one : back.failed) calls += fmt::format("\n  {}", one.call);
    return std::move(why)
        .with("not put back", fmt::format("{} workspaces", back.failed.size()))
        .hinting(fmt::format("the service principal is still admin there: canreach elevate --restore {}, or:{}",
                             journal, calls));
}

void remove_if_done(elevation_journal& journal, restore_report& into) {
    if (!journal.content().open.empty()) return;
    if (auto removed = journal.remove(); !removed) into.kept_journal = removed.error().to_string();
}

} // namespace

result<elevation_plan> plan_elevation(const crawler::crawl_options& options) {
    asio::io_context context(1);
    crawler::connection through(context.get_executor(), options);
    if (auto opened = through.open(); !opened) return std::move(opened).error();
    elevator acting(through, options, {});
    return crawler::run_to_end(context, find_and_plan(acting));
}

result<restore_report> restore_elevation(const crawler::crawl_options& options, const std::string& journal,
                                         propagation patience) {
    auto held = elevation_journal::open(journal);
    if (!held) return std::move(held).error();
    const auto& who = held->content().who;
    const auto& config = options.config;
    if (who.account_id != config.account_id || who.host != config.host)
        return fail(errc::not_allowed,
                    fmt::format("the journal is of account {} at {}, the login of {} at {}", printable(who.account_id),
                                who.host.to_string(), printable(config.account_id), config.host.to_string()))
            .with("file", journal)
            .hinting("log in to the account that the journal names, as an account admin");
    held_signals shield;
    raised with(options, who.account_id, who.principal_id, patience);
    if (auto opened = with.through.open(); !opened) return std::move(opened).error();
    auto made = crawler::run_to_end(with.context, with.acting.restore(*held));
    remove_if_done(*held, made);
    return made;
}

struct elevation::state {
    state(const crawler::crawl_options& options, elevation_plan made, elevation_journal opened, propagation patience)
        : plan(std::move(made)), journal(std::move(opened)),
          with(options, plan.who.account_id, plan.who.principal_id, patience) {}

    held_signals signals;
    elevation_plan plan;
    elevation_journal journal;
    raised with;
    bool ended = false;
};

elevation::elevation(std::unique_ptr<state> made) noexcept : state_(std::move(made)) {}
elevation::elevation(elevation&&) noexcept = default;

elevation::~elevation() {
    if (!state_ || state_->ended) return;
    try {
        const auto ignored = end();
    } catch (...) {
        // The journal stays and tells what is to be put back.
    }
}

result<elevation> elevation::begin(const crawler::crawl_options& options, const std::string& journal,
                                   std::string_view now, propagation patience) {
    auto plan = plan_elevation(options);
    if (!plan) return std::move(plan).error();
    auto written = elevation_journal::create(journal, plan->who, now);
    if (!written) return std::move(written).error();
    elevation made(std::make_unique<state>(options, std::move(*plan), std::move(*written), patience));
    auto& mine = *made.state_;
    auto done = mine.with.through.open();
    if (done)
        done = crawler::run_to_end(mine.with.context, mine.with.acting.carry_out(mine.plan, mine.journal, [&mine] {
            return mine.signals.heard();
        }));
    if (!done) return with_what_is_left(std::move(done).error(), made.end(), journal);
    return made;
}

const elevation_plan& elevation::plan() const noexcept {
    return state_->plan;
}

prior_rights elevation::before() const {
    prior_rights made{state_->plan.who.principal_id, state_->plan.who.application_id, {}};
    for (const auto& row : state_->plan.rows)
        if (row.step == elevation_step::elevate) made.of.emplace(row.change.workspace, row.change.before);
    return made;
}

bool elevation::stopped() const {
    return state_->signals.heard();
}

restore_report elevation::end() {
    state_->ended = true;
    auto made = crawler::run_to_end(state_->with.context, state_->with.acting.restore(state_->journal));
    remove_if_done(state_->journal, made);
    return made;
}

} // namespace canreach::actions
