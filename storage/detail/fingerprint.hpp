/// 96-bit keyed fingerprints of byte strings: three quarters of SipHash-1-3 with 128-bit output (Aumasson, Bernstein,
/// 2012; the variant for hash tables).
///
/// The writer interns names by fingerprint alone, so two names with one fingerprint would become one node. Names come
/// from strangers; a secret key per process keeps collisions a matter of chance: below 10^-15 for 10^7 names. They are
/// what a crawl keeps of each of millions of nodes and tasks, so they are no longer than that.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace canreach::storage::detail {

struct fingerprint {
    std::array<std::uint32_t, 3> words{}; ///< and not larger by half, as with a word of 64 bits
    friend bool operator==(const fingerprint&, const fingerprint&) = default;
};

struct fingerprint_hash {
    using is_avalanching = void; ///< already well mixed
    std::size_t operator()(const fingerprint& value) const noexcept {
        return static_cast<std::size_t>(value.words[0]) << 32U | value.words[1];
    }
};

struct fingerprint_key {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
};

[[nodiscard]] fingerprint fingerprint_of(fingerprint_key key, std::string_view bytes) noexcept;

} // namespace canreach::storage::detail
