#include "graph/image/header.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace canreach::graph::image {
namespace {

constexpr std::size_t block = 64;
// Odd, and without pattern: the fractional digits of the golden ratio and of the square root of 2.
constexpr std::uint64_t spread = 0x9E37'79B9'7F4A'7C15;
constexpr std::uint64_t other_spread = 0x6A09'E667'F3BC'C909;

std::uint64_t mixed(std::uint64_t value) noexcept {
    value = (value ^ (value >> 32)) * spread;
    value = (value ^ (value >> 29)) * other_spread;
    return value ^ (value >> 32);
}

} // namespace

// Every step is a bijection of its lane for a given word, so a change of one word always changes the lane.
void checksum::add(std::span<const std::byte> bytes) noexcept {
    blocks_ += (bytes.size() + block - 1) / block;
    auto lanes = lanes_;
    const auto take = [&lanes](const std::byte* from) {
        std::array<std::uint64_t, 8> words;
        std::memcpy(words.data(), from, block);
        for (std::size_t i = 0; i < lanes.size(); ++i) lanes[i] = std::rotl(lanes[i] ^ words[i], 29) * spread;
    };
    std::size_t at = 0;
    for (; at + block <= bytes.size(); at += block) take(bytes.data() + at);
    if (at < bytes.size()) {
        std::array<std::byte, block> last{};
        std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end(), last.begin());
        take(last.data());
    }
    lanes_ = lanes;
}

std::uint64_t checksum::value() const noexcept {
    auto sum = mixed(blocks_);
    for (const auto lane : lanes_) sum = mixed(sum ^ lane) + std::rotl(lane, 17);
    return sum;
}

} // namespace canreach::graph::image
