/// All nodes numbered in preorder, so that a container with everything below it is one interval (access-model §6.3).
///
/// Children come in the order of their ids. Built in O(nodes) without recursion. Where ids are in preorder themselves,
/// as those of sealed accounts are, it takes a fifth of a byte a node and four for each that holds something; else
/// eight bytes a node more.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/column.hpp"
#include "graph/sparse_ends.hpp"
#include "graph/stretches.hpp"
#include "model/error.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// A node's number in preorder.
using place = std::uint32_t;

/// Immutable.
class resource_tree {
public:
    /// What lies directly in a node: from one child to the next over everything below it.
    class children {
    public:
        class iterator {
        public:
            iterator(const resource_tree& tree, place at) noexcept : tree_(&tree), at_(at) {}
            [[nodiscard]] std::uint32_t operator*() const noexcept { return tree_->at(at_).value; }
            iterator& operator++() noexcept {
                at_ = tree_->ends_[at_];
                return *this;
            }
            friend bool operator==(const iterator& a, const iterator& b) noexcept { return a.at_ == b.at_; }

        private:
            const resource_tree* tree_;
            place at_;
        };
        children(const resource_tree& tree, place first, place last) noexcept
            : tree_(&tree), first_(first), last_(last) {}
        [[nodiscard]] iterator begin() const noexcept { return {*tree_, first_}; }
        [[nodiscard]] iterator end() const noexcept { return {*tree_, last_}; }
        [[nodiscard]] bool empty() const noexcept { return first_ == last_; }

    private:
        const resource_tree* tree_;
        place first_;
        place last_;
    };

    resource_tree() = default;
    /// `parents[id]` may be `no_node`. Fails with `damaged_file` if parents form a cycle.
    [[nodiscard]] static result<resource_tree> from_parents(std::span<const node_id> parents);

    [[nodiscard]] place place_of(node_id node) const noexcept {
        return places_.empty() ? node.value : places_[node.value];
    }
    [[nodiscard]] node_id at(place where) const noexcept { return node_id{order_.empty() ? where : order_[where]}; }
    /// How many places from this one on hold nodes whose ids follow each other, at the most so many.
    [[nodiscard]] place in_order_from(place where, place most) const noexcept {
        return order_.empty() ? most : order_.growing_from(where, most);
    }
    /// One past the last place below the node.
    [[nodiscard]] place end_of(node_id node) const noexcept { return ends_[place_of(node)]; }
    [[nodiscard]] children children_of(node_id node) const noexcept {
        return {*this, place_of(node) + 1, end_of(node)};
    }
    [[nodiscard]] place size() const noexcept { return ends_.size(); }
    [[nodiscard]] bool contains(node_id container, node_id node) const noexcept {
        return place_of(container) <= place_of(node) && place_of(node) < end_of(container);
    }

    [[nodiscard]] bool fits(std::size_t nodes) const noexcept {
        return order_.empty() == places_.empty() && order_.fits(nodes) && places_.fits(nodes) && ends_.fits(nodes);
    }

    /// What is kept of it in a graph image.
    template <class Image>
    void keep(Image& image) {
        order_.keep(image);
        places_.keep(image);
        ends_.keep(image);
    }

private:
    /// `places` by id, `ends` by place.
    resource_tree(std::vector<place> places, std::span<const place> ends);

    stretches order_; ///< empty, like `places_`, where nodes are numbered in preorder anyway
    stretches places_;
    sparse_ends ends_;
};

} // namespace canreach::graph
