#include "graph/bitset.hpp"

#include <algorithm>

namespace canreach::graph {

void bitset::fill() noexcept {
    std::ranges::fill(words_, ~std::uint64_t{0});
    if (size_ % 64 != 0) words_.back() = (std::uint64_t{1} << (size_ % 64)) - 1;
}

void bitset::clear() noexcept {
    std::ranges::fill(words_, 0);
}

bool bitset::any() const noexcept {
    return std::ranges::any_of(words_, [](std::uint64_t word) { return word != 0; });
}

std::size_t bitset::count() const noexcept {
    std::size_t total = 0;
    for (const auto word : words_) total += static_cast<std::size_t>(std::popcount(word));
    return total;
}

bool bitset::intersects(const bitset& other) const noexcept {
    for (std::size_t i = 0; i < words_.size(); ++i)
        if ((words_[i] & other.words_[i]) != 0) return true;
    return false;
}

void bitset::take_away(const bitset& other) noexcept {
    for (std::size_t w = 0; w < words_.size(); ++w) words_[w] &= ~other.words_[w];
}

bitset& bitset::operator|=(std::span<const std::uint64_t> other) noexcept {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other[i];
    return *this;
}

bitset& bitset::operator&=(const bitset& other) noexcept {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
    return *this;
}

bitset& bitset::operator-=(const bitset& other) noexcept {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
    return *this;
}

} // namespace canreach::graph
