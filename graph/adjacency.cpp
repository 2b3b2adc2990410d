#include "graph/adjacency.hpp"

#include <algorithm>

namespace canreach::graph {

adjacency::adjacency(std::size_t sources, std::span<const std::pair<std::uint32_t, std::uint32_t>> edges)
    : offsets_(sources + 1), targets_(edges.size()) {
    for (const auto& [from, to] : edges) ++offsets_[from + 1];
    for (std::size_t i = 0; i < sources; ++i) offsets_[i + 1] += offsets_[i];
    auto next = offsets_;
    for (const auto& [from, to] : edges) targets_[next[from]++] = to;

    std::size_t kept = 0;
    for (std::size_t i = 0; i < sources; ++i) {
        const auto first = targets_.begin() + static_cast<std::ptrdiff_t>(offsets_[i]);
        const auto last = targets_.begin() + static_cast<std::ptrdiff_t>(offsets_[i + 1]);
        std::sort(first, last);
        const auto end = std::unique(first, last);
        offsets_[i] = kept;
        kept = static_cast<std::size_t>(std::copy(first, end, targets_.begin() + static_cast<std::ptrdiff_t>(kept)) -
                                        targets_.begin());
    }
    offsets_[sources] = kept;
    targets_.resize(kept);
}

} // namespace canreach::graph
