#include "storage/checked_row.hpp"

#include <fmt/format.h>

#include "storage/database.hpp"

namespace canreach::storage {

std::int64_t checked_row::number(int column, std::int64_t low, std::int64_t high) noexcept {
    const auto value = row_->number(column);
    if (value >= low && value <= high) return value;
    blame(column);
    return low;
}

std::string_view checked_row::text(int column) noexcept {
    const auto value = row_->text(column);
    if (value.find('\0') == std::string_view::npos) return value;
    blame(column);
    return {};
}

std::string_view checked_row::bytes(int column, std::size_t each) noexcept {
    const auto value = row_->text(column);
    if (value.size() % each == 0) return value;
    blame(column);
    return {};
}

failure checked_row::error() const {
    return fail(errc::damaged_file,
                fmt::format("table {} holds a value out of range in column {}", table_, bad_column_))
        .with("file", printable(row_->where().path()));
}

} // namespace canreach::storage
