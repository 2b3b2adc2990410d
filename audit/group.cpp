#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

#include "audit/audits.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"

namespace canreach::audit {
namespace {

/// Grants that name a member itself: those that a review of the group alone would miss.
result<section> personal_grants(account& in, node_id group) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    cell_writer::add_columns(columns, "resource");
    columns.push_back({"privileges", query::column_type::texts});
    auto table = table_of(std::move(columns));
    for (const auto& member : in.facts.members_of(group, false).rows)
        for (const auto& grant : in.facts.grants_to(member.principal)) {
            std::vector<query::cell> row;
            cells.add_cells(row, member.principal);
            cells.add_cells(row, grant.resource);
            row.emplace_back(cells.privileges(grant));
            table.rows.push_back(std::move(row));
        }
    if (cells.fault()) return *cells.fault();
    return made_section("personal_grants", "Grants of its members' own", std::move(table));
}

/// Grants of the groups that it lies in.
result<section> inherited_grants(account& in, node_id group) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "group");
    cell_writer::add_columns(columns, "resource");
    columns.push_back({"privileges", query::column_type::texts});
    auto table = table_of(std::move(columns));
    for (const auto& above : in.facts.groups_of(group, false).rows)
        for (const auto& grant : in.facts.grants_to(above.principal)) {
            std::vector<query::cell> row;
            cells.add_cells(row, above.principal);
            cells.add_cells(row, grant.resource);
            row.emplace_back(cells.privileges(grant));
            table.rows.push_back(std::move(row));
        }
    if (cells.fault()) return *cells.fault();
    return made_section("inherited_grants", "Grants of groups that it lies in", std::move(table));
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
    for (const auto& build : {inherited_grants, personal_grants}) {
        auto table = build(in, group->node.id);
        if (!table) return std::move(table).error();
        made.sections.push_back(std::move(*table));
    }
    return made;
}

} // namespace canreach::audit
