/// Where everything below a node ends, for nodes in preorder: of a node with nothing below it that needs no number,
/// only a bit that says so.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "graph/column.hpp"

namespace canreach::graph {

/// Immutable. A fifth of a byte a node, and four for each with something below it.
class sparse_ends {
public:
    sparse_ends() = default;
    /// `ends[at]`: one past the last number below `at`.
    explicit sparse_ends(std::span<const std::uint32_t> ends);

    [[nodiscard]] std::uint32_t operator[](std::uint32_t at) const noexcept {
        const auto word = inner_[at / 64];
        const auto below = word & ((std::uint64_t{1} << (at % 64)) - 1);
        if ((word >> (at % 64) & 1U) == 0) return at + 1;
        return ends_[before_[at / 64] + static_cast<std::uint32_t>(std::popcount(below))];
    }
    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

    /// Whether the columns fit so many nodes, and each other: of an image alone.
    [[nodiscard]] bool fits(std::size_t nodes) const noexcept;

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        std::uint64_t count = size_;
        image.number(count);
        size_ = static_cast<std::uint32_t>(count);
        image.numbers(inner_);
        image.numbers(before_);
        image.numbers(ends_);
    }

private:
    std::uint32_t size_ = 0;
    column<std::uint64_t> inner_;  ///< a bit a node: whether there is something below it
    column<std::uint32_t> before_; ///< by word of `inner_`: how many bits are set in those before
    column<std::uint32_t> ends_;   ///< of those whose bit is set
};

} // namespace canreach::graph
