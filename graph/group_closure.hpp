/// Who is below which group, and which groups one is in (rules M1, M2; access-model §6.2).
///
/// Memberships may hold cycles, so they are condensed first: Tarjan's strongly connected components, iterative, linear.
/// The groups of one component are equal. Going down, every component keeps a row of all principals at or below it:
/// ascending numbers while few, a bitset once that is smaller. Rows are made bottom-up, in O(sum of the rows of direct
/// children); space is at most min(4 bytes a member, principals / 8 bytes) a component. Going up, a walk over the
/// condensation visits tens to hundreds of groups, so no closure is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "graph/adjacency.hpp"
#include "graph/bitset.hpp"
#include "graph/column.hpp"

namespace canreach::graph {

/// A principal's dense number within one graph.
using principal_no = std::uint32_t;

/// Immutable.
class group_closure {
public:
    group_closure() = default;
    /// `edges`: (member, group), numbers below `principals`.
    group_closure(std::size_t principals, std::span<const std::pair<principal_no, principal_no>> edges);

    /// Groups of one cycle have one component.
    [[nodiscard]] std::uint32_t component_of(principal_no who) const noexcept { return component_[who]; }
    [[nodiscard]] std::span<const principal_no> direct_groups(principal_no who) const noexcept { return up_.of(who); }
    [[nodiscard]] std::size_t size() const noexcept { return component_.size(); }

    /// Adds `who` and all groups above it. O(groups visited). What is in `out` already is taken as visited, so `out`
    /// must be closed upwards.
    void add_above(principal_no who, bitset& out) const;
    /// The same, and what was not in `out` before is added to the end of `added`.
    void add_above(principal_no who, bitset& out, std::vector<principal_no>& added) const;
    /// Adds `top` and everything below it. O(row).
    void add_below(principal_no top, bitset& out) const;
    /// Whether `who` is `top` or below it. O(log row).
    [[nodiscard]] bool is_below(principal_no who, principal_no top) const;

    [[nodiscard]] bool fits(std::size_t principals) const noexcept;

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        up_.keep(image);
        down_.keep(image);
        image.numbers(component_);
        members_of_component_.keep(image);
        image.numbers(in_circles_);
        image.numbers(few_starts_);
        image.numbers(few_);
        image.numbers(many_of_);
        image.numbers(many_);
    }

private:
    [[nodiscard]] std::uint32_t condense();
    [[nodiscard]] bool in_circle(principal_no who) const noexcept {
        return (in_circles_[who / 64] >> (who % 64) & 1U) != 0;
    }
    void close(std::uint32_t components);
    /// Ascending numbers; empty for a principal that nobody is a member of, and where there is a bitset.
    [[nodiscard]] std::span<const principal_no> few_of(std::uint32_t component) const noexcept {
        return few_.between(few_starts_[component], few_starts_[component + 1]);
    }
    /// The words of a bitset; empty where there are few.
    [[nodiscard]] std::span<const std::uint64_t> many_of(std::uint32_t component) const noexcept {
        const auto words = bitset::words_for(size());
        const auto row = static_cast<std::size_t>(many_of_[component]);
        return row == no_row ? std::span<const std::uint64_t>{} : many_.between(row * words, (row + 1) * words);
    }
    static constexpr std::uint32_t no_row = 0xFFFF'FFFFU;

    adjacency up_;
    adjacency down_;
    column<std::uint32_t> component_;
    adjacency members_of_component_;
    column<std::uint64_t> in_circles_; ///< a bit a principal: whether its component has other members
    column<std::uint32_t> few_starts_; ///< by component
    column<principal_no> few_;
    column<std::uint32_t> many_of_; ///< by component: which row of `many_`, or `no_row`
    column<std::uint64_t> many_;
};

} // namespace canreach::graph
