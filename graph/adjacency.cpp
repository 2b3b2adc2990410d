#include "graph/adjacency.hpp"

#include <algorithm>

namespace canreach::graph {
namespace {

/// Where less than one source in so many has edges, those are listed: the starts of all the others take more room.
constexpr std::size_t few = 4;

} // namespace

adjacency::adjacency(std::size_t sources, std::span<const std::pair<std::uint32_t, std::uint32_t>> edges)
    : sources_(sources) {
    std::size_t last = 0; // one past the last source with edges: the others cost nothing
    for (const auto& [from, to] : edges) last = std::max<std::size_t>(last, from + std::size_t{1});
    if (edges.size() < last / few)
        list(edges);
    else
        count(last, edges);
}

/// Few edges: sorted as they are, without a look at the sources that have none.
void adjacency::list(std::span<const std::pair<std::uint32_t, std::uint32_t>> edges) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> sorted(edges.begin(), edges.end());
    if (!std::ranges::is_sorted(sorted)) std::ranges::sort(sorted);
    const auto repeated = std::ranges::unique(sorted);
    sorted.erase(repeated.begin(), repeated.end());
    std::vector<std::uint32_t> keys;
    std::vector<std::uint32_t> starts;
    std::vector<std::uint32_t> targets;
    targets.reserve(sorted.size());
    for (const auto& [from, to] : sorted) {
        if (keys.empty() || keys.back() != from) {
            keys.push_back(from);
            starts.push_back(static_cast<std::uint32_t>(targets.size()));
        }
        targets.push_back(to);
    }
    starts.push_back(static_cast<std::uint32_t>(targets.size()));
    keys_ = std::move(keys);
    starts_ = row_starts(std::move(starts));
    targets_ = std::move(targets);
}

/// Counting sort, then each row by itself.
void adjacency::count(std::size_t sources, std::span<const std::pair<std::uint32_t, std::uint32_t>> edges) {
    std::vector<std::uint32_t> offsets(sources + 1);
    std::vector<std::uint32_t> targets(edges.size());
    for (const auto& [from, to] : edges) ++offsets[from + 1];
    std::size_t with_edges = 0;
    for (std::size_t i = 0; i < sources; ++i) {
        with_edges += offsets[i + 1] != 0 ? 1U : 0U;
        offsets[i + 1] += offsets[i];
    }
    auto next = offsets;
    for (const auto& [from, to] : edges) targets[next[from]++] = to;

    const bool listed = with_edges < sources / few;
    std::vector<std::uint32_t> keys;
    std::vector<std::uint32_t> starts;
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < sources; ++i) {
        const auto first = targets.begin() + offsets[i];
        const auto last = targets.begin() + offsets[i + 1];
        offsets[i] = kept;
        if (first == last) continue;
        if (listed) {
            keys.push_back(i);
            starts.push_back(kept);
        }
        if (!std::is_sorted(first, last)) std::sort(first, last);
        const auto end = std::unique(first, last);
        kept = static_cast<std::uint32_t>(std::copy(first, end, targets.begin() + kept) - targets.begin());
    }
    offsets[sources] = kept;
    if (listed) {
        starts.push_back(kept);
        offsets = std::move(starts);
    }
    targets.resize(kept);
    keys_ = std::move(keys);
    starts_ = row_starts(std::move(offsets));
    targets_ = std::move(targets);
}

} // namespace canreach::graph
