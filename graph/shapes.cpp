#include "graph/shapes.hpp"

#include <map>
#include <utility>

namespace canreach::graph {
namespace {

constexpr unsigned examples_kept = 4;

bool is_root(node_kind kind) {
    return kind == node_kind::metastore || kind == node_kind::hive_catalog || kind == node_kind::any_file ||
           kind == node_kind::anonymous_function;
}

} // namespace

shape shape_of(const node_table& nodes, node_id node) noexcept {
    shape made = 0;
    for (unsigned level = 0; level < 4 && node != no_node; ++level) {
        made |= static_cast<shape>(nodes.type[node.value]) << (8 * level);
        node = nodes.parent[node.value];
    }
    return made;
}

shape_list shape_list::of(const node_table& nodes, const resource_tree& tree) {
    shape_list made;
    std::map<std::pair<node_id, shape>, unsigned> seen;
    auto root = no_node;
    place end = 0;
    for (place at = 0; at < tree.size(); ++at) {
        const auto node = tree.at(at);
        const auto kind = nodes.kind[node.value];
        if (at >= end && is_root(kind)) {
            root = node;
            end = tree.end_of(node);
        }
        if (nodes.type[node.value] == securable::none) continue;
        if (at >= end) {
            made.strays.push_back(node);
            continue;
        }
        if (nodes.kind[root.value] != node_kind::metastore) continue;
        const auto own = shape_of(nodes, node);
        if (seen[{root, own}]++ < examples_kept) made.examples.push_back({own, root, node});
    }
    return made;
}

} // namespace canreach::graph
