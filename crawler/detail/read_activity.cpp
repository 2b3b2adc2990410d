// Last uses, where the user asked for them.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "crawler/decode/activity.hpp"
#include "crawler/detail/sql_task_reader.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

asio::awaitable<result<std::vector<sql::sql_column>>>
sql_task_reader::columns_of(std::string table, origin host, const place& where, request_counts& cost) {
    std::vector<sql::sql_column> columns;
    auto done = co_await runner_.run(
        std::move(host), where.choice.id, probe_of(table),
        [&columns](const auto& told, const auto&) -> result<void> {
            columns = told;
            return {};
        },
        [&columns] { columns.clear(); }, cost);
    if (!done) co_return std::move(done).error();
    co_return columns;
}

asio::awaitable<result<void>> sql_task_reader::read_last_uses(const crawl_task& task, std::string workspace,
                                                              task_report& into, request_counts& cost) {
    const auto* where = co_await place_of(workspace, cost);
    const bool of_tables = task.family == "table-activity";
    auto columns =
        co_await columns_of(std::string(of_tables ? lineage_table : audit_table), host_of(workspace), *where, cost);
    if (!columns) co_return std::move(columns).error();
    const auto days = options_.activity_days.value_or(0);
    std::vector<sql::statement> statements;
    if (of_tables) {
        auto made = select_last_uses(*columns, days);
        if (!made) co_return std::move(made).error();
        statements = std::move(*made);
    } else {
        auto made = select_last_seen(*columns, days);
        if (!made) co_return std::move(made).error();
        statements.push_back(std::move(*made));
    }
    for (auto& one : statements) {
        std::vector<activity_record> records;
        auto done = co_await runner_.run(
            host_of(workspace), where->choice.id, std::move(one),
            [&](const auto& told, const auto& rows) { return add_activity(records, told, rows, task.about.id); },
            [&] { records.clear(); }, cost);
        if (!done) co_return std::move(done).error();
        into.result.items += records.size();
        std::ranges::move(records, std::back_inserter(into.activity));
    }
    // Asked last: should midnight pass meanwhile, the days that were read reach back no less far than they seem to.
    std::string today;
    auto asked = co_await runner_.run(
        host_of(workspace), where->choice.id, select_today(),
        [&today](const auto& told, const auto& rows) -> result<void> {
            if (rows.empty()) return {};
            auto day = today_of(told, rows);
            if (!day) return std::move(day).error();
            today = std::move(*day);
            return {};
        },
        [&today] { today.clear(); }, cost);
    if (!asked) co_return std::move(asked).error();
    if (today.empty()) co_return fail(errc::malformed_reply, "asked for the day, the warehouse told none");
    into.window = {task.about.id, of_tables, days, std::move(today)};
    co_return result<void>{};
}

asio::awaitable<finished_task> sql_task_reader::read_activity(crawl_task task) {
    const auto start = clock_.now();
    finished_task made;
    auto& report = made.report;
    const auto workspace = co_await workspace_for_bulk(task.about.id, made.cost);
    if (!options_.activity_days) {
        report.result.how = outcome::skipped; // asked for by the crawl that was interrupted
        report.result.reason = "activity is read only with --activity DAYS";
    } else if (!workspace) {
        const auto* first = co_await place_of(task.workspace, made.cost);
        report.result.how = first->without;
        report.result.reason = fmt::format("{}: {}", where_text(task.workspace), first->choice.why_not);
    } else if (auto done = co_await read_last_uses(task, *workspace, report, made.cost); !done) {
        report.result = ended(task, done.error());
        report.activity.clear();
        report.window.reset();
        made.why = std::move(done).error();
    }
    report.result.http_status = made.cost.last_status;
    report.result.requests = made.cost.requests;
    report.result.retries = made.cost.retries;
    report.result.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - start);
    report.task = std::move(task);
    co_return made;
}

} // namespace canreach::crawler::detail
