/// Edges from dense numbers to dense numbers, both ends below 2³², as row starts and targets (compressed sparse
/// rows).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "graph/column.hpp"
#include "graph/row_starts.hpp"

namespace canreach::graph {

/// Immutable. Targets of one source are ascending and unique. Where few of the sources up to the last one with edges
/// have some, those are listed, so that the others take no room and a look-up is a search among the few.
class adjacency {
public:
    adjacency() = default;
    /// Counting sort: O(sources + edges), plus sorting within rows; few edges are sorted in O(edges log edges). Sources
    /// must be below `sources`.
    adjacency(std::size_t sources, std::span<const std::pair<std::uint32_t, std::uint32_t>> edges);

    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t source) const noexcept {
        if (!keys_.empty()) {
            const auto found = std::lower_bound(keys_.begin(), keys_.end(), source);
            if (found == keys_.end() || *found != source) return {};
            source = static_cast<std::size_t>(found - keys_.begin());
        }
        const auto [first, last] = starts_.of(source);
        return targets_.between(first, last);
    }

    /// Whether the columns fit so many sources, and each other: of an image alone.
    [[nodiscard]] bool fits(std::size_t sources) const noexcept {
        const bool rows = keys_.empty() ? starts_.rows() <= sources : starts_.rows() == keys_.size();
        return sources_ == sources && rows && starts_.fits(targets_.size());
    }

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        image.number(sources_);
        image.numbers(keys_);
        starts_.keep(image);
        image.numbers(targets_);
    }

private:
    void list(std::span<const std::pair<std::uint32_t, std::uint32_t>> edges);
    void count(std::size_t sources, std::span<const std::pair<std::uint32_t, std::uint32_t>> edges);

    std::uint64_t sources_ = 0;
    column<std::uint32_t> keys_; ///< ascending; empty where every source has a row
    row_starts starts_;
    column<std::uint32_t> targets_;
};

} // namespace canreach::graph
