#include "graph/image/writer.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace canreach::graph::image {
namespace {

constexpr std::array<std::byte, alignment> padding{};

std::size_t gap_after(std::size_t bytes) noexcept {
    return (alignment - bytes % alignment) % alignment;
}

} // namespace

void writer::add(std::span<const std::byte> bytes, std::size_t item) {
    contents_.push_back(bytes);
    table_.push_back({0, bytes.size(), item});
}

void writer::own(std::span<const std::byte> bytes, std::size_t item) {
    owned_.emplace_back(bytes.begin(), bytes.end());
    add(owned_.back(), item);
}

std::vector<std::span<const std::byte>> writer::pieces(std::string_view digest) {
    std::size_t end = sizeof(header) + table_.size() * sizeof(section);
    const auto front_gap = gap_after(end);
    end += front_gap;
    for (auto& one : table_) {
        one.offset = end;
        end += one.bytes + gap_after(one.bytes);
    }
    header first;
    std::copy_n(digest.begin(), std::min(digest.size(), first.digest.size()), first.digest.begin());
    first.bytes = end;
    first.sections = table_.size();

    // Header and table are one piece, padded, so that every piece but the last is a multiple of the alignment.
    auto& front = owned_.emplace_back(sizeof(header) + table_.size() * sizeof(section) + front_gap);
    std::memcpy(front.data() + sizeof(header), table_.data(), table_.size() * sizeof(section));
    const auto put_header = [&] { std::memcpy(front.data(), &first, sizeof(first)); };
    put_header();

    std::vector<std::span<const std::byte>> made{front};
    checksum sum;
    sum.add(front);
    for (const auto content : contents_) {
        if (content.empty()) continue;
        made.push_back(content);
        sum.add(content); // the rest of its last block counts as zeros, like the padding that follows
        if (const auto gap = gap_after(content.size()); gap != 0) made.push_back(std::span(padding).first(gap));
    }
    first.checksum = sum.value();
    put_header();
    return made;
}

} // namespace canreach::graph::image
