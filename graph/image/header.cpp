#include "graph/image/header.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace canreach::graph::image {
namespace {

constexpr std::size_t block = 64;
constexpr std::size_t lane_count = 8;
// Odd, and without pattern: the fractional digits of the golden ratio and of the square root of 2.
constexpr std::uint64_t spread = 0x9E37'79B9'7F4A'7C15;
constexpr std::uint64_t other_spread = 0x6A09'E667'F3BC'C909;

std::uint64_t mixed(std::uint64_t value) noexcept {
    value = (value ^ (value >> 32)) * spread;
    value = (value ^ (value >> 29)) * other_spread;
    return value ^ (value >> 32);
}

using words = std::array<std::uint64_t, lane_count>;

} // namespace

// Products of 32-bit halves, so that compilers make vectors of the lanes. The word itself is added to its neighbour, so
// a change of one word always shows; keys differ from block to block, so order counts.
void checksum::add(std::span<const std::byte> bytes) noexcept {
    auto lanes = lanes_;
    auto keys = keys_;
    const auto take = [&](const std::byte* from) {
        words read;
        std::memcpy(read.data(), from, block);
        words product;
        for (std::size_t i = 0; i < lane_count; ++i) {
            const auto keyed = read[i] ^ keys[i];
            product[i] = (keyed & 0xFFFF'FFFFU) * (keyed >> 32U);
        }
        for (std::size_t i = 0; i < lane_count; ++i) {
            lanes[i] = ((lanes[i] << 1U) | (lanes[i] >> 63U)) + product[i] + read[i ^ 1U];
            keys[i] += spread;
        }
    };
    std::size_t at = 0;
    for (; at + block <= bytes.size(); at += block) take(bytes.data() + at);
    if (at < bytes.size()) {
        std::array<std::byte, block> last{};
        std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end(), last.begin());
        take(last.data());
    }
    blocks_ += (bytes.size() + block - 1) / block;
    lanes_ = lanes;
    keys_ = keys;
}

std::uint64_t checksum::value() const noexcept {
    auto sum = mixed(blocks_);
    for (const auto lane : lanes_) sum = mixed(sum ^ lane) + std::rotl(lane, 17);
    return sum;
}

} // namespace canreach::graph::image
