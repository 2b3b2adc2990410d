#include "crawler/detail/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "crawler/detail/session.hpp"
#include "crawler/families.hpp"
#include "crawler/plan.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

namespace {

/// Folders and permission lists wait in one lane: the newest first, so what a folder holds is done before the next
/// folder is opened, and what waits stays small however large the tree is.
rate_class lane_of(rate_class rate) noexcept {
    return rate == rate_class::workspace_tree ? rate_class::permissions : rate;
}

} // namespace

engine::engine(asio::any_io_executor executor, const crawl_options& options, crawl_site site, api_client& client,
               clock& time, fact_sink& sink, crawl_observer& observer)
    : executor_(executor), options_(options), site_(site), clock_(time), sink_(sink), observer_(observer),
      reader_(executor, client, time, std::move(site)), group_(executor), tally_(time.now()) {}

void engine::stop() {
    stopped_ = true;
    group_.cancel();
}

void engine::give_up(failure why) {
    if (!failed_) failed_ = std::move(why);
    group_.cancel();
}

void engine::schedule(crawl_task task) {
    const auto* what = family_named(task.family);
    auto& mine = lanes_[{task.workspace, lane_of(what == nullptr ? rate_class::account_other : what->rate)}];
    mine.waiting.push_back(std::move(task));
    if (mine.workers >= std::max(1U, options_.governor.max_in_flight) || group_.cancelled()) return;
    ++mine.workers;
    group_.spawn(serve(mine));
}

asio::awaitable<void> engine::serve(lane& mine) {
    while (!mine.waiting.empty()) {
        auto task = std::move(mine.waiting.back());
        mine.waiting.pop_back();
        co_await run_task(std::move(task));
    }
    --mine.workers;
}

asio::awaitable<void> engine::run_task(crawl_task task) {
    auto ended = co_await reader_.read(std::move(task));
    if (ended.why && ended.report.task.workspace.empty() && ended.report.task.about.kind == node_kind::account &&
        is_beyond_reach(*ended.why)) {
        // Nothing can be read without the host that everything hangs on: the task stays pending for a better day.
        give_up(std::move(*ended.why));
        co_return;
    }
    const auto result = ended.report.result;
    const auto about = ended.report.task;
    auto follow_ups = ended.report.follow_ups;
    auto sent = co_await channel_->send(std::move(ended.report));
    if (!sent) {
        give_up(std::move(sent).error());
        co_return;
    }
    tally_.ended(about, result, ended.cost);
    if (result.how != outcome::done) observer_.on_gap(about, result);
    for (auto& next : follow_ups) {
        tally_.found(next);
        schedule(std::move(next));
    }
}

result<std::vector<crawl_task>> engine::pending_tasks() {
    auto roots = root_tasks(site_.account_id);
    if (auto done = sink_.add_tasks(roots); !done) return std::move(done).error();
    auto pending = sink_.pending_tasks();
    if (!pending) return pending;
    for (const auto& task : *pending)
        if (task.about.kind == node_kind::account && task.about.id != site_.account_id)
            return fail(errc::bad_input, fmt::format("the crawl to be resumed is of account {}, not of {}",
                                                     quoted(task.about.id, 60), quoted(site_.account_id, 60)));
    resumed_ = pending->size() != roots.size() ||
               !std::ranges::all_of(*pending, [](const auto& task) { return task.about.kind == node_kind::account; });
    return pending;
}

asio::awaitable<void> engine::work() {
    auto pending = pending_tasks();
    if (!pending) {
        give_up(std::move(pending).error());
        co_return;
    }
    channel_.emplace(executor_, sink_, options_.queued_facts_limit);
    for (const auto& task : *pending) tally_.found(task);
    if (resumed_ && !pending->empty()) {
        observer_.on_note(fmt::format("going on with {} pending tasks", pending->size()));
        if (auto done = co_await reader_.orient(*pending); !done) {
            give_up(std::move(done).error());
            co_return;
        }
    }
    // First, alone: everything else wants to know which workspaces run.
    const auto first = std::ranges::find(*pending, "workspaces", &crawl_task::family);
    if (first != pending->end()) {
        auto task = *first;
        pending->erase(first);
        co_await run_task(std::move(task));
    }
    for (auto& task : *pending) schedule(std::move(task));
}

asio::awaitable<result<crawl_summary>> engine::run() {
    learn_only_workspace(site_, reader_.known());
    group_.spawn(work());
    std::exception_ptr thrown;
    try {
        co_await group_.join();
    } catch (...) {
        thrown = std::current_exception();
    }
    if (channel_) {
        auto flushed = co_await channel_->finish();
        if (!flushed && !failed_) failed_ = std::move(flushed).error();
        channel_.reset();
    }
    if (thrown) std::rethrow_exception(thrown);
    if (failed_) co_return std::move(*failed_);
    crawl_summary made;
    made.progress = tally_.progress(clock_.now());
    made.gaps_by_reason = tally_.gaps_by_reason();
    made.interrupted = stopped_ && made.progress.total.ended() < made.progress.total.known;
    made.resumed = resumed_;
    observer_.on_progress(made.progress);
    co_return made;
}

} // namespace canreach::crawler::detail
