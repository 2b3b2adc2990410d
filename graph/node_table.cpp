#include "graph/node_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace canreach::graph {

namespace {

/// Kinds that rules ask for as such.
bool is_listed(node_kind kind) {
    switch (kind) {
    case node_kind::recipient:
    case node_kind::account:
    case node_kind::workspace:
    case node_kind::metastore:
    case node_kind::hive_catalog:
    case node_kind::any_file:
    case node_kind::anonymous_function:
    case node_kind::cluster:
    case node_kind::cluster_policy:
    case node_kind::warehouse:
    case node_kind::app: return true;
    default: return false;
    }
}

} // namespace

result<node_table> node_table::read(fact_source& source) {
    auto counts = source.counts();
    if (!counts) return std::move(counts).error();
    std::vector<node_kind> kind_column;
    std::vector<node_flags> flags;
    std::vector<node_id> parents;
    std::vector<node_id> scopes;
    std::vector<securable> types;
    kind_column.reserve(counts->nodes);
    flags.reserve(counts->nodes);
    parents.reserve(counts->nodes);
    scopes.reserve(counts->nodes);
    types.reserve(counts->nodes);

    node_table table;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> listed;
    bool in_order = true;
    // A source tells nodes apart by their keys only, and of keys we see the order: `admins` comes before `users`. One
    // that says which it is in the subtype is taken at its word.
    std::map<node_id, unsigned> system_seen;
    const auto visited = source.visit_nodes([&](const source_node& node) {
        in_order = in_order && node.id.value == kind_column.size();
        if (is_principal(node.kind)) {
            if (table.principals.empty() || table.principals.back().last != node.id.value)
                table.principals.push_back({node.id.value, node.id.value});
            ++table.principals.back().last;
        }
        if (is_listed(node.kind)) listed.emplace_back(static_cast<std::uint32_t>(node.kind), node.id.value);
        kind_column.push_back(node.kind);
        flags.push_back(node.flags);
        parents.push_back(node.parent);
        scopes.push_back(node.scope);
        types.push_back(securable_of(node.kind, node.subtype));
        if (node.kind != node_kind::group || !node.flags.has(node_flag::system)) return;
        if (node.scope == no_node) {
            table.system_groups.push_back({node.id, built_in::account_users});
            return;
        }
        const bool first = system_seen[node.scope]++ == 0;
        const bool admins = node.subtype.empty() ? first : node.subtype == workspace_admins_id;
        table.system_groups.push_back({node.id, admins ? built_in::admins : built_in::users});
    });
    if (!visited) return visited.error();
    if (!in_order) return fail(errc::damaged_file, "node numbers have holes");
    for (std::size_t i = 0; i < kind_column.size(); ++i)
        for (const auto to : {parents[i], scopes[i]})
            if (to != no_node && to.value >= kind_column.size())
                return fail(errc::damaged_file,
                            fmt::format("node {} refers to node {}, which does not exist", i, to.value));
    table.by_kind = adjacency(node_table::kinds, listed);
    table.kind = std::move(kind_column);
    table.flags = std::move(flags);
    table.parent = std::move(parents);
    table.scope = std::move(scopes);
    table.type = std::move(types);
    return table;
}

void node_table::retype(std::span<const node_id> which, securable as) {
    if (which.empty()) return;
    std::vector<securable> types(type.begin(), type.end());
    for (const auto node : which) types[node.value] = as;
    type = std::move(types);
}

} // namespace canreach::graph
