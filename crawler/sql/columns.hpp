/// Columns of a result by name: what the platform calls them differs between versions, so they are looked for.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "crawler/sql/statement_reply.hpp"
#include "model/error.hpp"

namespace canreach::crawler::sql {

/// The place of the first of `names` that is there, in any letter case.
[[nodiscard]] std::optional<std::size_t> find_column(std::span<const sql_column> columns,
                                                     std::initializer_list<std::string_view> names);
/// The same; fails with `malformed_reply`, saying which columns came, if there is none.
[[nodiscard]] result<std::size_t> need_column(std::span<const sql_column> columns,
                                              std::initializer_list<std::string_view> names);
/// A cell as text; empty for NULL and for rows that are too short.
[[nodiscard]] std::string_view cell(const sql_row& row, std::size_t column) noexcept;

} // namespace canreach::crawler::sql
