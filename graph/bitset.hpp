/// A set of dense numbers as 64-bit words. All binary operations ask for equal sizes.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace canreach::graph {

class bitset {
public:
    bitset() = default;
    explicit bitset(std::size_t size) : words_(words_for(size)), size_(size) {}

    /// How many words hold so many bits.
    [[nodiscard]] static constexpr std::size_t words_for(std::size_t size) noexcept { return (size + 63) / 64; }
    [[nodiscard]] std::span<const std::uint64_t> words() const noexcept { return words_; }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool test(std::size_t i) const noexcept { return (words_[i / 64] >> (i % 64) & 1U) != 0; }
    void set(std::size_t i) noexcept { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
    void reset(std::size_t i) noexcept { words_[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }
    void fill() noexcept;  ///< every number below size()
    void clear() noexcept; ///< the empty set, same size

    [[nodiscard]] bool any() const noexcept;
    [[nodiscard]] std::size_t count() const noexcept;
    [[nodiscard]] bool intersects(const bitset& other) const noexcept;

    void take_away(const bitset& other) noexcept; ///< the difference of sets
    bitset& operator|=(const bitset& other) noexcept { return *this |= other.words(); }
    bitset& operator|=(std::span<const std::uint64_t> other) noexcept; ///< words of a set of the same size
    bitset& operator&=(const bitset& other) noexcept;
    bitset& operator-=(const bitset& other) noexcept; ///< without the members of `other`
    friend bool operator==(const bitset&, const bitset&) = default;

    /// Calls `visit(std::size_t)` for each member, lowest first.
    template <std::invocable<std::size_t> Visit>
    void for_each(Visit visit) const {
        for (std::size_t w = 0; w < words_.size(); ++w)
            for (auto word = words_[w]; word != 0; word &= word - 1)
                visit(w * 64 + static_cast<std::size_t>(std::countr_zero(word)));
    }

private:
    std::vector<std::uint64_t> words_;
    std::size_t size_ = 0;
};

} // namespace canreach::graph
