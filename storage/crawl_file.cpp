#include "storage/crawl_file.hpp"

#include <fmt/format.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <algorithm>
#include <random>
#include <utility>
#include <variant>

#include "storage/checked_row.hpp"
#include "storage/database.hpp"
#include "storage/detail/fact_writer.hpp"
#include "storage/detail/file_header.hpp"
#include "storage/detail/files.hpp"
#include "storage/detail/key_table.hpp"
#include "storage/detail/parts.hpp"
#include "storage/detail/task_ledger.hpp"
#include "storage/schema.hpp"
#include "storage/statement.hpp"
#include "storage/text.hpp"
#include "storage/transaction.hpp"

namespace canreach::storage {
namespace {

using time_point = std::chrono::steady_clock::time_point;

result<void> put_meta(const database& where, std::string_view key, std::string_view value) {
    auto insert = statement::prepare(where, "INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)");
    if (!insert) return std::move(insert).error();
    const auto clean = has_nul(value) ? without_nul(value) : std::string{value};
    insert->bind(1, key);
    insert->bind(2, std::string_view{clean});
    return insert->run();
}

result<std::optional<std::string>> get_meta(const database& where, std::string_view key) {
    auto query = statement::prepare(where, "SELECT value FROM meta WHERE key = ?");
    if (!query) return std::move(query).error();
    query->bind(1, key);
    const auto found = query->step();
    if (!found) return found.error();
    if (!*found) return std::optional<std::string>{};
    checked_row row{*query, "meta"};
    std::optional<std::string> value{row.text(0)};
    if (!row.ok()) return row.error();
    return value;
}

/// To the system, for whoever needs it next: a crawl leaves much behind, in small pieces.
void return_free_memory() noexcept {
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}

bool is_part(const task_report& report) {
    // Policies are numbered without gaps, so none is ever taken out again.
    const auto is_policy = [](const fact& one) { return std::holds_alternative<policy_fact>(one); };
    return report.stage && report.follow_ups.empty() && report.activity.empty() && !report.window &&
           report.stages.empty() && std::ranges::none_of(report.facts, is_policy);
}

/// A crawl may have been begun by a version that knew fewer tables.
result<void> add_missing_tables(database& file) {
    for (const auto& table : crawl_tables()) {
        const auto there = file.number(
            fmt::format("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{}'", table.name).c_str());
        if (!there) return there.error();
        if (*there > 0) continue;
        if (auto made = file.run(std::string(table.sql).c_str()); !made) return made;
    }
    return {};
}

/// Not reproducible on purpose, and seen nowhere: see detail/fingerprint.hpp.
detail::fingerprint_key secret_key() {
    std::random_device source;
    const auto word = [&] { return static_cast<std::uint64_t>(source()) << 32U | source(); };
    return {word(), word()};
}

/// The whole file with its tables, under a name of its own until it is one.
result<void> make_crawl_file(const std::string& path, const crawl_identity& identity) {
    if (auto made = detail::make_empty_file(path); !made) return made;
    auto file = database::open(path, open_mode::write);
    if (!file) return std::move(file).error();
    auto writing = transaction::begin(*file);
    if (!writing) return std::move(writing).error();
    if (auto done = file->run(crawl_header_sql()); !done) return done;
    for (const auto& [key, value] : {std::pair<std::string_view, std::string_view>{"state", state_crawling},
                                     {"account_id", identity.account_id},
                                     {"cloud", identity.cloud},
                                     {"started_at", identity.started_at}})
        if (auto done = put_meta(*file, key, value); !done) return done;
    return writing->commit();
}

} // namespace

struct crawl_file::state {
    // In the order of construction: each one uses those above it.
    detail::file_handle lock;
    database file;
    crawl_identity who;
    writer_limits limits;
    std::optional<detail::key_table> keys;
    std::optional<detail::fact_writer> facts;
    std::optional<detail::task_ledger> tasks;
    std::optional<transaction> open;
    std::optional<failure> broken;
    std::uint64_t durable_rows = 0;
    std::optional<time_point> oldest;

