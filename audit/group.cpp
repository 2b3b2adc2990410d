#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/redundancy.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"

namespace canreach::audit {
namespace {

/// The grants that name each of these principals itself, in their order.
result<query::result_table> grants_of(account& in, const graph::who_answer& holders, std::string_view lead) {
    cell_writer cells(in);
    auto table = table_of_grants(lead);
    for (const auto& holder : holders.rows)
        for (const auto& grant : in.facts.grants_to(holder.principal)) table.rows.push_back(cells.row_of(grant));
    cells.note(table, holders.gaps);
    cells.note_unread(table, {node_part::grants, node_part::assignments, node_part::roles});
    if (cells.fault()) return *cells.fault();
    return table;
}

/// Direct members of the groups that lie in this one, so that its members can be drawn as a tree. A cycle ends where it
/// began.
result<query::result_table> nested_members(account& in, node_id group) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "group");
    cell_writer::add_columns(columns, "principal");
    columns.push_back({"source", query::column_type::text});
    auto table = table_of(std::move(columns));
    std::set<node_id> seen{group};
    std::vector<node_id> open{group};
    for (std::size_t i = 0; i < open.size(); ++i) {
        const auto members = in.facts.members_of(open[i], true);
        cells.note(table, members.gaps);
        for (const auto& row : members.rows) {
            if (in.facts.kind_of(row.principal) == node_kind::group && seen.insert(row.principal).second)
                open.push_back(row.principal);
            if (i == 0) continue; // its own direct members have a section
            std::vector<query::cell> line;
            cells.add_cells(line, open[i]);
            cells.add_cells(line, row.principal);
            const bool external = in.facts.flags_of(row.principal).has(node_flag::external);
            line.emplace_back(std::string(external ? "external" : "internal"));
            table.rows.push_back(std::move(line));
        }
    }
    if (cells.fault()) return *cells.fault();
    return table;
}

/// Who of the members holds most besides, and how much of that could go.
result<query::result_table> members_by_grants(account& in, const graph::who_answer& members,
                                              const redundancy_report& report) {
    struct counts {
        std::int64_t all = 0, redundant = 0, partly = 0;
    };
    std::map<node_id, counts> held;
    for (const auto& row : members.rows)
        if (const auto grants = in.facts.grants_to(row.principal); !grants.empty())
            held[row.principal].all = std::ssize(grants);
    for (const auto& one : report.findings)
        ++(one.level == redundancy::full ? held[one.grant.grantee].redundant : held[one.grant.grantee].partly);
    std::vector<std::pair<node_id, counts>> most(held.begin(), held.end());
    std::ranges::stable_sort(most, std::greater{}, [](const auto& one) { return one.second.all; });
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    for (const auto* name : {"grants", "redundant", "partly_redundant"})
        columns.push_back({name, query::column_type::integer});
    auto table = table_of(std::move(columns));
    for (const auto& [member, of] : most) {
        std::vector<query::cell> row;
        cells.add_cells(row, member);
        for (const auto count : {of.all, of.redundant, of.partly}) row.emplace_back(count);
        table.rows.push_back(std::move(row));
    }
    cells.note(table, members.gaps);
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
    // A review of the group alone would miss what its members hold besides.
    const auto members = in.facts.members_of(group->node.id, false);
    auto personal = grants_of(in, members, "principal");
    if (!personal) return std::move(personal).error();
    made.sections.push_back(made_section("personal_grants", "Grants of its members' own", std::move(*personal)));
    const auto report = find_redundancy(in.facts, group->node.id);
    auto most = members_by_grants(in, members, report);
    if (!most) return std::move(most).error();
    made.sections.push_back(made_section("members_by_grants", "Members who hold most besides", std::move(*most)));
    auto redundant = section_of_redundancy(in, report);
    if (!redundant) return std::move(redundant).error();
    redundant->title = "Grants of its members' own that could go together, nobody losing anything";
    made.sections.push_back(*std::move(redundant));
    auto nested = nested_members(in, group->node.id);
    if (!nested) return std::move(nested).error();
    if (!nested->rows.empty())
        made.sections.insert(made.sections.begin() + std::min<std::ptrdiff_t>(2, std::ssize(made.sections)),
                             made_section("nested_members", "Members of the groups in it", std::move(*nested)));
    return made;
}

} // namespace canreach::audit
