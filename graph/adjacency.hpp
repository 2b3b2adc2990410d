/// Edges from dense numbers to dense numbers, both ends below 2³², as offsets and targets (compressed sparse rows).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace canreach::graph {

/// Immutable. Targets of one source are ascending and unique.
class adjacency {
public:
    adjacency() : offsets_(1) {}
    /// Counting sort: O(sources + edges), plus sorting within rows. Sources must be below `sources`.
    adjacency(std::size_t sources, std::span<const std::pair<std::uint32_t, std::uint32_t>> edges);

    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t source) const noexcept {
        return std::span(targets_).subspan(offsets_[source], offsets_[source + 1] - offsets_[source]);
    }
    [[nodiscard]] std::size_t edge_count() const noexcept { return targets_.size(); }

private:
    std::vector<std::size_t> offsets_;
    std::vector<std::uint32_t> targets_;
};

} // namespace canreach::graph
