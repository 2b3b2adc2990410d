#include <string>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/tables.hpp"
#include "audit/without_effect.hpp"

namespace canreach::audit {
namespace {

/// Why nobody answers for what this principal owns or holds; empty if somebody does.
std::string_view gone(const graph::access_graph& facts, node_id principal) {
    const auto flags = facts.flags_of(principal);
    if (flags.has(node_flag::unresolved)) return "nobody has this name or id any more";
    if (flags.has(node_flag::inactive)) return "deactivated";
    return {};
}

result<section> owned_by_the_gone(account& in) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "resource");
    cell_writer::add_columns(columns, "owner");
    columns.push_back({"why", query::column_type::text});
    auto table = table_of(std::move(columns));
    for (std::uint32_t i = 0; i < in.facts.node_count(); ++i)
        for (const auto owner : in.facts.owners_of(node_id{i})) {
            const auto why = gone(in.facts, owner);
            if (why.empty()) continue;
            std::vector<query::cell> row;
            cells.add_cells(row, node_id{i});
            cells.add_cells(row, owner);
            row.emplace_back(std::string(why));
            table.rows.push_back(std::move(row));
        }
    cells.note_unread(table, {node_part::attributes});
    if (cells.fault()) return *cells.fault();
    return made_section("owners", "Owned by somebody who is gone", std::move(table));
}

/// M6: nobody owns these things, whoever lies in the group.
result<section> owned_by_the_ignored(account& in) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "resource");
    cell_writer::add_columns(columns, "owner");
    columns.push_back({"workspace", query::column_type::text});
    auto table = table_of(std::move(columns));
    for (const auto group : in.facts.nodes_of_kind(node_kind::group))
        for (const auto resource : in.facts.owned_by(group)) {
            if (!owns_without_effect(in.facts, group, resource)) continue;
            std::vector<query::cell> row;
            cells.add_cells(row, resource);
            cells.add_cells(row, group);
            row.emplace_back(cells.name(in.facts.scope_of(group)));
            table.rows.push_back(std::move(row));
        }
    cells.note_unread(table, {node_part::attributes});
    if (cells.fault()) return *cells.fault();
    return made_section("void_owners", "Owned by groups of one workspace, which Unity Catalog ignores",
                        std::move(table));
}

result<section> granted_to_the_gone(account& in) {
    cell_writer cells(in);
    auto table = table_of_grants("principal", {{"why", query::column_type::text}});
    for (const auto kind : {node_kind::user, node_kind::service_principal, node_kind::group})
        for (const auto principal : in.facts.nodes_of_kind(kind)) {
            const auto why = gone(in.facts, principal);
            if (why.empty()) continue;
            for (const auto& grant : in.facts.grants_to(principal)) {
                auto row = cells.row_of(grant);
                row.emplace_back(std::string(why));
                table.rows.push_back(std::move(row));
            }
        }
    cells.note_unread(table, {node_part::grants, node_part::assignments, node_part::roles});
    if (cells.fault()) return *cells.fault();
    return made_section("grants", "Granted to somebody who is gone", std::move(table));
}

result<section> idle_groups(account& in) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "group");
    columns.push_back({"workspace", query::column_type::text}); // groups of workspaces often share their names
    columns.push_back({"why", query::column_type::text});
    auto table = table_of(std::move(columns));
    for (const auto group : in.facts.nodes_of_kind(node_kind::group)) {
        const auto flags = in.facts.flags_of(group);
        if (flags.has(node_flag::system) || flags.has(node_flag::unresolved)) continue;
        const auto members = in.facts.members_of(group, false);
        const auto add = [&](std::string_view why) {
            std::vector<query::cell> row;
            cells.add_cells(row, group);
            const auto workspace = in.facts.scope_of(group);
            row.emplace_back(workspace == no_node ? std::string() : cells.name(workspace));
            row.emplace_back(std::string(why));
            table.rows.push_back(std::move(row));
        };
        // Members that were not read may be there.
        if (members.rows.empty() && members.gaps.empty()) add("no user or service principal is in it");
        const auto holds = [&](node_id one) {
            return !in.facts.grants_to(one).empty() || !in.facts.owned_by(one).empty();
        };
        bool effect = holds(group);
        for (const auto& above : in.facts.groups_of(group, false).rows) effect = effect || holds(above.principal);
        if (!effect) add("neither it nor a group above it holds or owns anything");
    }
    cells.note_unread(table, {node_part::grants, node_part::members, node_part::assignments, node_part::roles});
    if (cells.fault()) return *cells.fault();
    return made_section("groups", "Groups without members or without effect", std::move(table));
}

} // namespace

result<dossier> audit_orphans(account& in) {
    dossier made{"orphans", {}, {}, {}, {}, in.names.snapshot()};
    for (const auto& build : {owned_by_the_gone, owned_by_the_ignored, granted_to_the_gone, idle_groups}) {
        auto table = build(in);
        if (!table) return std::move(table).error();
        made.sections.push_back(std::move(*table));
    }
    return made;
}

} // namespace canreach::audit
