#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "storage/checked_row.hpp"
#include "storage/detail/batch_insert.hpp"
#include "storage/detail/sealed_writer.hpp"
#include "storage/text.hpp"

/// Last uses of a crawl file, copied into a sealed one: one row for each principal and table, the latest. Names stay as
/// the platform's logs write them; the view joins them to nodes. No part of the digest.
namespace canreach::storage::detail {
namespace {

constexpr std::int64_t any_days = std::numeric_limits<std::uint32_t>::max();

} // namespace

result<void> sealed_writer::write_activity(const database& crawl) {
    struct use {
        std::string principal;
        std::string table;
        std::string last_seen;
    };
    // Equal but for letter case are the same principal (rule M8), so they are united here rather than by SQL.
    std::map<std::tuple<std::string, std::string, std::string>, use> latest;
    auto query = statement::prepare(crawl, "SELECT principal, metastore, table_name, max(last_seen) FROM raw_activity "
                                           "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
    if (!query) return std::move(query).error();
    for (;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) break;
        checked_row row{*query, "raw_activity"};
        use one{std::string(row.text(0)), std::string(row.text(2)), std::string(row.text(3))};
        const std::string metastore(row.text(1));
        if (!row.ok()) return row.error();
        auto key = std::tuple(folded(one.principal), metastore, folded(one.table));
        const auto [found, fresh] = latest.try_emplace(std::move(key), one);
        if (!fresh && one.last_seen > found->second.last_seen) found->second = std::move(one);
    }
    auto rows =
        batch_insert::into(file_, "activity", "folded, metastore, table_folded, principal, table_name, last_seen");
    if (!rows) return std::move(rows).error();
    for (const auto& [key, one] : latest) {
        for (const std::string_view text : {std::string_view(std::get<0>(key)), std::string_view(std::get<1>(key)),
                                            std::string_view(std::get<2>(key)), std::string_view(one.principal),
                                            std::string_view(one.table), std::string_view(one.last_seen)})
            rows->add(text);
        if (auto ended = rows->end_row(); !ended) return ended;
    }
    counts_["activity"] = rows->rows();
    return rows->flush();
}

result<void> sealed_writer::write_activity_windows(const database& crawl) {
    // A part that was read twice was read anew: the last time counts, as for the ledger.
    auto query =
        statement::prepare(crawl, "SELECT metastore, of_tables, days, read_on FROM raw_activity_window WHERE rowid IN "
                                  "(SELECT max(rowid) FROM raw_activity_window GROUP BY metastore, of_tables) "
                                  "ORDER BY metastore, of_tables");
    if (!query) return std::move(query).error();
    auto rows = batch_insert::into(file_, "activity_window", "metastore, of_tables, days, read_on");
    if (!rows) return std::move(rows).error();
    for (;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) break;
        checked_row row{*query, "raw_activity_window"};
        rows->add(row.text(0));
        rows->add(row.number(1, 0, 1));
        rows->add(row.number(2, 0, any_days));
        rows->add(row.text(3));
        if (!row.ok()) return row.error();
        if (auto ended = rows->end_row(); !ended) return ended;
    }
    counts_["activity_window"] = rows->rows();
    return rows->flush();
}

} // namespace canreach::storage::detail
