#include "storage/detail/task_ledger.hpp"

#include <utility>

#include "storage/checked_row.hpp"
#include "storage/database.hpp"

namespace canreach::storage::detail {
namespace {

std::string_view compose(key_bytes& bytes, std::string_view family, std::string_view workspace, std::uint64_t about,
                         node_part part) {
    return bytes.start().text(family).text(workspace).number(about).number(static_cast<std::uint64_t>(part)).view();
}

} // namespace

result<task_ledger> task_ledger::open(database& where, key_table& keys, fingerprint_key key) {
    auto tasks = batch_insert::into(where, "raw_task", "number, family, workspace, about, part");
    if (!tasks) return std::move(tasks).error();
    auto ends = batch_insert::into(where, "raw_task_end",
                                   "task, outcome, reason, http_status, requests, retries, items, milliseconds");
    if (!ends) return std::move(ends).error();
    task_ledger ledger{where, std::move(*tasks), std::move(*ends), keys, key};
    if (auto loaded = ledger.reload(); !loaded) return std::move(loaded).error();
    return ledger;
}

result<void> task_ledger::reload() {
    auto tasks =
        statement::prepare(*where_, "SELECT number, family, workspace, about, part FROM raw_task ORDER BY number");
    if (!tasks) return std::move(tasks).error();
    for (;;) {
        const auto more = tasks->step();
        if (!more) return more.error();
        if (!*more) break;
        checked_row row{*tasks, "raw_task"};
        const auto number = row.number(0, 0, no_node.value - 1);
        const auto family = row.text(1);
        const auto workspace = row.text(2);
        const auto about = row.number_as<std::uint64_t>(3, 0, no_node.value - 1);
        const auto part = row.one_of(4, node_part_of_number);
        if (row.ok() && numbers_.intern(compose(bytes_, family, workspace, about, part)).number != number) row.blame(0);
        if (!row.ok()) return row.error();
        ended_.push_back(false);
        ++pending_;
    }
    auto ends = statement::prepare(*where_, "SELECT task FROM raw_task_end");
    if (!ends) return std::move(ends).error();
    for (;;) {
        const auto more = ends->step();
        if (!more) return more.error();
        if (!*more) return {};
        checked_row row{*ends, "raw_task_end"};
        const auto number = row.number_as<std::size_t>(0, 0, static_cast<std::int64_t>(ended_.size()) - 1);
        if (!row.ok()) return row.error();
        if (!ended_[number]) --pending_;
        ended_[number] = true;
    }
}

result<std::uint32_t> task_ledger::number_of(const crawl_task& task) {
    const auto about = keys_->number_of(task.about);
    if (!about) return about.error();
    const auto [number, is_new] = numbers_.intern(compose(bytes_, task.family, task.workspace, *about, task.part));
    if (!is_new) return number;
    tasks_.add(number);
    tasks_.add(task.family);
    tasks_.add(task.workspace);
    tasks_.add(*about);
    tasks_.add(static_cast<std::int64_t>(task.part));
    if (auto written = tasks_.end_row(); !written) return std::move(written).error();
    ended_.push_back(false);
    ++pending_;
    return number;
}

result<void> task_ledger::add(const crawl_task& task) {
    if (auto number = number_of(task); !number) return std::move(number).error();
    return {};
}

result<void> task_ledger::end(const crawl_task& task, const task_result& how) {
    const auto number = number_of(task);
    if (!number) return number.error();
    ends_.add(*number);
    ends_.add(static_cast<std::int64_t>(how.how));
    ends_.add(how.reason);
    ends_.add(how.http_status);
    ends_.add(how.requests);
    ends_.add(how.retries);
    ends_.add(static_cast<std::int64_t>(how.items));
    ends_.add(how.took.count());
    if (auto written = ends_.end_row(); !written) return written;
    if (!ended_[*number]) --pending_;
    ended_[*number] = true;
    return {};
}

result<void> task_ledger::flush() {
    if (auto flushed = tasks_.flush(); !flushed) return flushed;
    return ends_.flush();
}

result<std::vector<crawl_task>> task_ledger::pending() {
    if (auto flushed = keys_->flush(); !flushed) return std::move(flushed).error();
    if (auto flushed = flush(); !flushed) return std::move(flushed).error();
    auto query = statement::prepare(*where_, "SELECT t.number, t.family, t.workspace, t.part, k.kind, k.scope, k.id "
                                             "FROM raw_task AS t JOIN raw_key AS k ON k.number = t.about "
                                             "ORDER BY t.number");
    if (!query) return std::move(query).error();
    std::vector<crawl_task> tasks;
    for (;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) return tasks;
        checked_row row{*query, "raw_task"};
        const auto number = row.number_as<std::size_t>(0, 0, static_cast<std::int64_t>(ended_.size()) - 1);
        if (row.ok() && ended_[number]) continue;
        crawl_task task{std::string{row.text(1)},
                        std::string{row.text(2)},
                        {row.one_of(4, kind_of_number), std::string{row.text(5)}, std::string{row.text(6)}},
                        row.one_of(3, node_part_of_number)};
        if (!row.ok()) return row.error();
        tasks.push_back(std::move(task));
    }
}

} // namespace canreach::storage::detail
