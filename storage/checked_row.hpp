/// Reads columns of files that may be damaged: what does not fit is remembered, and told once per row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "model/error.hpp"
#include "storage/statement.hpp"

namespace canreach::storage {

/// Bounds of a column that may hold any number.
inline constexpr auto any_low = std::numeric_limits<std::int64_t>::min();
inline constexpr auto any_high = std::numeric_limits<std::int64_t>::max();

/// Used as: read every column, then ask `ok()` before using any of them.
class checked_row {
public:
    /// `table` is named in the failure; both must outlive this object.
    checked_row(const statement& row, std::string_view table) noexcept : row_(&row), table_(table) {}

    /// The number, or `low` where it is outside [low, high].
    [[nodiscard]] std::int64_t number(int column, std::int64_t low, std::int64_t high) noexcept;
    template <class Number>
    [[nodiscard]] Number number_as(int column, std::int64_t low, std::int64_t high) noexcept {
        return static_cast<Number>(number(column, low, high));
    }
    /// Text without NUL bytes; no account has others, and the writer lets none through.
    [[nodiscard]] std::string_view text(int column) noexcept;
    /// Bytes of a multiple of `each`.
    [[nodiscard]] std::string_view bytes(int column, std::size_t each) noexcept;
    /// An enumerator by its stored number.
    template <class Enum>
    [[nodiscard]] Enum one_of(int column, std::optional<Enum> (*known)(std::int64_t)) noexcept {
        if (const auto found = known(row_->number(column))) return *found;
        blame(column);
        return Enum{};
    }
    /// An enumerator whose numbers run from `low` to `high` without holes.
    template <class Enum>
    [[nodiscard]] Enum between(int column, Enum low, Enum high) noexcept {
        return static_cast<Enum>(number(column, static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)));
    }

    void blame(int column) noexcept {
        if (bad_column_ < 0) bad_column_ = column;
    }
    [[nodiscard]] bool ok() const noexcept { return bad_column_ < 0; }
    /// `damaged_file`, naming table and column.
    [[nodiscard]] failure error() const;

private:
    const statement* row_;
    std::string_view table_;
    int bad_column_ = -1;
};

} // namespace canreach::storage
