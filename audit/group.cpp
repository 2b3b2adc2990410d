#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"

namespace canreach::audit {
namespace {

/// The grants that name each of these principals itself, in their order.
result<query::result_table> grants_of(account& in, const graph::who_answer& holders, std::string_view lead) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, lead);
    cell_writer::add_columns(columns, "resource");
    columns.push_back({"privileges", query::column_type::texts});
    auto table = table_of(std::move(columns));
    for (const auto& holder : holders.rows)
        for (const auto& grant : in.facts.grants_to(holder.principal)) {
            std::vector<query::cell> row;
            cells.add_cells(row, holder.principal);
            cells.add_cells(row, grant.resource);
            row.emplace_back(cells.privileges(grant));
            table.rows.push_back(std::move(row));
        }
    cells.note(table, holders.gaps);
    cells.note_unread(table, {node_part::grants, node_part::assignments, node_part::roles});
    if (cells.fault()) return *cells.fault();
    return table;
}

} // namespace

result<dossier> audit_group(account& in, std::string_view name) {
    const auto group = find_principal(in.names, name, node_kind::group);
    if (!group) return group.error();
    dossier made{"group", group->label, {}, {}, {}, in.names.snapshot()};
    const auto& g = group->spelling;
    const std::array questions{
        question{"members", "Members, through nested groups too", fmt::format("SHOW MEMBERS OF {}", g)},
        question{"direct_members", "Direct members", fmt::format("SHOW DIRECT MEMBERS OF {}", g)},
        question{"groups", "Groups that it lies in", fmt::format("SHOW GROUPS OF {}", g)},
        question{"workspaces", "Workspaces", fmt::format("SHOW WORKSPACES OF {}", g)},
        question{"grants", "Its grants", fmt::format("SHOW GRANTS TO {}", g)},
        question{"owned", "What it owns", fmt::format("SHOW OBJECTS OWNED BY {}", g)},
        question{"effective", "What a member can do through it alone", fmt::format("WHAT CAN {} REACH", g)},
    };
    if (const auto asked = ask(in, questions, made); !asked) return asked.error();
    auto inherited = grants_of(in, in.facts.groups_of(group->node.id, false), "group");
    if (!inherited) return std::move(inherited).error();
    made.sections.push_back(
        made_section("inherited_grants", "Grants of groups that it lies in", std::move(*inherited)));
    // A review of the group alone would miss these.
    auto personal = grants_of(in, in.facts.members_of(group->node.id, false), "principal");
    if (!personal) return std::move(personal).error();
    made.sections.push_back(made_section("personal_grants", "Grants of its members' own", std::move(*personal)));
    return made;
}

} // namespace canreach::audit
