/// Jitter: a tiny seeded generator. Not for secrets.
#pragma once

#include <cstdint>

namespace canreach::crawler {

/// SplitMix64 (Steele, Lea, Flood 2014): one addition and three mixes a number, any seed is good.
class jitter_source {
public:
    explicit constexpr jitter_source(std::uint64_t seed) noexcept : state_(seed) {}

    constexpr std::uint64_t next() noexcept {
        state_ += 0x9E3779B97F4A7C15ULL;
        auto z = state_;
        z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ z >> 27U) * 0x94D049BB133111EBULL;
        return z ^ z >> 31U;
    }
    /// Uniform in [0, 1).
    constexpr double fraction() noexcept { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

private:
    std::uint64_t state_;
};

} // namespace canreach::crawler