    state(detail::file_handle held, database opened, writer_limits wanted)
        : lock(std::move(held)), file(std::move(opened)), limits(std::move(wanted)) {}

    /// Runs one change of the file; if it fails, everything since the last commit is gone and the object is of no use.
    template <class Change>
    result<void> change(Change&& run) {
        if (broken) return *broken;
        auto done = [&]() -> result<void> {
            if (!open) {
                auto begun = transaction::begin(file);
                if (!begun) return std::move(begun).error();
                open.emplace(std::move(*begun));
            }
            return run();
        }();
        if (done) return done;
        broken = done.error();
        open.reset();
        return done;
    }

    [[nodiscard]] std::uint64_t rows() const { return facts->rows() + tasks->rows(); }

    result<void> write_part(const task_report& part) { return facts->write_part(part.facts, *part.stage); }

    result<void> write(const task_report& report) {
        for (const auto& one : report.facts)
            if (auto written = facts->write(one); !written) return written;
        for (const auto& one : report.activity)
            if (auto written = facts->write(one); !written) return written;
        if (report.window)
            if (auto written = facts->write(*report.window); !written) return written;
        for (const auto stage : report.stages)
            if (auto kept = facts->keep_stage(stage); !kept) return kept;
        for (const auto& task : report.follow_ups)
            if (auto added = tasks->add(task); !added) return added;
        return tasks->end(report.task, report.result);
    }

    result<void> commit() {
        if (auto flushed = keys->flush(); !flushed) return flushed;
        if (auto flushed = facts->flush(); !flushed) return flushed;
        if (auto flushed = tasks->flush(); !flushed) return flushed;
        if (auto committed = open->commit(); !committed) return committed;
        open.reset();
        durable_rows = rows();
        oldest.reset();
        return {};
    }

