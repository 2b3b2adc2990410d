#include "audit/redundancy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "audit/sql_text.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"
#include "graph/operations.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/grant_names.hpp"
#include "query/object_kinds.hpp"
#include "query/spelling.hpp"

namespace canreach::audit {
namespace {

using row_key = std::pair<node_id, node_id>; ///< resource, grantee

/// Grants of Unity Catalog by place, with the bits that are still there.
class grant_table {
public:
    explicit grant_table(const graph::access_graph& facts) : facts_(facts) {
        for (const auto group : facts.nodes_of_kind(node_kind::group))
            if (facts.flags_of(group).has(node_flag::system) && facts.scope_of(group) == no_node) everybody_ = group;
    }

    mask& bits(const source_grant& grant) {
        return left_.try_emplace({grant.resource, grant.grantee}, grant.allow).first->second;
    }
    /// What of `wanted` the grantee has by other rows that are still there, and by which.
    mask covered(const source_grant& grant, mask wanted, std::vector<source_grant>& by) {
        mask found;
        auto carriers = groups_above(grant.grantee);
        for (auto on = grant.resource; on != no_node; on = facts_.parent_of(on)) {
            const bool same_place = on == grant.resource;
            if (!same_place && facts_.kind_of(on) == node_kind::metastore) break; // U3: nothing of it travels
            for (const auto& other : facts_.grants_on(on)) {
                if (other.what != facet::unity) continue;
                const bool own = other.grantee == grant.grantee;
                if ((own && same_place) || (!own && !carriers.contains(other.grantee))) continue;
                auto gives = bits(other);
                if (gives.has(privilege::all_privileges)) gives |= graph::all_expansion;
                const auto fresh = gives & wanted & ~found;
                if (fresh.empty()) continue;
                found |= fresh;
                by.push_back(other);
            }
            if (found.contains(wanted)) break;
        }
        return found;
    }

private:
    const std::set<node_id>& groups_above(node_id principal) {
        const auto [at, added] = above_.try_emplace(principal);
        if (!added) return at->second;
        for (const auto& row : facts_.groups_of(principal, false).rows)
            if (row.how == graph::verdict::yes && facts_.scope_of(row.principal) == no_node) // M6
                at->second.insert(row.principal);
        if (everybody_ != no_node && principal != everybody_) at->second.insert(everybody_); // M3
        return at->second;
    }

