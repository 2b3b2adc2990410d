#include "graph/resource_tree.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "graph/adjacency.hpp"

namespace canreach::graph {
namespace {

struct numbered {
    std::vector<place> places; ///< by id
    std::vector<place> ends;   ///< by place
};

/// Where every node but some leaves comes behind its parent, two walks over the ids do. Empty where that is not so.
std::optional<numbered> by_two_walks(std::span<const node_id> parents) {
    const auto count = static_cast<std::uint32_t>(parents.size());
    std::vector<std::uint32_t> sizes(count, 1);                 // of a node with all below it
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ahead; // (parent, leaf)
    for (auto id = count; id-- > 0;) {
        if (parents[id] == no_node || parents[id].value < id) continue;
        ahead.emplace_back(parents[id].value, id);
        ++sizes[parents[id].value];
    }
    for (auto id = count; id-- > 0;)
        if (parents[id] != no_node && parents[id].value < id) sizes[parents[id].value] += sizes[id];
    for (const auto& [parent, leaf] : ahead) // one that holds something, or itself, is none
        if (sizes[leaf] != 1 || parent == leaf) return std::nullopt;
    std::ranges::sort(ahead);

    numbered made{std::vector<place>(count), std::vector<place>(count)};
    std::vector<place> next(count); // for the next child
    place next_root = 0;
    auto leaf = ahead.begin();
    const auto put = [&](std::uint32_t id, place at) {
        made.places[id] = at;
        made.ends[at] = at + sizes[id];
        next[id] = at + 1;
    };
    for (std::uint32_t id = 0; id < count; ++id) {
        if (parents[id] != no_node && parents[id].value > id) continue; // with its parent
        auto& where = parents[id] == no_node ? next_root : next[parents[id].value];
        put(id, where);
        where += sizes[id];
        for (; leaf != ahead.end() && leaf->first == id; ++leaf) put(leaf->second, next[id]++);
    }
    return made;
}

/// Depth first.
result<numbered> by_descent(std::span<const node_id> parents) {
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
    return numbered{std::move(places), std::move(ends)};
}

} // namespace

resource_tree::resource_tree(std::vector<place> places, std::span<const place> ends) : ends_(ends) {
    if (std::ranges::is_sorted(places)) return;
    std::vector<std::uint32_t> order(places.size());
    for (std::uint32_t id = 0; id < places.size(); ++id) order[places[id]] = id;
    order_ = stretches(std::move(order));
    places_ = stretches(std::move(places));
}

result<resource_tree> resource_tree::from_parents(std::span<const node_id> parents) {
    if (auto quickly = by_two_walks(parents)) return resource_tree(std::move(quickly->places), quickly->ends);
    auto slowly = by_descent(parents);
    if (!slowly) return std::move(slowly).error();
    return resource_tree(std::move(slowly->places), slowly->ends);
}

} // namespace canreach::graph
