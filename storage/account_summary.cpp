#include "storage/account_summary.hpp"

#include <fmt/format.h>

#include <utility>

#include "storage/account_file.hpp"
#include "storage/checked_row.hpp"
#include "storage/database.hpp"
#include "storage/detail/account_tables.hpp"
#include "storage/detail/file_header.hpp"
#include "storage/detail/files.hpp"
#include "storage/schema.hpp"

namespace canreach::storage {
namespace {

/// Families are a dozen or two; a damaged file may say otherwise.
constexpr std::size_t family_limit = 1000;

constexpr const char* sealed_families =
    "SELECT family, outcome, tasks, requests, retries, items, milliseconds FROM task_total ORDER BY family, outcome";
constexpr const char* unsealed_families =
    "SELECT t.family, coalesce(e.outcome, 0), count(*), coalesce(sum(e.requests), 0), coalesce(sum(e.retries), 0), "
    "coalesce(sum(e.items), 0), coalesce(sum(e.milliseconds), 0) "
    "FROM raw_task AS t LEFT JOIN raw_task_end AS e ON e.task = t.number GROUP BY 1, 2 ORDER BY 1, 2";
constexpr const char* sealed_gaps =
    "SELECT n.name, n.kind, t.part, t.outcome, t.family, t.reason FROM task AS t JOIN node AS n ON n.id = t.about "
    "WHERE t.outcome <> 1 ORDER BY t.about, t.part, t.family, t.workspace, t.number LIMIT ?1";
constexpr const char* unsealed_gaps =
    "SELECT k.id, k.kind, t.part, e.outcome, t.family, e.reason FROM raw_task_end AS e "
    "JOIN raw_task AS t ON t.number = e.task JOIN raw_key AS k ON k.number = t.about "
    "WHERE e.outcome > 1 ORDER BY k.kind, k.scope, k.id, t.part, t.number LIMIT ?1";

result<void> read_families(const database& file, const char* sql, account_summary& into) {
    auto query = statement::prepare(file, sql);
    if (!query) return std::move(query).error();
    for (;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) return {};
        checked_row row{*query, "task_total"};
        const auto family = row.text(0);
        const auto how = row.one_of(1, outcome_of_number);
        const auto tasks = row.number_as<std::uint64_t>(2, 0, any_high);
        if (into.families.empty() || into.families.back().family != family) {
            into.families.emplace_back().family = family;
            if (into.families.size() > family_limit) row.blame(0);
        }
        auto& sum = into.families.back();
        sum.tasks[static_cast<std::size_t>(how)] += tasks;
        sum.requests += row.number_as<std::uint64_t>(3, 0, any_high);
        sum.retries += row.number_as<std::uint64_t>(4, 0, any_high);
        sum.items += row.number_as<std::uint64_t>(5, 0, any_high);
        // Millions of years: no task takes longer, and sums stay within the clock's range.
        sum.took += std::chrono::milliseconds{row.number(6, 0, any_high >> 20U)};
        if (!row.ok()) return row.error();
        if (how == outcome::pending) into.pending += tasks;
    }
}

result<void> read_gaps(const database& file, const char* sql, std::size_t limit, account_summary& into) {
    auto query = statement::prepare(file, sql);
    if (!query) return std::move(query).error();
    query->bind(1, static_cast<std::int64_t>(limit));
    for (;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) return {};
        checked_row row{*query, "task"};
        gap_summary gap{std::string{row.text(0)},           row.one_of(1, kind_of_number),
                        row.one_of(2, node_part_of_number), row.one_of(3, outcome_of_number),
                        std::string{row.text(4)},           std::string{row.text(5)}};
        if (!row.ok()) return row.error();
        into.gaps.push_back(std::move(gap));
    }
}

