#include "graph/resource_tree.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "graph/adjacency.hpp"

namespace canreach::graph {
namespace {

/// Visits nodes as one walk over their ids leaves them: `leave(node, end)` once all below it were met. False where ids
/// are not in preorder.
template <class Leave>
bool walk_in_order(std::span<const node_id> parents, Leave leave) {
    std::vector<node_id> open; // from a root down
    for (std::uint32_t id = 0; id < parents.size(); ++id) {
        while (!open.empty() && open.back() != parents[id]) {
            leave(open.back(), id);
            open.pop_back();
        }
        if (open.empty() && parents[id] != no_node) return false;
        open.push_back(node_id{id});
    }
    for (const auto node : open) leave(node, static_cast<place>(parents.size()));
    return true;
}

} // namespace

result<resource_tree> resource_tree::from_parents(std::span<const node_id> parents) {
    std::vector<place> ends(parents.size());
    const auto leave = [&](node_id node, place end) { ends[node.value] = end; };
    if (!walk_in_order(parents, leave)) return in_any_order(parents);
    resource_tree tree;
    tree.ends_ = sparse_ends(ends);
    return tree;
}

result<resource_tree> resource_tree::in_any_order(std::span<const node_id> parents) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
    edges.reserve(parents.size());
    for (std::uint32_t id = 0; id < parents.size(); ++id)
        if (parents[id] != no_node) edges.emplace_back(parents[id].value, id);
    const adjacency inside(parents.size(), edges);
    edges = {};
    std::vector<std::uint32_t> order;
    std::vector<place> places(parents.size());
    std::vector<place> ends(parents.size());
    order.reserve(parents.size());

    struct frame {
        std::uint32_t node;
        std::span<const std::uint32_t> left;
    };
    std::vector<frame> stack;
    const auto enter = [&](std::uint32_t node) {
        places[node] = static_cast<place>(order.size());
        order.push_back(node);
        stack.push_back({node, inside.of(node)});
    };
    for (std::uint32_t root = 0; root < parents.size(); ++root) {
        if (parents[root] != no_node) continue;
        enter(root);
        while (!stack.empty()) {
            auto& [node, left] = stack.back();
            if (!left.empty()) {
                const auto child = left.front();
                left = left.subspan(1);
                enter(child);
                continue;
            }
            ends[places[node]] = static_cast<place>(order.size());
            stack.pop_back();
        }
    }
    if (order.size() != parents.size()) return fail(errc::damaged_file, "nodes contain each other in a circle");
    resource_tree tree;
    tree.order_ = std::move(order);
    tree.places_ = std::move(places);
    tree.ends_ = sparse_ends(ends);
    return tree;
}

} // namespace canreach::graph
