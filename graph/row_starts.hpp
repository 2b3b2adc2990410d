/// Where each row of a long list of edges begins, in little more than two bytes a row.
///
/// Rows stand in blocks; a block holds the full number where it begins, a row its distance from there. Where the rows
/// of one block together are longer than a distance can tell, all rows hold full numbers instead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "graph/column.hpp"

namespace canreach::graph {

/// Immutable. Rows behind the last one that holds something take no room.
class row_starts {
public:
    row_starts() = default;
    /// `offsets`: ascending, from 0 on, of each row where it begins, and at the end where the last one ends.
    explicit row_starts(std::vector<std::uint32_t> offsets);

    /// Where a row begins and ends; an empty one for rows that are not known. O(1).
    [[nodiscard]] std::pair<std::size_t, std::size_t> of(std::size_t row) const noexcept {
        if (row >= rows()) return {0, 0};
        return {at(row), at(row + 1)};
    }
    /// One past the last row that holds something, at the most as many as were told.
    [[nodiscard]] std::size_t rows() const noexcept { return (full_.empty() ? steps_.size() : full_.size()) - 1; }

    /// Whether the columns fit each other, and a list of this length: of an image alone.
    [[nodiscard]] bool fits(std::size_t items) const noexcept;

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        image.numbers(blocks_);
        image.numbers(steps_);
        image.numbers(full_);
    }

private:
    static constexpr std::size_t block = 32;

    [[nodiscard]] std::uint32_t at(std::size_t row) const noexcept {
        return full_.empty() ? blocks_[row / block] + steps_[row] : full_[row];
    }

    column<std::uint32_t> blocks_{std::vector<std::uint32_t>(1)};
    column<std::uint16_t> steps_{std::vector<std::uint16_t>(1)};
    column<std::uint32_t> full_; ///< empty where distances do
};

} // namespace canreach::graph
