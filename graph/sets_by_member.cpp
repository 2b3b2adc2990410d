#include "graph/sets_by_member.hpp"

#include <algorithm>
#include <array>

#include "graph/bitset.hpp"

namespace canreach::graph {
namespace {

constexpr std::size_t side = 64;
using square = std::array<std::uint64_t, side>;

/// Bit c of row r becomes bit r of row c: halves change places, then halves of the halves.
void turn(square& bits) noexcept {
    auto low = ~std::uint64_t{0} >> (side / 2);
    for (std::size_t step = side / 2; step != 0; step /= 2, low ^= low << step)
        for (std::size_t row = 0; row < side; row = (row + step + 1) & ~step) {
            const auto other = ((bits[row] >> step) ^ bits[row + step]) & low;
            bits[row] ^= other << step;
            bits[row + step] ^= other;
        }
}

template <class WordsOf>
std::vector<std::uint64_t> turned(std::size_t members, std::size_t sets, WordsOf words_of) {
    const auto row_words = bitset::words_for(sets);
    std::vector<std::uint64_t> rows(members * row_words);
    square bits;
    for (std::size_t column = 0; column < row_words; ++column)
        for (std::size_t word = 0; word < bitset::words_for(members); ++word) {
            const auto first_set = column * side;
            for (std::size_t i = 0; i < side; ++i)
                bits[i] = first_set + i < sets ? words_of(first_set + i)[word] : std::uint64_t{0};
            turn(bits);
            const auto first_member = word * side;
            for (std::size_t i = 0; i < std::min(side, members - first_member); ++i)
                rows[(first_member + i) * row_words + column] = bits[i];
        }
    return rows;
}

} // namespace

sets_by_member::sets_by_member(std::size_t members, std::span<const subject_set> sets)
    : words_(bitset::words_for(sets.size())),
      surely_(turned(members, sets.size(), [&](std::size_t i) { return sets[i].surely().words(); })) {
    if (!std::ranges::all_of(sets, [](const subject_set& one) { return one.complete(); }))
        maybe_ = turned(members, sets.size(), [&](std::size_t i) { return sets[i].maybe().words(); });
}

} // namespace canreach::graph
