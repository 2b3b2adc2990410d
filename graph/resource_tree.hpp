/// All nodes numbered in preorder, so that a container with everything below it is one interval (access-model §6.3).
///
/// Children come in the order of their ids. Built in O(nodes) without recursion; 12 bytes a node.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/adjacency.hpp"
#include "model/error.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// A node's number in preorder.
using place = std::uint32_t;

/// Immutable.
class resource_tree {
public:
    resource_tree() = default;
    /// `parents[id]` may be `no_node`. Fails with `damaged_file` if parents form a cycle.
    [[nodiscard]] static result<resource_tree> from_parents(std::span<const node_id> parents);

    [[nodiscard]] place place_of(node_id node) const noexcept { return places_[node.value]; }
    [[nodiscard]] node_id at(place where) const noexcept { return node_id{order_[where]}; }
    /// One past the last place below the node.
    [[nodiscard]] place end_of(node_id node) const noexcept { return ends_[places_[node.value]]; }
    [[nodiscard]] std::span<const std::uint32_t> children_of(node_id node) const noexcept {
        return children_.of(node.value);
    }
    [[nodiscard]] place size() const noexcept { return static_cast<place>(order_.size()); }
    [[nodiscard]] bool contains(node_id container, node_id node) const noexcept {
        return place_of(container) <= place_of(node) && place_of(node) < end_of(container);
    }

private:
    adjacency children_;
    std::vector<std::uint32_t> order_;
    std::vector<place> places_;
    std::vector<place> ends_;
};

} // namespace canreach::graph
