/// Numbers that mostly grow by one from each to the next, as the stretches in which they do.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "graph/column.hpp"

namespace canreach::graph {

/// Immutable. Where there are many stretches, every number is kept instead.
class stretches {
public:
    stretches() = default;
    explicit stretches(std::vector<std::uint32_t> numbers);

    /// O(1), and O(log stretches) where many begin within a few hundred numbers.
    [[nodiscard]] std::uint32_t operator[](std::uint32_t at) const noexcept {
        if (!plain_.empty()) return plain_[at];
        const auto within = stretch_of(at);
        return numbers_[within] + (at - firsts_[within]);
    }
    /// How many numbers from `at` on grow by one from each to the next, at the most so many: one at least.
    [[nodiscard]] std::uint32_t growing_from(std::uint32_t at, std::uint32_t most) const noexcept;
    [[nodiscard]] bool empty() const noexcept { return plain_.empty() && firsts_.empty(); }

    /// Whether the columns fit so many numbers, or none, and each other: of an image alone.
    [[nodiscard]] bool fits(std::size_t count) const noexcept;

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        image.numbers(firsts_);
        image.numbers(numbers_);
        image.numbers(blocks_);
        image.numbers(plain_);
    }

private:
    static constexpr std::uint32_t block = 256;

    [[nodiscard]] std::uint32_t stretch_of(std::uint32_t at) const noexcept {
        const auto low = blocks_[at / block];
        const auto high = blocks_[at / block + 1];
        if (low == high) return low;
        const auto begun = std::upper_bound(firsts_.begin() + low, firsts_.begin() + high + 1, at);
        return static_cast<std::uint32_t>(begun - firsts_.begin()) - 1;
    }

    column<std::uint32_t> firsts_;  ///< where stretches begin, ascending
    column<std::uint32_t> numbers_; ///< the first number of each
    column<std::uint32_t> blocks_;  ///< in which stretch every so many-th number lies, and the last one
    column<std::uint32_t> plain_;
};

} // namespace canreach::graph
