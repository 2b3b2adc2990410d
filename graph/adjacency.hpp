/// Edges from dense numbers to dense numbers, both ends below 2³², as offsets and targets (compressed sparse rows).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "graph/column.hpp"

namespace canreach::graph {

/// Immutable. Targets of one source are ascending and unique. Where few sources have edges, those are listed, so that
/// the others take no room and a look-up is a search among the few.
class adjacency {
public:
    adjacency() = default;
    /// Counting sort: O(sources + edges), plus sorting within rows; few edges are sorted in O(edges log edges). Sources
    /// must be below `sources`.
    adjacency(std::size_t sources, std::span<const std::pair<std::uint32_t, std::uint32_t>> edges);

    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t source) const noexcept {
        auto at = source;
        if (offsets_.size() != sources_ + 1) {
            const auto found = std::lower_bound(keys_.begin(), keys_.end(), source);
            if (found == keys_.end() || *found != source) return {};
            at = static_cast<std::size_t>(found - keys_.begin());
        }
        return targets_.between(offsets_[at], offsets_[at + 1]);
    }

    /// Whether the columns fit so many sources, and each other: of an image alone.
    [[nodiscard]] bool fits(std::size_t sources) const noexcept {
        const auto rows = offsets_.size() == sources + 1 ? sources : keys_.size();
        return sources_ == sources && offsets_.size() == rows + 1 && offsets_.back() == targets_.size();
    }

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        image.number(sources_);
        image.numbers(keys_);
        image.numbers(offsets_);
        image.numbers(targets_);
    }

private:
    void list(std::span<const std::pair<std::uint32_t, std::uint32_t>> edges);
    void count(std::span<const std::pair<std::uint32_t, std::uint32_t>> edges);

    std::uint64_t sources_ = 0;
    column<std::uint32_t> keys_; ///< ascending; unused where every source has an offset
    column<std::uint32_t> offsets_{std::vector<std::uint32_t>(1)};
    column<std::uint32_t> targets_;
};

} // namespace canreach::graph
