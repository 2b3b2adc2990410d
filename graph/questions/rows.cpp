/// Rows of system tables (R1–R4): which workspaces' rows a view in the pattern of row-level security shows to whom.
#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/questions/questions.hpp"
#include "graph/questions/reasons.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::graph::detail {
namespace {

/// R1, R2: assigned as admin by oneself or through an account group; groups of the workspace are not looked at.
truth administers(const account& in, const identity::carried& who, workspace_no w) {
    const auto node = in.where.node_of(w);
    auto found = truth::no();
    bool assigned = false;
    for (const auto& row : in.grants.on(node)) {
        const auto& bits = in.grants.bits_of(row);
        if (bits.what != facet::role) continue;
        assigned = assigned || bits.allow.intersects(mask{role::workspace_user, role::workspace_admin});
        if (!bits.allow.has(role::workspace_admin)) continue;
        const auto number = in.who.find(row.other);
        if (number != identity::no_principal && in.who.account_scoped(number)) found |= who.test(number);
        if (found.surely) return found;
    }
    // A workspace missing from an incomplete listing was never asked who is assigned to it.
    const bool unread = in.read_parts.missing(node, node_part::assignments) ||
                        (!assigned && !in.read_parts.unlisted_workspaces().empty());
    return unread ? truth::unknown() : found;
}

} // namespace

rows_answer rows(const account& in, node_id principal, const request& what, node_id resource) {
    rows_answer answer;
    auto asked = what;
    asked.actions = {action{action::form::privilege, static_cast<std::uint16_t>(privilege::select)}};
    answer.access = can(in, principal, asked, resource);
    answer.gaps = answer.access.gaps;
    if (answer.access.how == verdict::no || !in.nodes.has(principal)) return answer;
    const auto number = in.who.find(principal);
    if (number == identity::no_principal) return answer;
    answer.filtered = in.nodes.type[resource.value] == securable::view;
    const auto ids = in.who.carried_by(number);
    gap_collector unread(in);
    const auto metastore = in.metastore_of(resource);
    for (workspace_no w = 0; w < in.where.size(); ++w) {
        // R3: a base table shows every workspace that shares its metastore.
        const auto attached = std::ranges::find(in.where.doors_of(metastore), w, &tenancy::door::workspace);
        const auto seen = answer.filtered                                  ? administers(in, ids, w)
                          : attached == in.where.doors_of(metastore).end() ? truth::no()
                                                                           : attached->attached;
        if (!seen.maybe) continue;
        const auto node = in.where.node_of(w);
        answer.workspaces.push_back({node, std::min(answer.access.how, verdict_of(seen))});
        if (seen.surely) continue;
        unread.add_part(node, node_part::assignments);
        unread.add_part(node, node_part::attachment);
        for (const auto& row : in.grants.on(node))
            if (const auto grantee = in.who.find(row.other); grantee != identity::no_principal)
                unread.add_members(grantee);
    }
    for (const auto gap : unread.take()) answer.gaps.push_back(gap);
    std::ranges::sort(answer.gaps);
    const auto repeated = std::ranges::unique(answer.gaps);
    answer.gaps.erase(repeated.begin(), repeated.end());
    return answer;
}

} // namespace canreach::graph::detail
