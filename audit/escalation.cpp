#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/tables.hpp"
#include "query/chain_words.hpp"

namespace canreach::audit {
namespace {

/// Grants that hand over everything, or the right to grant: ALL PRIVILEGES and MANAGE, at any level.
result<section> wide_grants(account& in) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    cell_writer::add_columns(columns, "resource");
    columns.push_back({"privilege", query::column_type::text});
    columns.push_back({"persons", query::column_type::integer});
    auto table = table_of(std::move(columns));
    for (const auto kind : {node_kind::user, node_kind::service_principal, node_kind::group})
        for (const auto who : in.facts.nodes_of_kind(kind))
            for (const auto& grant : in.facts.grants_to(who)) {
                if (grant.what != facet::unity) continue;
                for (const auto one : {privilege::all_privileges, privilege::manage}) {
                    if (!grant.allow.has(one)) continue;
                    std::vector<query::cell> row;
                    cells.add_cells(row, who);
                    cells.add_cells(row, grant.resource);
                    row.emplace_back(std::string(one == privilege::manage ? "MANAGE" : "ALL PRIVILEGES"));
                    row.emplace_back(kind == node_kind::group ? std::ssize(in.facts.members_of(who, false).rows) : 1);
                    table.rows.push_back(std::move(row));
                }
            }
    if (cells.fault()) return *cells.fault();
    return made_section("wide_grants", "ALL PRIVILEGES and MANAGE, as granted", std::move(table));
}

/// Who can act as somebody else, those who can as most first.
result<section> wide_reach(account& in) {
    struct finding {
        node_id who;
        std::int64_t identities = 0;
        std::int64_t unsure = 0;
        graph::identity_row nearest{};
    };
    graph::request how;
    how.how = graph::mode::escalatable;
    std::vector<finding> found;
    for (const auto kind : {node_kind::user, node_kind::service_principal})
        for (const auto who : in.facts.nodes_of_kind(kind)) {
            if (in.facts.flags_of(who).has(node_flag::inactive)) continue;
            finding one{who};
            for (const auto& row : in.facts.identities_from(who, how)) {
                if (row.how != graph::verdict::yes) {
                    ++one.unsure;
                    continue;
                }
                if (one.identities++ == 0) one.nearest = row;
            }
            if (one.identities + one.unsure > 0) found.push_back(one);
        }
    std::ranges::stable_sort(found, {}, [](const finding& one) { return std::tuple{-one.identities, -one.unsure}; });
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    columns.push_back({"identities", query::column_type::integer});
    columns.push_back({"unknown", query::column_type::integer});
    columns.push_back({"nearest", query::column_type::node});
    columns.push_back({"hops", query::column_type::integer});
    columns.push_back({"chain", query::column_type::texts});
    columns.push_back({"fix", query::column_type::texts});
    auto table = table_of(std::move(columns));
    // As for SHOW IDENTITIES: any part that was not read may hold a way.
    if (std::ranges::any_of(found, [](const finding& one) { return one.unsure > 0; }))
        for (const auto& gap : in.facts.gaps()) table.coverage.push_back(cells.note(gap));
    for (const auto& one : found) {
        std::vector<query::cell> row;
        cells.add_cells(row, one.who);
        row.emplace_back(one.identities);
        row.emplace_back(one.unsure);
        if (one.identities > 0) {
            row.emplace_back(cells.node(one.nearest.identity));
            row.emplace_back(static_cast<std::int64_t>(one.nearest.hops));
            auto told =
                query::words_of_chain(in.names, in.facts, in.facts.hops_between(one.who, one.nearest.identity, how));
            if (!told) return std::move(told).error();
            row.emplace_back(std::move(told->hops));
            row.emplace_back(std::move(told->cuts));
        } else {
            row.insert(row.end(), 2, std::monostate{});
            row.insert(row.end(), 2, std::vector<std::string>{});
        }
        table.rows.push_back(std::move(row));
    }
    if (cells.fault()) return *cells.fault();
    return made_section("identities", "Who can act as somebody else", std::move(table));
}

} // namespace

result<dossier> audit_escalation(account& in) {
    dossier made{"escalation", {}, {}, {}, {}, in.names.snapshot()};
    for (const auto& build : {wide_grants, wide_reach}) {
        auto table = build(in);
        if (!table) return std::move(table).error();
        made.sections.push_back(std::move(*table));
    }
    made.remarks.emplace_back(
        "chain: a shortest way to the nearest identity; fix: what to take away for its first hop to fail. Other ways "
        "may remain: SHOW IDENTITIES REACHABLE FROM …, HOW CAN …");
    return made;
}

} // namespace canreach::audit
