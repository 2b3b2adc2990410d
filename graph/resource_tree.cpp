#include "graph/resource_tree.hpp"

namespace canreach::graph {

result<resource_tree> resource_tree::from_parents(std::span<const node_id> parents) {
    resource_tree tree;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
    edges.reserve(parents.size());
    for (std::uint32_t id = 0; id < parents.size(); ++id)
        if (parents[id] != no_node) edges.emplace_back(parents[id].value, id);
    tree.children_ = adjacency(parents.size(), edges);
    tree.order_.reserve(parents.size());
    tree.places_.resize(parents.size());
    tree.ends_.resize(parents.size());

    struct frame {
        std::uint32_t node;
        std::size_t next;
    };
    std::vector<frame> stack;
    const auto enter = [&](std::uint32_t node) {
        tree.places_[node] = static_cast<place>(tree.order_.size());
        tree.order_.push_back(node);
        stack.push_back({node, 0});
    };
    for (std::uint32_t root = 0; root < parents.size(); ++root) {
        if (parents[root] != no_node) continue;
        enter(root);
        while (!stack.empty()) {
            const auto children = tree.children_.of(stack.back().node);
            if (stack.back().next < children.size()) {
                enter(children[stack.back().next++]);
                continue;
            }
            tree.ends_[tree.places_[stack.back().node]] = static_cast<place>(tree.order_.size());
            stack.pop_back();
        }
    }
    if (tree.order_.size() != parents.size()) return fail(errc::damaged_file, "nodes contain each other in a circle");
    return tree;
}

} // namespace canreach::graph
