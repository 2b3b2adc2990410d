#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/tables.hpp"
#include "audit/without_effect.hpp"

namespace canreach::audit {

result<dossier> audit_local_groups(account& in) {
    dossier made{"local-groups", {}, {}, {}, {}, in.names.snapshot()};
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "group");
    columns.push_back({"workspace", query::column_type::node});
    for (const auto* name : {"members", "grants", "void_grants", "void_owned"})
        columns.push_back({name, query::column_type::integer});
    auto table = table_of(std::move(columns));
    for (const auto group : in.facts.nodes_of_kind(node_kind::group)) {
        const auto workspace = in.facts.scope_of(group);
        if (workspace == no_node || in.facts.flags_of(group).has(node_flag::system)) continue;
        std::int64_t grants = 0;
        std::int64_t without_effect = 0; // Unity Catalog knows account groups only (M6)
        for (const auto& grant : in.facts.grants_to(group)) ++(grant.what == facet::unity ? without_effect : grants);
        std::vector<query::cell> row;
        cells.add_cells(row, group);
        row.emplace_back(cells.node(workspace));
        row.emplace_back(std::ssize(in.facts.members_of(group, false).rows));
        row.emplace_back(grants);
        row.emplace_back(without_effect);
        row.emplace_back(static_cast<std::int64_t>(std::ranges::count_if(
            in.facts.owned_by(group), [&](node_id one) { return owns_without_effect(in.facts, group, one); })));
        table.rows.push_back(std::move(row));
    }
    cells.note_unread(table, {node_part::members, node_part::grants, node_part::roles, node_part::attributes});
    if (cells.fault()) return *cells.fault();
    made.sections.push_back(
        made_section("local_groups", "Groups that one workspace keeps for itself", std::move(table)));
    return made;
}

} // namespace canreach::audit
