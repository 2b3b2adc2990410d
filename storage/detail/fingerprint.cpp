#include "storage/detail/fingerprint.hpp"

#include <bit>
#include <cstring>

namespace canreach::storage::detail {
namespace {

struct sip_state {
    std::uint64_t v0, v1, v2, v3;

    void round() noexcept {
        v0 += v1;
        v2 += v3;
        v1 = std::rotl(v1, 13) ^ v0;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 = std::rotl(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = std::rotl(v1, 17) ^ v2;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 = std::rotl(v2, 32);
    }
    void take(std::uint64_t word) noexcept {
        v3 ^= word;
        round();
        v0 ^= word;
    }
    std::uint64_t finish() noexcept {
        for (int i = 0; i < 3; ++i) round();
        return v0 ^ v1 ^ v2 ^ v3;
    }
};

} // namespace

fingerprint fingerprint_of(fingerprint_key key, std::string_view bytes) noexcept {
    sip_state state{key.first ^ 0x736f'6d65'7073'6575U, key.second ^ 0x646f'7261'6e64'6f6dU ^ 0xeeU,
                    key.first ^ 0x6c79'6765'6e65'7261U, key.second ^ 0x7465'6462'7974'6573U};
    const auto total = bytes.size();
    for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), 8);
        state.take(word);
    }
    std::uint64_t last = static_cast<std::uint64_t>(total) << 56U;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        last |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    state.take(last);
    state.v2 ^= 0xeeU;
    const auto low = state.finish();
    state.v1 ^= 0xddU;
    const auto high = state.finish();
    return {
        {static_cast<std::uint32_t>(low >> 32U), static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(high)}};
}

} // namespace canreach::storage::detail
