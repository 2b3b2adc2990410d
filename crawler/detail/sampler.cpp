#include "crawler/detail/sampler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "crawler/detail/account_seen.hpp"
#include "crawler/families.hpp"
#include "crawler/plan.hpp"
#include "crawler/scope_fit.hpp"

namespace canreach::crawler::detail {
namespace {

namespace asio = boost::asio;

/// Tries of one family: some workspaces do not run, some objects vanish.
constexpr unsigned most_tries = 3;

permission permission_of(outcome how) {
    switch (how) {
    case outcome::done: return permission::allowed;
    case outcome::limited: return permission::limited;
    case outcome::refused: return permission::refused;
    case outcome::pending:
    case outcome::failed:
    case outcome::skipped: break;
    }
    return permission::unknown;
}

/// Families that read everything there is in one go.
bool reads_it_all(std::string_view family_name) {
    return family_name == "grants-in-bulk" || family_name == "principal-activity" || family_name == "table-activity";
}

} // namespace

std::vector<std::string_view> families_before(std::string_view family_name) {
    std::vector<std::string_view> made;
    for (const auto& one : all_families()) {
        const auto next = families_after(one.name);
        if (one.name != family_name && std::ranges::find(next, family_name) != next.end()) made.push_back(one.name);
    }
    return made;
}

sampler::sampler(asio::any_io_executor executor, session& through, crawl_site site)
    : reader_(executor, through.client(), through.time(), site), site_(std::move(site)), group_(std::move(executor)) {
    for (const auto& one : all_families()) trials_[std::string(one.name)].found.family = one.name;
}

void sampler::offer(crawl_task task) {
    const auto found = trials_.find(task.family);
    if (found == trials_.end() || reads_it_all(task.family)) return;
    auto& mine = found->second;
    if (mine.spare.size() < most_tries) mine.spare.push_back(std::move(task));
    try_next(mine);
}

void sampler::try_next(trial& of) {
    if (of.under_way || of.spare.empty() || of.tries >= most_tries || of.found.what != permission::unknown) return;
    auto task = std::move(of.spare.front());
    of.spare.erase(of.spare.begin());
    of.under_way = true;
    ++of.tries;
    group_.spawn(run_task(std::move(task)));
}

asio::awaitable<void> sampler::run_task(crawl_task task) {
    const bool first = task.family == "workspaces";
    auto ended = co_await reader_.read(std::move(task));
    cost_ += ended.cost;
    if (first && ended.why && is_beyond_reach(*ended.why)) {
        failed_ = std::move(ended.why);
        group_.cancel();
        co_return;
    }
    if (first && !ended.why && site_.only_workspace.empty())
        if (auto fits = fit_to_workspaces(site_.scope, site_.sql, reader_.known().workspaces()); !fits) {
            failed_ = std::move(fits).error();
            co_return;
        }
    if (!tells_of_no_account(ended))
        account_seen_ = true;
    else if (ended.why)
        told_of_none_ = true;
    auto& mine = trials_.at(ended.report.task.family);
    mine.under_way = false;
    mine.found.tried = true;
    mine.found.what = permission_of(ended.report.result.how);
    mine.found.why = std::move(ended.report.result.reason);
    mine.found.http_status = ended.report.result.http_status;
    for (auto& next : ended.report.follow_ups) offer(std::move(next));
    try_next(mine);
}

void sampler::explain_untried() {
    for (auto& [name, mine] : trials_) {
        if (mine.found.tried) continue;
        if (reads_it_all(name)) {
            mine.found.why = "not tried: it reads all there is in one go";
            continue;
        }
        const auto before = families_before(name);
        const auto seen = std::ranges::find_if(before, [this](std::string_view one) {
            const auto what = trials_.find(one)->second.found.what;
            return what == permission::allowed || what == permission::limited;
        });
        if (seen != before.end() || before.empty())
            mine.found.why = "not tried: nothing was found to try it on";
        else
            mine.found.why = fmt::format("not tried: it comes after {}, which is {}", before.front(),
                                         name_of(trials_.find(before.front())->second.found.what));
    }
}

asio::awaitable<result<checkup>> sampler::run() {
    learn_only_workspace(site_, reader_.known());
    // First, alone: everything else wants to know which workspaces run.
    auto roots = root_tasks(site_.account_id);
    offer(std::move(roots.front()));
    co_await group_.join();
    if (!failed_) {
        for (std::size_t i = 1; i < roots.size(); ++i) offer(std::move(roots[i]));
        co_await group_.join();
    }
    if (!failed_ && !account_seen_ && told_of_none_) failed_ = no_such_account(site_);
    if (failed_) co_return std::move(*failed_);
    explain_untried();
    checkup made;
    made.cost = cost_;
    for (const auto& one : all_families()) made.families.push_back(std::move(trials_.find(one.name)->second.found));
    co_return made;
}

} // namespace canreach::crawler::detail
