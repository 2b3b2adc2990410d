#include <fmt/format.h>

#include <limits>

#include "model/ledger.hpp"
#include "storage/checked_row.hpp"
#include "storage/detail/batch_insert.hpp"
#include "storage/detail/sealed_writer.hpp"

/// The ledger of a crawl file, copied into a sealed one: one row per task, with how it ended last.
namespace canreach::storage::detail {
namespace {

struct task_totals {
    std::int64_t tasks = 0;
    std::int64_t requests = 0;
    std::int64_t retries = 0;
    std::int64_t items = 0;
    std::int64_t milliseconds = 0;
};

/// No count of a crawl comes near; sums of such numbers stay within 64 bits.
constexpr std::int64_t count_high = std::int64_t{1} << 40;

/// Rows of raw_task_end by task number, the last one of each.
result<std::vector<std::int64_t>> last_ends(const database& crawl) {
    std::vector<std::int64_t> ends;
    auto query = statement::prepare(crawl, "SELECT rowid, task FROM raw_task_end ORDER BY rowid");
    if (!query) return std::move(query).error();
    for (;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) return ends;
        checked_row row{*query, "raw_task_end"};
        const auto end = row.number(0, 1, std::numeric_limits<std::int64_t>::max());
        const auto task = row.number_as<std::size_t>(1, 0, nothing - 1);
        if (!row.ok()) return row.error();
        if (task >= ends.size()) ends.resize(task + 1, 0);
        ends[task] = end;
    }
}

} // namespace

result<void> sealed_writer::write_ledger(const database& crawl, std::span<const std::uint32_t> about) {
    auto ends = last_ends(crawl);
    if (!ends) return std::move(ends).error();
    auto tasks =
        statement::prepare(crawl, "SELECT number, family, workspace, about, part FROM raw_task ORDER BY number");
    if (!tasks) return std::move(tasks).error();
    auto end_of =
        statement::prepare(crawl, "SELECT outcome, reason, http_status, requests, retries, items, milliseconds "
                                  "FROM raw_task_end WHERE rowid = ?");
    if (!end_of) return std::move(end_of).error();
    auto rows = batch_insert::into(file_, "task",
                                   "number, family, workspace, about, part, outcome, reason, http_status, "
                                   "requests, retries, items, milliseconds");
    if (!rows) return std::move(rows).error();

    std::map<std::pair<std::string, outcome>, task_totals> totals;
    std::uint64_t gaps = 0;
    for (;;) {
        const auto more = tasks->step();
        if (!more) return more.error();
        if (!*more) break;
        checked_row task{*tasks, "raw_task"};
        const auto number = task.number_as<std::size_t>(0, 0, static_cast<std::int64_t>(ends->size()) - 1);
        const auto family = task.text(1);
        const auto workspace = task.text(2);
        const auto key = task.number_as<std::size_t>(3, 0, static_cast<std::int64_t>(about.size()) - 1);
        const auto part = task.one_of(4, node_part_of_number);
        if (!task.ok()) return task.error();

        end_of->reset();
        end_of->bind(1, (*ends)[number]);
        const auto found = end_of->step();
        if (!found) return found.error();
        if (!*found) return fail(errc::damaged_file, "table raw_task_end lacks a row");
        checked_row end{*end_of, "raw_task_end"};
        const auto how = end.one_of(0, outcome_of_number);
        const auto reason = end.text(1);
        const auto http_status = end.number(2, 0, 999);
        const task_totals one{1, end.number(3, 0, count_high), end.number(4, 0, count_high),
                              end.number(5, 0, count_high), end.number(6, 0, count_high)};
        if (!end.ok()) return end.error();

        rows->add(static_cast<std::int64_t>(number));
        rows->add(family);
        rows->add(workspace);
        rows->add(about[key]);
        rows->add(static_cast<std::int64_t>(part));
        rows->add(static_cast<std::int64_t>(how));
        rows->add(reason);
        for (const auto value : {http_status, one.requests, one.retries, one.items, one.milliseconds}) rows->add(value);
        if (auto ended = rows->end_row(); !ended) return ended;
        auto& total = totals[{std::string{family}, how}];
        total.tasks += one.tasks;
        total.requests += one.requests;
        total.retries += one.retries;
        total.items += one.items;
        total.milliseconds += one.milliseconds;
        if (how != outcome::done) ++gaps;
    }
    if (auto flushed = rows->flush(); !flushed) return flushed;

    auto sums =
        batch_insert::into(file_, "task_total", "family, outcome, tasks, requests, retries, items, milliseconds");
    if (!sums) return std::move(sums).error();
    for (const auto& [what, total] : totals) {
        sums->add(what.first);
        sums->add(static_cast<std::int64_t>(what.second));
        for (const auto value : {total.tasks, total.requests, total.retries, total.items, total.milliseconds})
            sums->add(value);
        if (auto ended = sums->end_row(); !ended) return ended;
    }
    counts_["task"] = rows->rows();
    counts_["gap"] = gaps;
    counts_["task_total"] = sums->rows();
    return sums->flush();
}

} // namespace canreach::storage::detail
