#include "crawler/detail/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "crawler/detail/account_seen.hpp"
#include "crawler/detail/session.hpp"
#include "crawler/families.hpp"
#include "crawler/object_families.hpp"
#include "crawler/plan.hpp"
#include "crawler/scope_fit.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

namespace {

/// Folders and permission lists wait in one lane: the newest first, so what a folder holds is done before the next
/// folder is opened, and what waits stays small however large the tree is.
rate_class lane_of(rate_class rate) noexcept {
    return rate == rate_class::workspace_tree ? rate_class::permissions : rate;
}

/// Lists of a whole metastore wait for its grants in bulk, so these wait for no other statement of their workspace.
rate_class lane_of(const crawl_task& task) {
    if (task.family == "grants-in-bulk") return rate_class::storage; // no task has that rate
    const auto* what = family_named(task.family);
    return lane_of(what == nullptr ? rate_class::account_other : what->rate);
}

/// Permission lists that wait while objects are still being listed: of one workspace, and of all together. Each takes
/// some hundred bytes, and a busy workspace reads twenty at a time.
constexpr std::size_t lists_waiting_at_most = 2'000;
constexpr std::size_t lists_waiting_in_all = 60'000;
constexpr std::size_t lists_waiting_at_least = 100;

/// Of the oldest tasks of another workspace these are looked at by one that has time.
constexpr std::size_t offers_looked_at = 8;

bool gives_permission_lists(const crawl_task& task) {
    const auto* reads = reads_after(task.family);
    return task.part == node_part::children && reads != nullptr && !reads->acl.empty();
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
    auto& mine = lane_for(task.workspace, lane_of(task));
    mine.waiting.push_back(std::move(task));
    if (mine.workers < most_workers())
        add_worker(mine);
    else if (mine.rate == rate_class::unity)
        call_helpers(mine);
}

engine::lane& engine::lane_for(const std::string& workspace, rate_class rate) {
    const auto [at, is_new] = lanes_.try_emplace({workspace, rate}, executor_, workspace, rate);
    if (is_new && rate == rate_class::permissions) ++permission_lanes_;
    return at->second;
}

/// Only ever falls, so that whoever waits for fewer is told when there are.
std::size_t engine::most_lists_waiting() const noexcept {
    return std::clamp(lists_waiting_in_all / std::max<std::size_t>(1, permission_lanes_), lists_waiting_at_least,
                      lists_waiting_at_most);
}

unsigned engine::most_workers() const noexcept {
    const auto part = options_.tasks_at_once / std::max<std::size_t>(1, busy_lanes_);
    return static_cast<unsigned>(
        std::clamp<std::size_t>(part, 1, std::max<std::size_t>(1, options_.governor.max_in_flight)));
}

void engine::add_worker(lane& to) {
    if (group_.cancelled()) return;
    if (to.workers++ == 0) ++busy_lanes_;
    group_.spawn(serve(to));
}

/// One more worker for a workspace that could do what waits here longest.
void engine::call_helpers(const lane& busy) {
    if (busy.waiting.size() < most_workers()) return;
    const auto& oldest = busy.waiting.front();
    for (const auto& workspace : reader_.known().who_reads_as_well(oldest.family, oldest.about, busy.workspace)) {
        auto& other = lane_for(workspace, busy.rate);
        if (!other.waiting.empty() || other.workers >= most_workers()) continue;
        add_worker(other);
        return;
    }
}

std::optional<crawl_task> engine::take_from_others(const lane& mine) {
    for (auto& [key, other] : lanes_) {
        // What a host can do at once it does itself.
        if (other.rate != mine.rate || &other == &mine || other.waiting.size() < most_workers()) continue;
        const auto last =
            other.waiting.begin() + static_cast<std::ptrdiff_t>(std::min(offers_looked_at, other.waiting.size()));
        const auto found = std::find_if(other.waiting.begin(), last, [&](const crawl_task& task) {
            return reader_.known().can_read_as_well(task.family, task.about, mine.workspace);
        });
        if (found == last) continue;
        auto task = std::move(*found);
        other.waiting.erase(found);
        return task;
    }
    return std::nullopt;
}

std::optional<crawl_task> engine::next_of(lane& mine) {
    if (mine.waiting.empty()) return mine.rate == rate_class::unity ? take_from_others(mine) : std::nullopt;
    auto task = std::move(mine.waiting.back());
    mine.waiting.pop_back();
    if (mine.waiting.size() == most_lists_waiting()) mine.drained.notify_all();
    return task;
}

asio::awaitable<void> engine::serve(lane& mine) {
    while (auto task = next_of(mine)) {
        co_await wait_for_room(*task);
        std::string through;
        if (mine.rate == rate_class::unity) through = mine.workspace;
        co_await run_task(std::move(*task), std::move(through));
        // Other lanes have come, or gone. At least one worker stays.
        const auto most = most_workers();
        if (mine.workers > most) break;
        if (mine.workers < most && !mine.waiting.empty()) add_worker(mine);
    }
    if (--mine.workers == 0) --busy_lanes_;
}

/// Permission lists wait for nothing, so those that are waited for will be read.
asio::awaitable<void> engine::wait_for_room(const crawl_task& task) {
    if (!gives_permission_lists(task)) co_return;
    auto& lists = lane_for(task.workspace, rate_class::permissions);
    while (lists.waiting.size() > most_lists_waiting()) co_await lists.drained.wait();
}

asio::awaitable<void> engine::run_task(crawl_task task, std::string through) {
    auto ended = co_await reader_.read(std::move(task), std::move(through));
    if (ended.why && ended.report.task.workspace.empty() && ended.report.task.about.kind == node_kind::account &&
        is_beyond_reach(*ended.why)) {
        // Nothing can be read without the host that everything hangs on: the task stays pending for a better day.
        give_up(std::move(*ended.why));
        co_return;
    }
    // Before anything is kept: the crawl can be given again as it was meant.
    const bool all_listed = ended.report.task.family == "workspaces" && ended.report.result.how == outcome::done;
    if (all_listed && !resumed_ && !check_scope()) co_return;
    if (!account_seen_ && tells_of_no_account(ended)) {
        kept_back_.push_back(std::move(ended));
        co_return;
    }
    account_seen_ = true;
    auto earlier = std::exchange(kept_back_, {});
    for (auto& one : earlier) co_await hand_on(std::move(one));
    co_await hand_on(std::move(ended));
}

bool engine::check_scope() {
    if (!site_.only_workspace.empty()) return true; // there is no list of workspaces to check against
    auto fits = fit_to_workspaces(site_.scope, site_.sql, reader_.known().workspaces());
    if (!fits) {
        give_up(std::move(fits).error());
        return false;
    }
    warnings_ = std::move(*fits);
    return true;
}

asio::awaitable<void> engine::hand_on(finished_task ended) {
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
                                                     printable(task.about.id, 60), printable(site_.account_id, 60)));
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
    reader_.hand_parts_to([this](task_report part) { return channel_->send(std::move(part)); });
    for (const auto& task : *pending) tally_.found(task);
    if (resumed_ && !pending->empty()) {
        observer_.on_note(fmt::format("going on with {} pending tasks", pending->size()));
        if (auto done = co_await reader_.orient(*pending); !done) {
            give_up(std::move(done).error());
            co_return;
        }
        account_seen_ = true;
    }
    // First, alone: everything else wants to know which workspaces run.
    const auto first = std::ranges::find(*pending, "workspaces", &crawl_task::family);
    if (first != pending->end()) {
        auto task = *first;
        pending->erase(first);
        std::string through;
        co_await run_task(std::move(task), std::move(through));
    }
    for (auto& task : *pending) schedule(std::move(task));
}