    [[nodiscard]] bool is_due() {
        if (rows() - durable_rows >= limits.rows) return true;
        if (!limits.now) return false;
        const auto now = limits.now();
        if (!oldest) oldest = now;
        return now - *oldest >= limits.age;
    }
};

crawl_file::crawl_file(std::unique_ptr<state> opened) noexcept : state_(std::move(opened)) {}
crawl_file::crawl_file(crawl_file&&) noexcept = default;
crawl_file& crawl_file::operator=(crawl_file&&) noexcept = default;
crawl_file::~crawl_file() = default;

result<crawl_file> crawl_file::create(const std::string& path, const crawl_identity& identity, writer_limits limits) {
    if (detail::is_there(path)) {
        // The state decides the hint, and only that: nothing is ever overwritten.
        auto what = fail(errc::not_allowed, "the file exists already").with("file", printable(path));
        if (!detail::check_header(path)) return std::move(what).hinting("name another file with --out");
        const auto file = database::open(path, open_mode::read);
        const auto how = file ? detail::state_of(*file) : result<std::string>{std::string{}};
        if (how && *how == state_crawling) {
            what.message = "the file holds a crawl that has not ended";
            return std::move(what).hinting("go on with --resume, or name another file with --out");
        }
        if (how && *how == state_sealed) what.message = "the file holds a sealed account, which is never overwritten";
        return std::move(what).hinting("name another file with --out");
    }
    const auto making = path + ".creating";
    auto made = make_crawl_file(making, identity);
    if (made) made = detail::publish_new(making, path);
    if (!made) {
        detail::remove_if_there(making);
        detail::remove_if_there(making + "-journal");
        if (const auto folder = detail::missing_folder_of(path); !folder.empty())
            return fail(errc::not_found, fmt::format("there is no folder `{}`", printable(folder)))
                .with("file", path)
                .hinting("make the folder first, or name another file with --out");
        return std::move(made).error();
    }
    return open(path, std::move(limits));
}

result<crawl_file> crawl_file::resume(const std::string& path, writer_limits limits) {
    if (auto known = detail::check_header(path); !known) return std::move(known).error();
    return open(path, std::move(limits));
}

result<crawl_file> crawl_file::open(const std::string& path, writer_limits limits) {
    auto lock = detail::lock_for_crawl(path);
    if (!lock) return std::move(lock).error();
    auto file = database::open(path, open_mode::write);
    if (!file) return std::move(file).error();
    auto made = std::make_unique<state>(std::move(*lock), std::move(*file), std::move(limits));
    auto& where = made->file;
    // Before the pragmas: they would turn a sealed file into one with a write-ahead log.
    const auto how = detail::state_of(where);
    if (!how) return how.error();
    if (*how == state_sealed)
        return fail(errc::not_allowed, "the crawl in this file has ended and is sealed")
            .with("file", printable(path))
            .hinting("name another file with --out for a new crawl");
    if (auto set = where.run(crawl_pragmas); !set) return std::move(set).error();
    if (auto added = add_missing_tables(where); !added) return std::move(added).error();
    if (auto taken = detail::take_up_staged_grants(where); !taken) return std::move(taken).error();
    if (auto dropped = detail::drop_parts_without_end(where); !dropped) return std::move(dropped).error();

    for (const auto& [key, into] : {std::pair<std::string_view, std::string*>{"account_id", &made->who.account_id},
                                    {"cloud", &made->who.cloud},
                                    {"started_at", &made->who.started_at}}) {
        auto value = get_meta(where, key);
        if (!value) return std::move(value).error();
        *into = std::move(*value).value_or("");
    }
    const auto secret = secret_key();
    auto keys = detail::key_table::load(where, secret);
    if (!keys) return std::move(keys).error();
    made->keys.emplace(std::move(*keys));
    auto facts = detail::fact_writer::open(where, *made->keys, secret);
    if (!facts) return std::move(facts).error();
    made->facts.emplace(std::move(*facts));
    auto tasks = detail::task_ledger::open(where, *made->keys, secret);
    if (!tasks) return std::move(tasks).error();
    made->tasks.emplace(std::move(*tasks));
    return crawl_file{std::move(made)};
}

result<std::vector<crawl_task>> crawl_file::pending_tasks() {
    std::vector<crawl_task> tasks;
    auto done = state_->change([&]() -> result<void> {
        auto pending = state_->tasks->pending();
        if (!pending) return std::move(pending).error();
        tasks = std::move(*pending);
        return {};
    });
    if (!done) return std::move(done).error();
    return tasks;
}

result<void> crawl_file::add_tasks(std::vector<crawl_task> tasks) {
    return state_->change([&]() -> result<void> {
        for (const auto& task : tasks)
            if (auto added = state_->tasks->add(task); !added) return added;
        return state_->is_due() ? state_->commit() : result<void>{};
    });
}

result<void> crawl_file::accept(task_report report) {
    const bool part = report.result.how == outcome::pending;
    if (part && !is_part(report))
        return fail(errc::bad_input,
                    "a report that its task is pending can only be a part of it, of facts without policies")
            .with("family", report.task.family);
    return state_->change([&]() -> result<void> {
        if (auto written = part ? state_->write_part(report) : state_->write(report); !written) return written;
        return state_->is_due() ? state_->commit() : result<void>{};
    });
}

result<void> crawl_file::flush() {
    return state_->change([&] { return state_->commit(); });
}

const crawl_identity& crawl_file::identity() const noexcept {
    return state_->who;
}

const std::string& crawl_file::path() const noexcept {
    return state_->file.path();
}

std::uint64_t crawl_file::pending_count() const noexcept {
    return state_->tasks->pending_count();
}

std::uint64_t crawl_file::task_count() const noexcept {
    return state_->tasks->size();
}

result<void> crawl_file::set_note(std::string_view name, std::string_view value) {
    return state_->change([&]() -> result<void> {
        if (auto put = put_meta(state_->file, fmt::format("note.{}", name), value); !put) return put;
        return state_->commit();
    });
}

result<std::optional<std::string>> crawl_file::note(std::string_view name) {
    return get_meta(state_->file, fmt::format("note.{}", name));
}

void crawl_file::end_writing() noexcept {
    state_->tasks.reset();
    state_->facts.reset();
    state_->keys.reset();
    return_free_memory();
}

database& crawl_file::connection() noexcept {
    return state_->file;
}

} // namespace canreach::storage
