#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/tables.hpp"
#include "model/attributes.hpp"

namespace canreach::audit {
namespace {

/// A person of another directory: the platform gives such a user a second spelling, or one with this mark.
bool is_guest(const node_description& user) {
    return user.name.find("#EXT#") != std::string::npos || find_attribute(user.attributes, "guest_name") != nullptr;
}

} // namespace

result<dossier> audit_external_gaps(account& in) {
    dossier made{"external-gaps", {}, {}, {}, {}, in.names.snapshot()};
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    for (const auto* name : {"groups", "grants", "owned"}) columns.push_back({name, query::column_type::integer});
    auto outside = table_of(columns);
    auto guests = table_of(columns);
    std::vector<query::column> grant_columns;
    cell_writer::add_columns(grant_columns, "principal");
    cell_writer::add_columns(grant_columns, "resource");
    grant_columns.push_back({"privileges", query::column_type::texts});
    auto guest_grants = table_of(std::move(grant_columns));
    for (const auto user : in.facts.nodes_of_kind(node_kind::user)) {
        const auto flags = in.facts.flags_of(user);
        if (flags.has(node_flag::inactive) || flags.has(node_flag::unresolved)) continue;
        const auto told = in.names.describe(user);
        if (!told) return told.error();
        const auto grants = in.facts.grants_to(user);
        const auto add_to = [&](query::result_table& table) {
            std::vector<query::cell> row;
            cells.add_cells(row, user);
            row.emplace_back(std::ssize(in.facts.groups_of(user, false).rows));
            row.emplace_back(std::ssize(grants));
            row.emplace_back(std::ssize(in.facts.owned_by(user)));
            table.rows.push_back(std::move(row));
        };
        if (!flags.has(node_flag::external)) add_to(outside);
        if (!is_guest(*told)) continue;
        add_to(guests);
        for (const auto& grant : grants) {
            std::vector<query::cell> row;
            cells.add_cells(row, user);
            cells.add_cells(row, grant.resource);
            row.emplace_back(cells.privileges(grant));
            guest_grants.rows.push_back(std::move(row));
        }
    }
    // A directory that was not read whole may hold more of them.
    for (const auto& gap : in.facts.gaps())
        if (in.facts.kind_of(gap.about) == node_kind::account && gap.part == node_part::children)
            outside.coverage.push_back(cells.note(gap));
    cells.note_unread(guest_grants, {node_part::grants, node_part::assignments, node_part::roles});
    if (cells.fault()) return *cells.fault();
    made.sections.push_back(
        made_section("users", "Users whom the identity provider does not keep", std::move(outside)));
    made.sections.push_back(made_section("guests", "Guests from other directories", std::move(guests)));
    made.sections.push_back(made_section("guest_grants", "Granted to guests themselves", std::move(guest_grants)));
    return made;
}

} // namespace canreach::audit
