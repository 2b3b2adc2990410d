#include "storage/detail/node_order.hpp"

#include <algorithm>
#include <span>

namespace canreach::storage::detail {
namespace {

/// Children of every node as slices of one list, in the order of `sorted`.
class child_lists {
public:
    child_lists(const std::vector<raw_node>& nodes, std::span<const std::uint32_t> sorted)
        : offsets_(nodes.size() + 1, 0), children_(sorted.size()) {
        for (const auto number : sorted)
            if (nodes[number].parent != nothing) ++offsets_[nodes[number].parent + 1];
        for (std::size_t i = 1; i < offsets_.size(); ++i) offsets_[i] += offsets_[i - 1];
        auto next = offsets_;
        for (const auto number : sorted)
            if (nodes[number].parent != nothing) children_[next[nodes[number].parent]++] = number;
    }
    [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t node) const {
        return std::span{children_}.subspan(offsets_[node], offsets_[node + 1] - offsets_[node]);
    }

private:
    std::vector<std::uint32_t> offsets_;
    std::vector<std::uint32_t> children_;
};

} // namespace

std::vector<std::uint32_t> canonical_order(std::vector<raw_node>& nodes) {
    std::vector<std::uint32_t> principals;
    std::vector<std::uint32_t> resources;
    for (std::uint32_t number = 0; number < nodes.size(); ++number) {
        const auto& node = nodes[number];
        if (!node.wanted || node.same_as != nothing) continue;
        (is_principal(node.key.kind) ? principals : resources).push_back(number);
    }
    const auto by_key = [&](std::uint32_t a, std::uint32_t b) { return nodes[a].key < nodes[b].key; };
    std::ranges::sort(principals, by_key);
    std::ranges::sort(resources, by_key);

    const child_lists children{nodes, resources};
    std::vector<bool> placed(nodes.size(), false);
    std::vector<std::uint32_t> order = std::move(principals);
    order.reserve(order.size() + resources.size());
    std::vector<std::uint32_t> open;
    const auto place_tree = [&](std::uint32_t root) {
        open.assign(1, root);
        while (!open.empty()) {
            const auto number = open.back();
            open.pop_back();
            if (placed[number]) continue;
            placed[number] = true;
            order.push_back(number);
            const auto below = children.of(number);
            open.insert(open.end(), below.rbegin(), below.rend());
        }
    };
    for (const auto number : resources) {
        const auto parent = nodes[number].parent;
        if (parent == nothing || is_principal(nodes[parent].key.kind)) place_tree(number);
    }
    // Never cleared: whatever is walked is placed right after.
    std::vector<bool> walked(nodes.size(), false);
    for (const auto number : resources) {
        if (placed[number]) continue;
        // Left over: on a cycle of parents, or below one. Walking up from the smallest key ends on the cycle.
        std::vector<std::uint32_t> way;
        auto at = number;
        for (; !walked[at]; at = nodes[at].parent) {
            walked[at] = true;
            way.push_back(at);
        }
        const auto cycle = std::ranges::find(way, at);
        const auto root = *std::min_element(cycle, way.end(), by_key);
        nodes[root].parent = nothing;
        place_tree(root);
    }
    return order;
}

} // namespace canreach::storage::detail