    const graph::access_graph& facts_;
    node_id everybody_ = no_node; ///< `account users`
    std::map<row_key, mask> left_;
    std::map<node_id, std::set<node_id>> above_;
};

std::vector<node_id> grantees_of(const graph::access_graph& facts, std::optional<node_id> to) {
    std::vector<node_id> grantees;
    if (!to) {
        for (const auto kind : {node_kind::user, node_kind::service_principal, node_kind::group})
            for (const auto one : facts.nodes_of_kind(kind)) grantees.push_back(one);
        return grantees;
    }
    if (facts.kind_of(*to) != node_kind::group) return {*to};
    for (const auto& row : facts.members_of(*to, false).rows) grantees.push_back(row.principal);
    return grantees;
}

/// Grants of Unity Catalog are judged by grants on securables and by memberships in groups of the account.
bool may_hide_grants(const graph::access_graph& facts, const source_gap& gap) {
    const auto kind = facts.kind_of(gap.about);
    const bool securable = family_of(kind) == kind_family::unity || kind == node_kind::metastore;
    switch (gap.part) {
    case node_part::grants: return securable;
    case node_part::members: return facts.scope_of(gap.about) == no_node; // M6
    case node_part::children:
        if (securable || gap.family.empty()) return true;
        return kind == node_kind::account && (gap.family == "account-groups" || gap.family == "metastores");
    default: return false;
    }
}

std::vector<graph::gap_index> unread_by(const graph::access_graph& facts) {
    std::vector<graph::gap_index> found;
    const auto gaps = facts.gaps();
    for (std::size_t i = 0; i < gaps.size(); ++i)
        if (may_hide_grants(facts, gaps[i])) found.push_back(static_cast<graph::gap_index>(i));
    return found;
}

/// For the head of a script: comments that name what was not read.
std::string unread_in_comments(account& in, std::span<const graph::gap_index> unread) {
    if (unread.empty()) return "-- Everything that it rests on was read.\n";
    cell_writer cells(in);
    auto text = fmt::format("-- NOT COMPLETE: {} part{} not read, and may hold more grants to take back:\n",
                            unread.size(), unread.size() == 1 ? " was" : "s were");
    constexpr std::size_t shown = 20;
    for (const auto gap : unread.first(std::min(shown, unread.size()))) {
        const auto what = cells.note(in.facts.gaps()[gap]);
        text += fmt::format("--   {} of {} {} ({})\n", what.part, what.about.kind, printable(what.about.name),
                            what.outcome);
    }
    if (unread.size() > shown)
        text += fmt::format("--   … and {} more: SHOW COVERAGE lists all\n", unread.size() - shown);
    return text;
}

/// For each grantee the bits that it would lose, with what `ALL PRIVILEGES` stands for.
using bits_at_stake = std::map<node_id, mask>;

/// What everyone concerned holds and can use of the bits at stake, before and after, compared resource by resource.
bool same_access(const graph::access_graph& before, const graph::access_graph& after, const bits_at_stake& stakes) {
    std::map<node_id, mask> asked;
    for (const auto& [grantee, bits] : stakes) {
        asked[grantee] |= bits;
        if (before.kind_of(grantee) == node_kind::group)
            for (const auto& row : before.members_of(grantee, false).rows) asked[row.principal] |= bits;
    }
    const auto rows_of = [](const graph::access_graph& graph, node_id who, graph::mode how, unsigned bit) {
        graph::request what;
        what.actions = {{graph::action::form::privilege, static_cast<std::uint16_t>(bit)}};
        what.how = how;
        std::vector<std::pair<node_id, graph::verdict>> rows;
        for (const auto& row : graph.what(who, what, {}, no_node).rows) rows.emplace_back(row.resource, row.how);
        return rows;
    };
    bool same = true;
    for (const auto& [who, bits] : asked)
        bits.for_each([&, who = who](unsigned bit) {
            for (const auto how : {graph::mode::granted, graph::mode::effective})
                same = same && rows_of(before, who, how, bit) == rows_of(after, who, how, bit);
        });
    return same;
}

} // namespace

std::string_view name_of(redundancy level) noexcept {
    switch (level) {
    case redundancy::none: return "NONE";
    case redundancy::partial: return "PARTIAL";
    case redundancy::full: return "FULL";
    }
    return "NONE";
}

redundancy_report find_redundancy(const graph::access_graph& facts, std::optional<node_id> to) {
    redundancy_report report;
    grant_table table(facts);
    std::vector<source_grant> grants;
    for (const auto grantee : grantees_of(facts, to))
        for (const auto& grant : facts.grants_to(grantee)) {
            if (grant.what != facet::unity) {
                if (grant.what == facet::hive) ++report.not_judged;
                continue;
            }
            grants.push_back(grant);
        }
    // Persons first, then groups: what a person holds besides its groups is what reviews want gone.
    const auto rank = [&](const source_grant& grant) {
        return std::tuple{facts.kind_of(grant.grantee) == node_kind::group, grant.resource, grant.grantee};
    };
    std::ranges::sort(grants, {}, rank);
    for (const auto& grant : grants) {
        ++report.judged;
        redundancy_finding found{grant, {}, redundancy::none, {}};
        found.redundant = table.covered(grant, grant.allow, found.remaining) & grant.allow;
        if (found.redundant.empty()) continue;
        found.level = found.redundant == grant.allow ? redundancy::full : redundancy::partial;
        table.bits(grant) &= ~found.redundant;
        report.findings.push_back(std::move(found));
    }
    std::ranges::sort(report.findings, {}, [](const redundancy_finding& one) {
        return std::pair{one.grant.resource, one.grant.grantee};
    });
    report.unread = unread_by(facts);
    return report;
}

result<dossier> audit_redundancy(account& in, std::optional<std::string_view> principal) {
    dossier made{"redundancy", {}, {}, {}, {}, in.names.snapshot()};
    std::optional<node_id> to;
    if (principal) {
        const auto who = find_principal(in.names, *principal);
        if (!who) return who.error();
        made.subject = who->label;
        to = who->node.id;
    }
    const auto report = find_redundancy(in.facts, to);
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    cell_writer::add_columns(columns, "resource");
    for (const auto* name : {"redundant", "kept", "because"}) columns.push_back({name, query::column_type::texts});
    columns.push_back({"level", query::column_type::text});
    auto table = table_of(std::move(columns));
    for (const auto& one : report.findings) {
        std::vector<query::cell> row;
        cells.add_cells(row, one.grant.grantee);
        cells.add_cells(row, one.grant.resource);
        row.emplace_back(names_of_bits(one.redundant, facet::unity, in.names.privileges()));
        row.emplace_back(names_of_bits(one.grant.allow & ~one.redundant, facet::unity, in.names.privileges()));
        std::vector<std::string> because;
        for (const auto& other : one.remaining)
            because.push_back(fmt::format(
                "{} on {} to {}", fmt::join(names_of_bits(other.allow, facet::unity, in.names.privileges()), ", "),
                cells.name(other.resource), cells.name(other.grantee)));
        row.emplace_back(std::move(because));
        row.emplace_back(std::string(name_of(one.level)));
        table.rows.push_back(std::move(row));
    }
    cells.note(table, report.unread);
    if (cells.fault()) return *cells.fault();
    made.facts.emplace_back("grants judged", fmt::format("{}", report.judged));
    if (report.not_judged > 0)
        made.remarks.push_back(
            fmt::format("{} grants of Hive metastores were not judged: denials may depend on them", report.not_judged));
    made.sections.push_back(
        made_section("redundant", "Grants that could go together, nobody losing anything", std::move(table)));
    return made;
}

result<revoke_script> make_revoke_script(account& in, fact_source& source, const redundancy_report& report,
                                         bool partial) {
    revoke_script script;
    std::vector<edit> edits;
    bits_at_stake stakes;
    std::string body;
    std::string metastore;
    for (const auto& one : report.findings) {
        if (one.level == redundancy::partial && !partial) continue;
        const auto resource = in.names.describe(one.grant.resource);
        if (!resource) return resource.error();
        const auto grantee = in.names.describe(one.grant.grantee);
        if (!grantee) return grantee.error();
        if (resource->scope_name != metastore) {
            metastore = resource->scope_name;
            body += fmt::format("\n-- metastore {}\n", printable(metastore));
        }
        body += fmt::format("REVOKE {} ON {} FROM {};\n",
                            fmt::join(names_of_bits(one.redundant, facet::unity, in.names.privileges()), ", "),
                            object_in_sql(*resource), query::quoted_name(name_in_sql(*grantee)));
        edits.push_back({edit::what::revoke, one.grant.grantee, one.grant.resource, facet::unity, one.redundant});
        auto bits = one.redundant;
        if (bits.has(privilege::all_privileges)) bits |= mask{privilege::select, privilege::modify, privilege::execute};
        stakes[one.grant.grantee] |= bits;
        ++script.statements;
    }
    edited_source after(source, std::move(edits));
    auto graph = graph::access_graph::build(after);
    if (!graph) return std::move(graph).error();
    script.proved = same_access(in.facts, *graph, stakes);
    script.complete = report.unread.empty();
    script.sql = fmt::format(
        "-- {} statement{}, {} grants judged; snapshot {}\n-- {}\n{}{}", script.statements,
        script.statements == 1 ? "" : "s", report.judged, in.names.snapshot().sealed_at,
        script.proved ? "Access of everyone concerned was evaluated before and after the whole script: the same."
                      : "NOT PROVED: somebody's access would change. Do not run this; report it.",
        unread_in_comments(in, report.unread), body);
    return script;
}

} // namespace canreach::audit