result<account_summary> summarise_sealed(const std::string& path, std::size_t gap_limit) {
    const auto file = account_file::open(path);
    if (!file) return file.error();
    account_summary made;
    made.sealed = true;
    made.snapshot = file->snapshot();
    made.made_by = file->made_by();
    made.file_bytes = file->file_bytes();
    for (const auto kind : all_kinds())
        if (const auto count = file->count(fmt::format("node.{}", word_of(kind))); count != 0)
            made.nodes.emplace_back(kind, count);
    for (const auto* word : {"member", "owner", "grant", "bind", "link", "policy"})
        made.edges.emplace_back(word, file->count(word));
    if (auto done = read_families(file->connection(), sealed_families, made); !done) return std::move(done).error();
    if (auto done = read_gaps(file->connection(), sealed_gaps, gap_limit, made); !done) return std::move(done).error();
    return made;
}

result<account_summary> summarise_unsealed(const database& file, std::size_t gap_limit) {
    if (auto checked = detail::check_tables(file, crawl_tables()); !checked)
        return std::move(checked).error().hinting(
            "if an older version began this crawl, `canreach crawl --resume` goes on with it");
    account_summary made;
    auto meta = detail::load_meta(file);
    if (!meta) return std::move(meta).error();
    made.snapshot.file = file.path();
    made.snapshot.account_id = (*meta)["account_id"];
    made.snapshot.cloud = (*meta)["cloud"];
    made.snapshot.started_at = (*meta)["started_at"];
    made.file_bytes = detail::size_of(file.path()) + detail::size_of(file.path() + "-wal");

    auto kinds = statement::prepare(file, "SELECT k.kind, count(*) FROM raw_key AS k WHERE k.number IN "
                                          "(SELECT key FROM raw_node) GROUP BY k.kind ORDER BY k.kind");
    if (!kinds) return std::move(kinds).error();
    for (;;) {
        const auto more = kinds->step();
        if (!more) return more.error();
        if (!*more) break;
        checked_row row{*kinds, "raw_key"};
        made.nodes.emplace_back(row.one_of(0, kind_of_number), row.number_as<std::uint64_t>(1, 0, any_high));
        if (!row.ok()) return row.error();
    }
    auto query = statement::prepare(file, "SELECT (SELECT count(*) FROM raw_member) + "
                                          "(SELECT coalesce(sum(length(members)), 0) / 4 FROM raw_member_run), "
                                          "(SELECT count(*) FROM raw_owner), "
                                          "(SELECT count(*) FROM raw_grant), (SELECT count(*) FROM raw_bind), "
                                          "(SELECT count(*) FROM raw_link), (SELECT count(*) FROM raw_policy), "
                                          "(SELECT count(*) FROM raw_task_end WHERE outcome > 1)");
    if (!query) return std::move(query).error();
    const auto counted = query->step();
    if (!counted) return counted.error();
    for (int column = 0; const auto* word : {"member", "owner", "grant", "bind", "link", "policy"})
        made.edges.emplace_back(word, static_cast<std::uint64_t>(query->number(column++)));
    made.snapshot.gaps = static_cast<std::uint64_t>(query->number(6));
    if (auto done = read_families(file, unsealed_families, made); !done) return std::move(done).error();
    if (auto done = read_gaps(file, unsealed_gaps, gap_limit, made); !done) return std::move(done).error();
    return made;
}

} // namespace

result<account_summary> summarise(const std::string& path, std::size_t gap_limit) {
    const auto kind = detail::check_header(path);
    if (!kind) return kind.error();
    // A crawl keeps its newest rows in the log beside the file, so the file is opened as one that others may write.
    auto file = database::open(path, kind->has_log ? open_mode::read : open_mode::immutable);
    if (!file) return std::move(file).error();
    const auto how = detail::state_of(*file);
    if (!how) return how.error();
    auto made = *how == state_sealed ? summarise_sealed(path, gap_limit) : summarise_unsealed(*file, gap_limit);
    if (!made) return made;
    const auto meta = detail::load_meta(*file);
    if (!meta) return meta.error();
    constexpr std::string_view prefix = "note.";
    for (const auto& [key, value] : *meta)
        if (key.starts_with(prefix)) made->notes.emplace(key.substr(prefix.size()), value);
    return made;
}

} // namespace canreach::storage
