// Grants of Unity Catalog in bulk, and the listings that wait to know whether they were read.
#include <fmt/format.h>

#include <iterator>

#include "crawler/decode/bulk_grants.hpp"
#include "crawler/decode/policies.hpp"
#include "crawler/detail/sql_task_reader.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

void sql_task_reader::expect_bulk(const std::string& metastore) {
    bulk_.try_emplace(metastore, executor_);
}

void sql_task_reader::end_bulk(const std::string& metastore) {
    const auto found = bulk_.find(metastore);
    if (found == bulk_.end()) return;
    found->second.ended = true;
    found->second.done.notify_all();
}

asio::awaitable<void> sql_task_reader::bulk_ended(std::string metastore) {
    const auto found = bulk_.find(metastore);
    while (found != bulk_.end() && !found->second.ended) co_await found->second.done.wait();
}

asio::awaitable<std::optional<std::string>> sql_task_reader::workspace_for_bulk(std::string metastore,
                                                                                request_counts& cost) {
    for (const auto& workspace : known_.running_on(metastore)) {
        const auto* where = co_await place_of(workspace, cost);
        if (!where->choice.id.empty()) co_return workspace;
    }
    co_return std::nullopt;
}

/// A view has a row for each grant of the metastore, so what was read is handed on before more is.
asio::awaitable<result<void>> sql_task_reader::read_view(const privilege_view& view, const crawl_task& task,
                                                         std::string workspace, task_report& into,
                                                         request_counts& cost) {
    const auto* where = co_await place_of(workspace, cost);
    bulk_grants grants(view, task.about.id);
    std::uint32_t stage = 0;
    const auto hand_on = [&]() -> asio::awaitable<result<void>> {
        task_report part;
        part.task = task;
        part.result.how = outcome::pending;
        part.stage = stage;
        part.facts = grants.take();
        co_return co_await parts_.take(std::move(part));
    };
    sql::statement_runner::breather after_chunk;
    if (parts_.take) after_chunk = hand_on;
    auto done = co_await runner_.run(
        host_of(workspace), where->choice.id, select_grants(view),
        [&grants](const auto& columns, const auto& rows) { return grants.add(columns, rows); },
        [&] {
            grants.clear();
            stage = parts_.next_stage++;
        },
        cost, std::move(after_chunk));
    if (!done) co_return std::move(done).error().with("view", std::string(view.name));
    if (grants.malformed() > 0)
        co_return fail(errc::malformed_reply, fmt::format("{} of {} rows of {} name no object, grantee or privilege",
                                                          grants.malformed(), grants.rows(), view.name));
    into.result.items += grants.rows();
    if (parts_.take)
        into.stages.push_back(stage);
    else
        std::ranges::move(grants.take(), std::back_inserter(into.facts));
    co_return result<void>{};
}

asio::awaitable<result<void>> sql_task_reader::read_all_views(const crawl_task& task, std::string workspace,
                                                              task_report& into, request_counts& cost) {
    for (const auto& view : privilege_views())
        if (auto done = co_await read_view(view, task, workspace, into, cost); !done) co_return done;
    co_return result<void>{};
}

asio::awaitable<void> sql_task_reader::read_tables_with_policies(std::string metastore, std::string workspace,
                                                                 request_counts& cost) {
    const auto* where = co_await place_of(workspace, cost);
    tables_with_policies found;
    auto done = co_await runner_.run(
        host_of(workspace), where->choice.id, tables_with_policies::select(),
        [&found](const auto& columns, const auto& rows) { return found.add(columns, rows); },
        [&found] { found.clear(); }, cost);
    // Where the view is not there, or of another shape, every table is asked for its policies.
    if (done) known_.note_tables_with_policies(metastore, std::move(found.names()));
}

asio::awaitable<finished_task> sql_task_reader::read_bulk(crawl_task task) {
    const auto start = clock_.now();
    finished_task made;
    auto& report = made.report;
    const auto& metastore = task.about.id;
    const bool told = options_.grants == sql::grant_route::sql;
    // Left to permission lists, unless the user wants nothing else.
    const auto leave = [&](outcome how, std::string why) {
        report.facts.clear();
        report.stages.clear();
        report.result.items = 0;
        report.result.how = told ? how : outcome::done;
        if (told) report.result.reason = std::move(why);
    };
    expect_bulk(metastore);
    const auto workspace = co_await workspace_for_bulk(metastore, made.cost);
    if (!workspace) {
        const auto* first = co_await place_of(task.workspace, made.cost);
        leave(first->without, fmt::format("{}: {}", where_text(task.workspace), first->choice.why_not));
    } else {
        // Rows are filtered by the caller's rights, silently: only a metastore admin sees all.
        const bool sees_all = co_await sees_all_grants_(metastore, *workspace, made.cost);
        if (!sees_all && !told) {
            leave(outcome::done, {});
        } else if (auto done = co_await read_all_views(task, *workspace, report, made.cost); !done) {
            auto how = ended(task, done.error());
            leave(how.how, how.reason);
            // Listings of the run that was interrupted may have relied on what was not yet recorded.
            if (resumed_) report.result = std::move(how);
            made.why = std::move(done).error();
        } else {
            known_.note_bulk_grants(metastore, *workspace);
            if (sees_all) {
                co_await read_tables_with_policies(metastore, *workspace, made.cost);
            } else {
                report.result.how = outcome::limited;
                report.result.reason = fmt::format("{}: the caller is no metastore admin, so grants that it has no "
                                                   "right to see are missing silently",
                                                   where_text(*workspace));
            }
        }
    }
    end_bulk(metastore);
    report.result.http_status = made.cost.last_status;
    report.result.requests = made.cost.requests;
    report.result.retries = made.cost.retries;
    report.result.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - start);
    report.task = std::move(task);
    co_return made;
}

} // namespace canreach::crawler::detail
