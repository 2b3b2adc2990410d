#include "graph/questions/evidence.hpp"

#include <algorithm>
#include <deque>

#include "graph/detail/account.hpp"
#include "graph/rules/policies.hpp"
#include "graph/rules/supplies.hpp"
#include "model/roles.hpp"

namespace canreach::graph::detail {
namespace {

using step = witness_step::what;

bool stored_member(const account& in, principal_no who, principal_no group) {
    return std::ranges::binary_search(in.who.memberships().direct_groups(who), group);
}

} // namespace

bool evidence::holds(const condition& circuit, scene where) const {
    return graph::holds(in_, circuit, ids_, where.in(by_.now)).surely;
}

bool evidence::holds_unjoined(const condition& circuit, scene where) const {
    return graph::holds(in_, circuit, ids_unjoined_, where.in(by_unjoined_.now)).surely;
}

std::vector<principal_no> evidence::path_to(principal_no from, principal_no to) const {
    constexpr auto unseen = identity::no_principal;
    std::vector<principal_no> before(in_.who.size(), unseen);
    std::deque<principal_no> todo{from};
    before[from] = from;
    std::vector<principal_no> seen; // in the order of so many groups joined as there were rounds
    const auto reach = [&](principal_no next, principal_no by) {
        if (before[next] != unseen) return;
        before[next] = by;
        todo.push_back(next);
    };
    const auto& rights = done_.groups->rights;
    const auto join = [&](principal_no at) {
        for (const auto& [manager, group] : rights.managers)
            if (manager == at) reach(group, at);
        if (std::ranges::find(rights.managers_of_all, at) == rights.managers_of_all.end()) return;
        for (const auto group : rights.joinable) reach(group, at);
    };
    while (!todo.empty() && before[to] == unseen) {
        const auto start = seen.size();
        while (!todo.empty() && before[to] == unseen) {
            const auto at = todo.front();
            todo.pop_front();
            seen.push_back(at);
            for (const auto group : in_.who.memberships().direct_groups(at)) reach(group, at);
            if (at == from && in_.who.joining().test(at) && in_.who.account_users() != unseen)
                reach(in_.who.account_users(), at);
        }
        if (before[to] != unseen || !done_.joins()) break;
        for (auto i = start; i < seen.size(); ++i) join(seen[i]);
    }
    std::vector<principal_no> path;
    if (before[to] == unseen) return path;
    for (auto at = to; at != from; at = before[at]) path.push_back(at);
    path.push_back(from);
    std::ranges::reverse(path);
    return path;
}

witness evidence::steps_to(principal_no holder) const {
    witness steps;
    const auto add_path = [&](const std::vector<principal_no>& path) {
        for (std::size_t i = 1; i < path.size(); ++i) {
            const auto from = path[i - 1];
            const auto to = path[i];
            const auto kind = stored_member(in_, from, to)    ? step::member
                              : to == in_.who.account_users() ? step::built_in
                                                              : step::joins;
            steps.push_back({kind, in_.who.node_of(from), in_.who.node_of(to), {}, {}});
        }
    };
    const auto self = ids_.self();
    if (const auto path = path_to(self, holder); !path.empty()) {
        add_path(path);
        return steps;
    }
    // `users` and `admins` of a workspace, by themselves or inside one of its local groups (M4–M6).
    const auto w = in_.where.find(in_.who.workspace_of(holder));
    if (w == tenancy::no_workspace) return steps;
    for (const auto alias : in_.where.built_in_groups(w)) {
        const auto rest = path_to(alias, holder);
        const bool meant =
            (in_.who.meaning_of(alias) == built_in::admins ? by_.now.where->admins(w) : by_.now.where->access(w))
                .test(self)
                .surely;
        if (rest.empty() || !meant) continue;
        // Through whose assignment one is in it, where a group one is in, or joins, was assigned.
        auto holder_of_access = self;
        if (const auto row = assignment_in(w, in_.who.meaning_of(alias) == built_in::admins)) {
            holder_of_access = in_.who.find(row->holder);
            if (in_.who.account_scoped(holder_of_access)) add_path(path_to(self, holder_of_access));
        }
        steps.push_back({step::built_in, in_.who.node_of(holder_of_access), in_.who.node_of(alias), {}, {}});
        add_path(rest);
        break;
    }
    return steps;
}

void evidence::add_fact(principal_no holder, const witness_step& last, std::vector<hop_fact>& into) const {
    hop_fact made{steps_to(holder)};
    made.steps.push_back(last);
    if (std::ranges::find(into, made) == into.end()) into.push_back(std::move(made));
}

void evidence::add(const condition& circuit, scene where, std::vector<hop_fact>& into) const {
    switch (circuit.what) {
    case condition::form::all:
        for (const auto& part : circuit.parts) add(part, where, into);
        return;
    case condition::form::any: {
        // Whoever is spared a denial may not be once it has joined the group that is denied.
        auto chosen = std::ranges::find_if(
            circuit.parts, [&](const condition& part) { return holds_unjoined(part, where) && holds(part, where); });
        if (chosen == circuit.parts.end())
            chosen = std::ranges::find_if(circuit.parts, [&](const condition& part) { return holds(part, where); });
        if (chosen != circuit.parts.end()) add(*chosen, where, into);
        return;
    }
    case condition::form::workspace_access:
    case condition::form::workspace_admin:
        add_workspace(in_.where.find(circuit.part.workspace), circuit.what == condition::form::workspace_admin, into);
        return;
    case condition::form::policy: add_policies(circuit, where, into); return;
    case condition::form::exempt:
    case condition::form::unblocked:
        for (const auto& group : circuit.test->groups)
            for (const auto which : group) add_exception(in_.policies.at(which), where, into);
        return;
    default: break;
    }
    stored_first([&](const identity::carried& ids, const situation& now) {
        for (const auto& from : circuit.supplies) {
            const bool none_left = visit_facts(in_, from, [&](const supplying_fact& fact) {
                if (!carries(in_, ids, fact.holder, scene_of(circuit, where.in(now))).surely) return true;
                const auto holder = in_.who.find(fact.holder);
                add_fact(holder, {fact.kind, fact.holder, from.on, fact.bits, from.in}, into);
                add_standing(holder, scene_of(circuit, where), into);
                return false;
            });
            if (!none_left) return false;
        }
        return true;
    });
}

void evidence::add_standing(principal_no group, scene where, std::vector<hop_fact>& into) const {
    if (where.what != scene::form::local_acl || in_.who.kind_of(group) != node_kind::group) return;
    if (!in_.who.account_scoped(group) || in_.where.access(where.workspace).test(group).surely) return;
    evidence(in_, edges_, group, done_).add_workspace(where.workspace, false, into);
}

void evidence::add_policies(const condition& leaf, scene where, std::vector<hop_fact>& into) const {
    for (const auto& group : leaf.test->groups)
        for (const auto which : group) {
            const auto& by = in_.policies.at(which);
            if (!is_named(in_, by, ids_, where.in(by_.now)).surely) continue;
            bool found = false;
            stored_first([&](const identity::carried& ids, const situation& now) {
                for (const auto holder : by.to) {
                    if (!carries(in_, ids, holder, where.in(now)).surely) continue;
                    const auto what = witness_step::what::policy;
                    add_fact(in_.who.find(holder), {what, holder, leaf.part.on, by.privileges, facet::unity, which},
                             into);
                    found = true;
                    return false;
                }
                return true;
            });
            if (found) return;
        }
}

void evidence::add_exception(const source_policy& by, scene where, std::vector<hop_fact>& into) const {
    stored_first([&](const identity::carried& ids, const situation& now) {
        for (const auto holder : by.except) {
            if (!carries(in_, ids, holder, where.in(now)).surely) continue;
            hop_fact made{steps_to(in_.who.find(holder))};
            const bool joins =
                std::ranges::any_of(made.steps, [](const witness_step& one) { return one.kind == step::joins; });
            if (joins && std::ranges::find(into, made) == into.end()) into.push_back(std::move(made));
            return false;
        }
        return true;
    });
}

void evidence::add_exceptions(std::vector<hop_fact>& into) const {
    for (const auto which : in_.policies.access_rules()) add_exception(in_.policies.at(which), scene::plain(), into);
}

std::optional<evidence::assigned> evidence::assignment_in(workspace_no w, bool admin,
                                                          const identity::carried& ids) const {
    const auto enough = admin ? mask{role::workspace_admin} : mask{role::workspace_user, role::workspace_admin};
    for (const auto& row : in_.grants.on(in_.where.node_of(w))) {
        const auto& bits = in_.grants.bits_of(row);
        const auto number = in_.who.find(row.other);
        if (bits.what != facet::role || !bits.allow.intersects(enough) || number == identity::no_principal) continue;
        const bool counts = in_.who.account_scoped(number) ? ids.test(number).surely : number == ids.self();
        if (counts) return assigned{row.other, bits.allow & enough};
    }
    return std::nullopt;
}

std::optional<evidence::assigned> evidence::assignment_in(workspace_no w, bool admin) const {
    const auto stored = assignment_in(w, admin, ids_unjoined_);
    return stored ? stored : assignment_in(w, admin, ids_);
}

void evidence::add_workspace(workspace_no w, bool admin, std::vector<hop_fact>& into) const {
    const auto node = in_.where.node_of(w);
    bool found = false;
    stored_first([&](const identity::carried& ids, const situation&) {
        if (const auto row = assignment_in(w, admin, ids)) {
            add_fact(in_.who.find(row->holder), {step::assignment, row->holder, node, row->bits, facet::role}, into);
            found = true;
            return false;
        }
        for (const auto group : in_.where.built_in_groups(w)) {
            if (admin && in_.who.meaning_of(group) != built_in::admins) continue;
            if (!ids.test(group).surely) continue;
            add_fact(group, {step::built_in, in_.who.node_of(group), node, {}, {}}, into);
            found = true;
            return false;
        }
        return true;
    });
    if (!found && done_.done.has(act::assign)) add_account_admin(into);
}

void evidence::add_account_admin(std::vector<hop_fact>& into) const {
    if (in_.account_node == no_node) return;
    condition leaf;
    leaf.what = condition::form::supplied;
    leaf.supplies.push_back({in_.account_node, mask{role::account_admin}, false, facet::role});
    add(leaf, scene::plain(), into);
}

} // namespace canreach::graph::detail
