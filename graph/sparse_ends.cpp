#include "graph/sparse_ends.hpp"

#include <vector>

namespace canreach::graph {
namespace {

constexpr std::size_t words_for(std::size_t nodes) noexcept {
    return (nodes + 63) / 64;
}

} // namespace

sparse_ends::sparse_ends(std::span<const std::uint32_t> ends) : size_(static_cast<std::uint32_t>(ends.size())) {
    std::vector<std::uint64_t> inner(words_for(ends.size()));
    std::vector<std::uint32_t> before(inner.size());
    std::vector<std::uint32_t> kept;
    for (std::uint32_t at = 0; at < size_; ++at) {
        if (at % 64 == 0) before[at / 64] = static_cast<std::uint32_t>(kept.size());
        if (ends[at] == at + 1) continue;
        inner[at / 64] |= std::uint64_t{1} << (at % 64);
        kept.push_back(ends[at]);
    }
    inner_ = std::move(inner);
    before_ = std::move(before);
    ends_ = std::move(kept);
}

bool sparse_ends::fits(std::size_t nodes) const noexcept {
    if (size_ != nodes || inner_.size() != words_for(nodes) || before_.size() != inner_.size()) return false;
    std::size_t set = 0;
    for (std::size_t word = 0; word < inner_.size(); ++word) {
        if (before_[word] != set) return false;
        set += static_cast<std::size_t>(std::popcount(inner_[word]));
    }
    return ends_.size() == set;
}

} // namespace canreach::graph
