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
    class_list classes;
    std::vector<node_id> parents;
    parents.reserve(counts->nodes);
    std::vector<std::pair<node_id, node_id>> ahead; // nodes, and what they refer to before it was seen

    node_table table;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> listed;
    bool in_order = true;
    // A source tells nodes apart by their keys only, and of keys we see the order: `admins` comes before `users`. One
    // that says which it is in the subtype is taken at its word.
    std::map<node_id, unsigned> system_seen;
    const auto visited = source.visit_nodes([&](const source_node& node) {
        in_order = in_order && node.id.value == parents.size();
        if (is_principal(node.kind)) {
            if (table.principals.empty() || table.principals.back().last != node.id.value)
                table.principals.push_back({node.id.value, node.id.value});
            ++table.principals.back().last;
        }
        if (is_listed(node.kind)) listed.emplace_back(static_cast<std::uint32_t>(node.kind), node.id.value);
        classes.add({node.kind, securable_of(node.kind, node.subtype), node.flags, node.scope});
        parents.push_back(node.parent);
        for (const auto to : {node.parent, node.scope})
            if (to != no_node && to.value >= parents.size()) ahead.emplace_back(node.id, to);
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
    for (const auto& [node, to] : ahead)
        if (to.value >= parents.size())
            return fail(errc::damaged_file,
                        fmt::format("node {} refers to node {}, which does not exist", node.value, to.value));
    table.by_kind = adjacency(node_table::kinds, listed);
    table.set_classes(std::move(classes));
    table.parent = parent_column(parents, table.scope);
    return table;
}

void node_table::set_classes(class_list made) {
    classes_ = made.take_numbers();
    std::vector<node_kind> kind_values;
    std::vector<securable> type_values;
    std::vector<node_flags> flag_values;
    std::vector<node_id> scope_values;
    for (const auto& one : made.take_classes()) {
        kind_values.push_back(one.kind);
        type_values.push_back(one.type);
        flag_values.push_back(one.flags);
        scope_values.push_back(one.scope);
    }
    kinds_ = std::move(kind_values);
    types_ = std::move(type_values);
    flags_ = std::move(flag_values);
    scopes_ = std::move(scope_values);
    lay_out();
}

void node_table::lay_out() {
    kind = {classes_, kinds_};
    type = {classes_, types_};
    flags = {classes_, flags_};
    scope = {classes_, scopes_};
    parent.beside(scope);
}

void node_table::retype(std::span<const node_id> which, securable as) {
    if (which.empty()) return;
    class_list made;
    auto next = which.begin();
    for (std::uint32_t node = 0; node < size(); ++node) {
        node_class one{kind[node], type[node], flags[node], scope[node]};
        while (next != which.end() && next->value < node) ++next;
        if (next != which.end() && next->value == node) one.type = as;
        made.add(one);
    }
    set_classes(std::move(made));
}

} // namespace canreach::graph
