/// Random numbers that are the same on every platform: the standard library fixes its engines, but not what its
/// distributions make of them, and a seed must always give the same account.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace canreach::simulator {

/// One step of SplitMix64 (Steele, Lea, Flood 2014): a good mixer of 64 bits, also used as a hash.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t x) noexcept {
    x += 0x9E37'79B9'7F4A'7C15U;
    x = (x ^ (x >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return x ^ (x >> 31U);
}

/// FNV-1a of `text`, mixed: stable over runs and platforms, unlike `std::hash`.
[[nodiscard]] constexpr std::uint64_t stable_hash(std::string_view text, std::uint64_t seed = 0) noexcept {
    std::uint64_t hash = 0xCBF2'9CE4'8422'2325U ^ seed;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x0000'0100'0000'01B3U;
    return mixed(hash);
}

/// SplitMix64 as a generator.
class seeded_random {
public:
    constexpr explicit seeded_random(std::uint64_t seed) noexcept : state_(mixed(seed)) {}

    constexpr std::uint64_t next() noexcept {
        const auto value = mixed(state_);
        state_ += 0x9E37'79B9'7F4A'7C15U;
        return value;
    }
    /// Uniform in [0, bound); 0 if `bound` is 0. Off from uniform by less than bound / 2^32.
    constexpr std::uint32_t below(std::uint32_t bound) noexcept {
        return static_cast<std::uint32_t>(((next() >> 32U) * bound) >> 32U);
    }
    /// Heavy-tailed in [0, bound): small values are much more frequent (the cube of a uniform number).
    constexpr std::uint32_t skewed(std::uint32_t bound) noexcept {
        const auto u = next() >> 43U; // 21 bits, so that the cube fits into 63
        return static_cast<std::uint32_t>((((u * u * u) >> 31U) * bound) >> 32U);
    }
    /// True in `percent` of 100 cases.
    constexpr bool chance(std::uint32_t percent) noexcept { return below(100) < percent; }
    template <class Container>
    constexpr const auto& pick(const Container& from) noexcept {
        return from[below(static_cast<std::uint32_t>(from.size()))];
    }

private:
    std::uint64_t state_;
};

} // namespace canreach::simulator
