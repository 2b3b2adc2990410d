/// Who runs what, what holds what: the links that rules follow, by type, with those that an annotations file tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "graph/column.hpp"
#include "model/fact.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// Immutable but for annotations.
class link_table {
public:
    link_table() = default;
    explicit link_table(std::vector<source_link> links);

    /// Links that no crawl can see. One that the platform told itself is not doubled.
    void annotate(std::vector<source_link> told);
    [[nodiscard]] bool annotated() const noexcept { return !told_.empty(); }

    /// Visits the links of one type; those of others are not looked at.
    template <class Visit>
    void for_each_of(link_type type, Visit visit) const {
        const auto [first, last] = stored(type);
        for (auto i = first; i < last; ++i) visit(source_link{type, from_[i], to_[i]});
        for (const auto& one : told_)
            if (one.type == type) visit(one);
    }
    /// All of them, in canonical order.
    [[nodiscard]] std::vector<source_link> all() const;

    /// Whether the columns fit each other: of an image alone.
    [[nodiscard]] bool fits() const noexcept {
        return from_.size() == to_.size() && (starts_.empty() ? from_.empty() : starts_.back() == from_.size());
    }
    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        image.numbers(from_);
        image.numbers(to_);
        image.list(starts_);
    }

private:
    [[nodiscard]] std::pair<std::size_t, std::size_t> stored(link_type type) const noexcept {
        const auto number = static_cast<std::size_t>(type);
        if (number + 1 >= starts_.size()) return {0, 0};
        return {starts_[number], starts_[number + 1]};
    }

    column<node_id> from_; ///< by type, then ascending by both ends
    column<node_id> to_;
    std::vector<std::uint32_t> starts_; ///< by type
    std::vector<source_link> told_;     ///< in canonical order
};

} // namespace canreach::graph
