#include "storage/detail/parts.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>
#include <vector>

#include "storage/checked_row.hpp"
#include "storage/database.hpp"
#include "storage/statement.hpp"
#include "storage/transaction.hpp"

namespace canreach::storage::detail {
namespace {

struct row_range {
    std::size_t of_table;
    std::int64_t first;
    std::int64_t last;
};

result<std::vector<row_range>> ranges_without_end(const database& file) {
    constexpr auto highest = std::numeric_limits<std::int64_t>::max();
    auto query = statement::prepare(file, "SELECT of_table, first, last FROM raw_part "
                                          "WHERE stage NOT IN (SELECT stage FROM raw_kept_stage)");
    if (!query) return std::move(query).error();
    std::vector<row_range> ranges;
    for (;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) return ranges;
        checked_row row{*query, "raw_part"};
        const row_range made{row.number_as<std::size_t>(0, 0, std::int64_t{tables_of_parts.size()} - 1),
                             row.number(1, 0, highest), row.number(2, 0, highest)};
        if (!row.ok()) return row.error();
        ranges.push_back(made);
    }
}

} // namespace

result<void> drop_parts_without_end(database& file) {
    const auto ranges = ranges_without_end(file);
    if (!ranges) return ranges.error();
    if (ranges->empty()) return {};
    auto writing = transaction::begin(file);
    if (!writing) return std::move(writing).error();
    for (std::size_t i = 0; i < tables_of_parts.size(); ++i) {
        auto drop =
            statement::prepare(file, fmt::format("DELETE FROM {} WHERE rowid BETWEEN ? AND ?", tables_of_parts[i]));
        if (!drop) return std::move(drop).error();
        for (const auto& range : *ranges) {
            if (range.of_table != i) continue;
            drop->bind(1, range.first);
            drop->bind(2, range.last);
            if (auto done = drop->run(); !done) return done;
        }
    }
    // What comes next may be given the numbers of rows that are gone.
    if (auto done = file.run("DELETE FROM raw_part WHERE stage NOT IN (SELECT stage FROM raw_kept_stage)"); !done)
        return done;
    return writing->commit();
}

result<void> take_up_staged_grants(database& file) {
    const auto there =
        file.number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'raw_staged_grant'");
    if (!there) return there.error();
    if (*there == 0) return {};
    auto writing = transaction::begin(file);
    if (!writing) return std::move(writing).error();
    auto done = file.run("INSERT INTO raw_grant(grantee, resource, mask) "
                         "SELECT grantee, resource, mask FROM raw_staged_grant "
                         "WHERE stage IN (SELECT stage FROM raw_kept_stage); "
                         "DROP TABLE raw_staged_grant");
    if (!done) return done;
    return writing->commit();
}

} // namespace canreach::storage::detail
