#include "crawler/sql/columns.hpp"

#include <fmt/format.h>

#include <string>

#include "crawler/text.hpp"

namespace canreach::crawler::sql {

std::optional<std::size_t> find_column(std::span<const sql_column> columns,
                                       std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (equal_ignoring_case(columns[i].name, name)) return i;
    return std::nullopt;
}

result<std::size_t> need_column(std::span<const sql_column> columns, std::initializer_list<std::string_view> names) {
    if (const auto found = find_column(columns, names)) return *found;
    std::string seen;
    for (const auto& one : columns) seen += (seen.empty() ? "" : ", ") + one.name;
    return fail(errc::malformed_reply,
                fmt::format("no column `{}` in the result, only: {}", *names.begin(), printable(seen, 200)));
}

std::string_view cell(const sql_row& row, std::size_t column) noexcept {
    if (column >= row.size() || !row[column]) return {};
    return *row[column];
}

} // namespace canreach::crawler::sql
