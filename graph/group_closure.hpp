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
    [[nodiscard]] std::span<const principal_no> direct_members(principal_no group) const noexcept {
        return down_.of(group);
    }

    /// Adds `who` and all groups above it. O(groups visited). What is in `out` already is taken as visited, so `out`
    /// must be closed upwards.
    void add_above(principal_no who, bitset& out) const;
    /// Adds `top` and everything below it. O(row).
    void add_below(principal_no top, bitset& out) const;
    /// Whether `who` is `top` or below it. O(log row).
    [[nodiscard]] bool is_below(principal_no who, principal_no top) const;

private:
    struct row {
        std::vector<principal_no> few; ///< ascending; unused once `many` is not empty
        bitset many;
    };
    void condense();
    void close();

    std::size_t principals_ = 0;
    adjacency up_;
    adjacency down_;
    std::vector<std::uint32_t> component_;
    std::uint32_t components_ = 0;
    adjacency members_of_component_;
    std::vector<row> rows_; ///< by component; empty for a principal that nobody is a member of
};

} // namespace canreach::graph
