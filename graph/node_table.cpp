#include "graph/node_table.hpp"

#include <fmt/format.h>

#include <map>
#include <string>

namespace canreach::graph {

result<node_table> node_table::read(fact_source& source) {
    auto counts = source.counts();
    if (!counts) return std::move(counts).error();
    node_table table;
    table.kind.reserve(counts->nodes);
    table.flags.reserve(counts->nodes);
    table.parent.reserve(counts->nodes);
    table.scope.reserve(counts->nodes);
    table.type.reserve(counts->nodes);

    bool in_order = true;
    // A source tells nodes apart by their keys only, and of keys we see the order: `admins` comes before `users`. One
    // that says which it is in the subtype is taken at its word.
    std::map<node_id, unsigned> system_seen;
    const auto visited = source.visit_nodes([&](const source_node& node) {
        in_order = in_order && node.id.value == table.kind.size();
        table.kind.push_back(node.kind);
        table.flags.push_back(node.flags);
        table.parent.push_back(node.parent);
        table.scope.push_back(node.scope);
        table.type.push_back(securable_of(node.kind, node.subtype));
        if (node.kind != node_kind::group || !node.flags.has(node_flag::system)) return;
        if (node.scope == no_node) {
            table.system_groups.emplace_back(node.id, built_in::account_users);
            return;
        }
        const bool first = system_seen[node.scope]++ == 0;
        const bool admins = node.subtype.empty() ? first : node.subtype == workspace_admins_id;
        table.system_groups.emplace_back(node.id, admins ? built_in::admins : built_in::users);
    });
    if (!visited) return visited.error();
    if (!in_order) return fail(errc::damaged_file, "node numbers have holes");
    for (std::size_t i = 0; i < table.size(); ++i)
        for (const auto to : {table.parent[i], table.scope[i]})
            if (to != no_node && !table.has(to))
                return fail(errc::damaged_file,
                            fmt::format("node {} refers to node {}, which does not exist", i, to.value));
    return table;
}

} // namespace canreach::graph
