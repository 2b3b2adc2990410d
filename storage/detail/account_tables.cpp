#include "storage/detail/account_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string_view>
#include <vector>

#include "model/ids.hpp"
#include "storage/checked_row.hpp"
#include "storage/database.hpp"

namespace canreach::storage::detail {
namespace {

constexpr std::array<std::string_view, 16> counted{
    "node", "attribute", "lookup", "member",      "owner", "bind",       "link",     "grant",
    "mask", "policy",    "task",   "policy_node", "gap",   "task_total", "activity", "activity_window"};
constexpr std::size_t small_table_rows = 1000;

failure damaged(const database& file, std::string message) {
    return fail(errc::damaged_file, std::move(message)).with("file", printable(file.path()));
}

} // namespace

result<void> check_tables(const database& file, std::span<const table_definition> wanted) {
    auto query = statement::prepare(file, "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    if (!query) return std::move(query).error();
    std::vector<bool> found(wanted.size(), false);
    for (;;) {
        const auto row = query->step();
        if (!row) return row.error();
        if (!*row) break;
        const auto at = std::ranges::find(wanted, query->text(0), &table_definition::name);
        if (at == wanted.end()) continue;
        if (query->text(1) != at->sql)
            return damaged(file, fmt::format("table {} is not what this version makes", at->name));
        found[static_cast<std::size_t>(at - wanted.begin())] = true;
    }
    const auto lost = std::ranges::find(found, false);
    if (lost == found.end()) return {};
    return damaged(file,
                   fmt::format("table {} is missing", wanted[static_cast<std::size_t>(lost - found.begin())].name));
}

result<void> check_views(const database& file) {
    auto query = statement::prepare(file, "SELECT sql FROM sqlite_schema WHERE type = 'view'");
    if (!query) return std::move(query).error();
    std::set<std::string, std::less<>> stored;
    for (;;) {
        const auto row = query->step();
        if (!row) return row.error();
        if (!*row) break;
        stored.emplace(query->text(0));
    }
    constexpr std::string_view opening = "CREATE VIEW ";
    std::string_view rest = sealed_views_sql();
    for (auto at = rest.find(opening); at != std::string_view::npos; at = rest.find(opening)) {
        rest.remove_prefix(at);
        const auto wanted = rest.substr(0, rest.find(';'));
        const auto name = wanted.substr(opening.size(), wanted.find(' ', opening.size()) - opening.size());
        if (!stored.contains(wanted))
            return damaged(file, fmt::format("view {} is missing, or not what this version makes", name));
        rest.remove_prefix(wanted.size());
    }
    return {};
}

result<std::map<std::string, std::uint64_t>> load_counts(const database& file, std::uint64_t file_bytes) {
    std::map<std::string, std::uint64_t> counts;
    auto query = statement::prepare(file, "SELECT what, count FROM row_count ORDER BY what");
    if (!query) return std::move(query).error();
    for (;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) break;
        checked_row row{*query, "row_count"};
        std::string what{row.text(0)};
        const auto high = static_cast<std::int64_t>(std::min<std::uint64_t>(file_bytes, no_node.value));
        const auto count = row.number_as<std::uint64_t>(1, 0, high);
        if (counts.size() >= small_table_rows) row.blame(0);
        if (!row.ok()) return row.error();
        counts[std::move(what)] = count;
    }
    for (const auto what : counted)
        if (!counts.contains(std::string{what}))
            return damaged(file, fmt::format("the count of `{}` is missing", what));
    return counts;
}

result<std::map<std::string, std::string>> load_meta(const database& file) {
    std::map<std::string, std::string> meta;
    auto query = statement::prepare(file, "SELECT key, value FROM meta ORDER BY key");
    if (!query) return std::move(query).error();
    for (;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) return meta;
        checked_row row{*query, "meta"};
        std::string key{row.text(0)};
        std::string value{row.text(1)};
        if (meta.size() >= small_table_rows) row.blame(0);
        if (!row.ok()) return row.error();
        meta[std::move(key)] = std::move(value);
    }
}

} // namespace canreach::storage::detail
