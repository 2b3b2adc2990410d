/// A set of up to 128 bits: privileges, ACL levels or roles, depending on the facet it is read under (access-model
/// §1.6).
#pragma once

#include <bit>
#include <compare>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <type_traits>

namespace canreach {
inline namespace model {

struct mask {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    constexpr mask() = default;
    constexpr mask(std::uint64_t low_word, std::uint64_t high_word) : low(low_word), high(high_word) {}
    /// The set of the given enumerators; their values are bit numbers below 128.
    template <class Bit>
    requires std::is_enum_v<Bit>
    constexpr mask(std::initializer_list<Bit> bits) {
        for (const auto bit : bits) set(static_cast<unsigned>(bit));
    }
    template <class Bit>
    requires std::is_enum_v<Bit>
    explicit constexpr mask(Bit bit) { set(static_cast<unsigned>(bit)); }

    constexpr void set(unsigned bit) { (bit < 64 ? low : high) |= std::uint64_t{1} << (bit % 64); }
    [[nodiscard]] constexpr bool has(unsigned bit) const { return ((bit < 64 ? low : high) >> (bit % 64) & 1U) != 0; }
    template <class Bit>
    requires std::is_enum_v<Bit>
    [[nodiscard]] constexpr bool has(Bit bit) const { return has(static_cast<unsigned>(bit)); }
    [[nodiscard]] constexpr bool empty() const { return (low | high) == 0; }
    [[nodiscard]] constexpr bool contains(mask other) const { return (other & ~*this).empty(); }
    [[nodiscard]] constexpr bool intersects(mask other) const { return !(*this & other).empty(); }
    [[nodiscard]] constexpr int count() const { return std::popcount(low) + std::popcount(high); }

    friend constexpr mask operator|(mask a, mask b) { return {a.low | b.low, a.high | b.high}; }
    friend constexpr mask operator&(mask a, mask b) { return {a.low & b.low, a.high & b.high}; }
    friend constexpr mask operator~(mask a) { return {~a.low, ~a.high}; }
    constexpr mask& operator|=(mask other) { return *this = *this | other; }
    constexpr mask& operator&=(mask other) { return *this = *this & other; }
    friend constexpr auto operator<=>(mask, mask) = default;

    /// Calls `visit(unsigned bit)` for each member, lowest first.
    template <std::invocable<unsigned> Visit>
    constexpr void for_each(Visit visit) const {
        for (auto word = low; word != 0; word &= word - 1) visit(static_cast<unsigned>(std::countr_zero(word)));
        for (auto word = high; word != 0; word &= word - 1) visit(64U + static_cast<unsigned>(std::countr_zero(word)));
    }
};

} // namespace model
} // namespace canreach
