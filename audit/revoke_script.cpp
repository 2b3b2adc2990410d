#include "audit/revoke_script.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "audit/edited_source.hpp"
#include "audit/sql_text.hpp"
#include "audit/tables.hpp"
#include "model/grant_names.hpp"
#include "query/spelling.hpp"

namespace canreach::audit {
namespace {

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
