/// How far numbers are as expected, many compared in one step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace canreach::graph {

/// How many of the first numbers are `expected(index)`.
template <class T, class Expected>
[[nodiscard]] std::uint32_t matching_from(std::span<const T> numbers, Expected expected) noexcept {
    static_assert(std::is_unsigned_v<T>);
    constexpr std::size_t step = 32; // a loop without a way out in it, which compilers turn into wide instructions
    std::uint32_t at = 0;
    for (; at + step <= numbers.size(); at += step) {
        T differences = 0;
        for (std::uint32_t i = 0; i < step; ++i)
            differences |= static_cast<T>(numbers[at + i] ^ static_cast<T>(expected(at + i)));
        if (differences != 0) break;
    }
    while (at < numbers.size() && numbers[at] == static_cast<T>(expected(at))) ++at;
    return at;
}

} // namespace canreach::graph