/// Nothing else came. Lists that were not asked for on purpose say nothing about the account.
asio::awaitable<void> engine::judge_kept_back() {
    auto kept = std::exchange(kept_back_, {});
    if (std::ranges::any_of(kept, [](const finished_task& one) { return one.why.has_value(); })) {
        failed_ = no_such_account(site_);
        co_return;
    }
    for (auto& one : kept) co_await hand_on(std::move(one));
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
    if (!thrown && !failed_ && !stopped_ && !kept_back_.empty()) co_await judge_kept_back();
    if (channel_) {
        auto flushed = co_await channel_->finish();
        if (!flushed && !failed_) failed_ = std::move(flushed).error();
        channel_.reset();
    }
    if (thrown) std::rethrow_exception(thrown);
    if (failed_) co_return std::move(*failed_);
    crawl_summary made;
    made.warnings = std::move(warnings_);
    if (!stopped_ && !resumed_) // a resumed crawl knows of no more catalogs than it still had to read
        std::ranges::move(fit_to_catalogs(site_.scope, reader_.known().catalogs()), std::back_inserter(made.warnings));
    made.progress = tally_.progress(clock_.now());
    made.gaps_by_reason = tally_.gaps_by_reason();
    made.interrupted = stopped_ && made.progress.total.ended() < made.progress.total.known;
    made.resumed = resumed_;
    observer_.on_progress(made.progress);
    co_return made;
}

} // namespace canreach::crawler::detail
