#include <algorithm>
#include <deque>

#include "graph/detail/account.hpp"
#include "graph/questions/questions.hpp"
#include "graph/questions/reasons.hpp"
#include "model/roles.hpp"

namespace canreach::graph::detail {
namespace {

bool is_person(node_kind kind) {
    return kind == node_kind::user || kind == node_kind::service_principal;
}

/// M3, of those that exist: a person that nothing answers to is not listed (decision 21).
subject_set account_users(const account& in) {
    subject_set found(in.who.size());
    in.who.joining().for_each([&](std::size_t number) {
        const auto who = static_cast<principal_no>(number);
        const bool unresolved = in.nodes.flags[in.who.node_of(who).value].has(node_flag::unresolved);
        if (!unresolved || !is_person(in.who.kind_of(who))) found.add(number);
    });
    return found;
}

/// Whether the principal is in `account users` without being a stored member of it (M3).
bool in_account_users(const account& in, principal_no who) {
    return in.who.account_users() != identity::no_principal && who != in.who.account_users() &&
           is_person(in.who.kind_of(who));
}

/// Everyone in a group: those a built-in one stands for (M3–M5), else its stored members and, where a built-in group is
/// among them, those that one stands for.
subject_set standing_for(const account& in, principal_no group) {
    switch (in.who.meaning_of(group)) {
    case built_in::account_users: return account_users(in);
    case built_in::users: return in.where.access(in.where.find(in.who.workspace_of(group)));
    case built_in::admins: return in.where.admins(in.where.find(in.who.workspace_of(group)));
    case built_in::none: break;
    }
    bitset below(in.who.size());
    in.who.memberships().add_below(group, below);
    subject_set found(below);
    below.for_each([&](std::size_t i) {
        const auto inside = static_cast<principal_no>(i);
        if (in.who.meaning_of(inside) != built_in::none) found |= standing_for(in, inside);
    });
    return found;
}

} // namespace

who_answer members_of(const account& in, node_id group, bool direct) {
    who_answer answer;
    if (!in.nodes.has(group) || in.nodes.kind[group.value] != node_kind::group) return answer;
    const auto number = in.who.find(group);
    const bool built = in.who.meaning_of(number) != built_in::none;
    if (direct && !built) {
        for (const auto member : in.direct_members_of.of(group.value))
            answer.rows.push_back({node_id{member}, verdict::yes});
    } else {
        const auto all = standing_for(in, number);
        all.surely().for_each([&](std::size_t i) {
            const auto who = static_cast<principal_no>(i);
            if (is_person(in.who.kind_of(who))) answer.rows.push_back({in.who.node_of(who), verdict::yes});
        });
    }
    gap_collector gaps(in);
    if (direct && !built)
        gaps.add_own_members(number);
    else
        gaps.add_members(number);
    if (built) {
        gaps.add_listings(in.who.meaning_of(number) == built_in::account_users, false);
        if (const auto space = in.nodes.scope[group.value]; space != no_node) gaps.add_access(in.where.find(space));
    }
    answer.gaps = gaps.take();
    return answer;
}

who_answer groups_of(const account& in, node_id principal, bool direct) {
    who_answer answer;
    if (!in.nodes.has(principal) || in.who.find(principal) == identity::no_principal) return answer;
    const auto self = in.who.find(principal);
    bitset groups(in.who.size());
    if (direct) {
        for (const auto group : in.who.memberships().direct_groups(self)) groups.set(group);
    } else {
        in.who.memberships().add_above(self, groups);
        if (in_account_users(in, self)) in.who.memberships().add_above(in.who.account_users(), groups);
    }
    groups.for_each([&](std::size_t i) {
        const auto who = static_cast<principal_no>(i);
        // A group in a circle carries itself, but one does not ask a group for itself.
        if (who == self || in.who.kind_of(who) != node_kind::group || in.who.meaning_of(who) != built_in::none) return;
        answer.rows.push_back({in.who.node_of(who), verdict::yes});
    });
    gap_collector gaps(in);
    for (const auto unread : in.who.unread_groups())
        if (!groups.test(unread)) gaps.add_part(in.who.node_of(unread), node_part::members);
    gaps.add_listings(false, true);
    // Groups of its own that a workspace did not list may hold anybody.
    for (workspace_no w = 0; w < in.where.size(); ++w) gaps.add_groups_of(in.where.node_of(w));
    answer.gaps = gaps.take();
    return answer;
}

workspaces_answer workspaces_of(const account& in, node_id principal, bool direct) {
    workspaces_answer answer;
    if (!in.nodes.has(principal) || in.who.find(principal) == identity::no_principal) return answer;
    const auto self = in.who.find(principal);
    gap_collector gaps(in);
    for (workspace_no w = 0; w < in.where.size(); ++w) {
        const auto node = in.where.node_of(w);
        auto how = in.where.access(w).test(self);
        if (direct) {
            how = in.where.assignments_unread(w) ? truth::unknown() : truth::no();
            for (const auto& row : in.grants.on(node)) {
                const auto& bits = in.grants.bits_of(row);
                if (row.other == principal && bits.what == facet::role &&
                    bits.allow.intersects(mask{role::workspace_user, role::workspace_admin}))
                    how = truth::yes();
            }
        }
        if (!how.maybe) continue;
        answer.rows.push_back({node, verdict_of(how)});
        if (how.surely) continue;
        if (direct)
            gaps.add_assignments(w);
        else
            gaps.add_access(w);
    }
    for (const auto gap : in.read_parts.unlisted_workspaces()) gaps.add(gap);
    answer.gaps = gaps.take();
    return answer;
}

std::vector<node_id> membership_chain(const account& in, node_id member, node_id group) {
    if (!in.nodes.has(member) || !in.nodes.has(group)) return {};
    const auto from = in.who.find(member);
    const auto to = in.who.find(group);
    if (from == identity::no_principal || to == identity::no_principal) return {};
    if (!in.who.memberships().is_below(from, to)) {
        if (!in_account_users(in, from)) return {};
        auto chain = membership_chain(in, in.who.node_of(in.who.account_users()), group);
        if (!chain.empty()) chain.insert(chain.begin(), member);
        return chain;
    }
    std::vector<principal_no> reached_from(in.who.size(), identity::no_principal);
    std::deque<principal_no> todo{from};
    reached_from[from] = from;
    while (!todo.empty() && reached_from[to] == identity::no_principal) {
        const auto at = todo.front();
        todo.pop_front();
        for (const auto above : in.who.memberships().direct_groups(at)) {
            if (reached_from[above] != identity::no_principal) continue;
            reached_from[above] = at;
            todo.push_back(above);
        }
    }
    std::vector<node_id> chain;
    for (auto at = to; at != from; at = reached_from[at]) chain.push_back(in.who.node_of(at));
    chain.push_back(member);
    std::ranges::reverse(chain);
    return chain;
}

std::vector<source_grant> grants_on(const account& in, node_id resource) {
    std::vector<source_grant> found;
    if (!in.nodes.has(resource)) return found;
    for (const auto& row : in.grants.on(resource)) {
        const auto& bits = in.grants.bits_of(row);
        found.push_back({row.other, resource, bits.what, bits.allow, bits.deny});
    }
    return found;
}

std::vector<source_grant> grants_to(const account& in, node_id principal) {
    std::vector<source_grant> found;
    if (!in.nodes.has(principal)) return found;
    for (const auto& row : in.grants.to(principal)) {
        const auto& bits = in.grants.bits_of(row);
        found.push_back({principal, row.other, bits.what, bits.allow, bits.deny});
    }
    return found;
}

std::vector<gap_index> gaps_within(const account& in, node_id node) {
    std::vector<gap_index> found;
    if (!in.nodes.has(node)) return found;
    for (gap_index i = 0; i < in.read_parts.gaps().size(); ++i)
        if (in.tree.contains(node, in.read_parts.gaps()[i].about)) found.push_back(i);
    return found;
}

} // namespace canreach::graph::detail
