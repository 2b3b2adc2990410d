#include "graph/questions/escalate.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>

#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "graph/questions/hops.hpp"
#include "graph/questions/lacking.hpp"
#include "graph/questions/likeness.hpp"
#include "graph/questions/pursuit.hpp"
#include "graph/questions/questions.hpp"
#include "graph/rules/detours.hpp"
#include "graph/rules/evaluate.hpp"
#include "model/acl_levels.hpp"
#include "model/roles.hpp"

namespace canreach::graph::detail {
namespace {

constexpr std::size_t cut_limit = 12;  ///< facts tried whether the way stands on them alone
constexpr std::size_t chain_limit = 8; ///< shortest chains told of one question

/// The verdict, and the hops it takes: of the sure way if there is one.
struct outcome {
    verdict how = verdict::no;
    unsigned hops = 0;
};
outcome outcome_of(unsigned surely, unsigned maybe, unsigned within) {
    if (surely <= within && surely != out_of_reach) return {verdict::yes, surely};
    if (maybe <= within && maybe != out_of_reach) return {verdict::unknown, maybe};
    return {};
}

/// A chain may lead through anything, so anything that was not read may add to it.
std::vector<gap_index> all_gaps(const account& in) {
    std::vector<gap_index> gaps(in.read_parts.gaps().size());
    std::iota(gaps.begin(), gaps.end(), gap_index{0});
    return gaps;
}

/// How near somebody is.
outcome nearest(const account& in, const escalation& edges, const request& what, node_id resource, seeker& who) {
    const auto near = pursuit::nearest(in, edges, what, resource, who);
    return outcome_of(near.surely, near.maybe, what.within);
}
outcome nearness_in(const pursuit& goal, principal_no who, unsigned within) {
    return outcome_of(level_of(goal.everybody(bound::surely), who), level_of(goal.everybody(bound::maybe), who),
                      within);
}

/// Grants and ownerships that the hops of a chain stand on, memberships aside.
std::vector<witness_step> facts_behind(const chain& what) {
    std::vector<witness_step> facts;
    for (const auto& hop : what.hops)
        for (const auto& fact : hop.facts) {
            const auto& last = fact.steps.back();
            if (last.kind != witness_step::what::grant && last.kind != witness_step::what::owner) continue;
            if (facts.size() < cut_limit && std::ranges::find(facts, last) == facts.end()) facts.push_back(last);
        }
    return facts;
}

std::vector<workspace_verdict> workspaces_of(const account& in, const pursuit& goal, principal_no who,
                                             unsigned within) {
    std::vector<workspace_verdict> found;
    for (const auto& one : goal.from_each()) {
        const auto there = outcome_of(level_of(one.people[0], who), level_of(one.people[1], who), within);
        if (there.how != verdict::no) found.push_back({in.where.node_of(one.workspace), there.how});
    }
    return found;
}

} // namespace

std::vector<workspace_verdict> escalated_workspaces(const account& in, node_id principal, const request& what,
                                                    node_id resource) {
    if (!in.nodes.has(principal) || !in.nodes.has(resource)) return {};
    const auto who = in.who.find(principal);
    if (who == identity::no_principal) return {};
    return workspaces_of(in, *pursuit::of(in, what, resource), who, what.within);
}

can_answer escalated_can(const account& in, node_id principal, const request& what, node_id resource) {
    auto plainly = what;
    plainly.how = mode::effective;
    auto answer = can(in, principal, plainly, resource);
    if (!in.nodes.has(principal) || !in.nodes.has(resource)) return answer;
    const auto who = in.who.find(principal);
    if (who == identity::no_principal) return answer;
    const auto pursued = pursuit::of(in, what, resource);
    const auto& goal = *pursued;
    const auto found = nearness_in(goal, who, what.within);
    answer.how = found.how;
    answer.hops = found.hops;
    answer.workspaces = workspaces_of(in, goal, who, what.within);
    answer.missing.clear();
    answer.gaps.clear();
    if (answer.how != verdict::yes) answer.missing = missing_for(in, goal, who);
    if (answer.how == verdict::unknown) {
        answer.gaps = all_gaps(in);
        const auto doubts = unknown_enforcement(in, goal, who);
        answer.missing.insert(answer.missing.begin(), doubts.begin(), doubts.end());
        const auto open = unknown_isolation(plan(in, plainly, resource));
        answer.missing.insert(answer.missing.begin(), open.begin(), open.end());
    }
    return answer;
}

decision escalated_decide(const account& in, node_id principal, const request& what, node_id resource) {
    decision made;
    if (!in.nodes.has(principal) || !in.nodes.has(resource)) return made;
    const auto who = in.who.find(principal);
    if (who == identity::no_principal) return made;
    const auto pursued = pursuit::of(in, what, resource);
    const auto found = nearness_in(*pursued, who, what.within);
    return {found.how, found.hops, workspaces_of(in, *pursued, who, what.within)};
}

std::vector<std::string> escalated_rules(const account& in, node_id principal, const request& what, node_id resource) {
    const auto made = escalated_decide(in, principal, what, resource);
    if (made.how == verdict::yes && made.hops > 0)
        return rules_of(first_chain(in, *pursuit::of(in, what, resource), in.who.find(principal)));
    auto plainly = what;
    plainly.how = mode::effective;
    return rules_behind(in, principal, plainly, resource);
}

who_answer escalated_who(const account& in, const request& what, node_id resource,
                         std::span<const node_kind> principal_kinds) {
    who_answer answer;
    if (!in.nodes.has(resource)) return answer;
    const auto pursued = pursuit::of(in, what, resource);
    const auto& goal = *pursued;
    const auto& surely = goal.everybody(bound::surely);
    const auto& maybe = goal.everybody(bound::maybe);
    bool unsure = false;
    std::vector<outcome> found(in.who.size());
    for (unsigned level = 0; level < maybe.size(); ++level)
        maybe[level].for_each([&](std::size_t who) { found[who] = {verdict::unknown, level}; });
    for (unsigned level = 0; level < surely.size(); ++level)
        surely[level].for_each([&](std::size_t who) { found[who] = {verdict::yes, level}; });
    for (principal_no who = 0; who < in.who.size(); ++who) {
        if (found[who].how == verdict::no) continue;
        if (std::ranges::find(principal_kinds, in.who.kind_of(who)) == principal_kinds.end()) continue;
        unsure = unsure || found[who].how == verdict::unknown;
        answer.rows.push_back({in.who.node_of(who), found[who].how, found[who].hops});
    }
    if (unsure) answer.gaps = all_gaps(in);
    if (unsure || in.read_parts.gaps().empty()) return answer;
    auto plainly = what;
    plainly.how = mode::effective;
    answer.gaps = who(in, plainly, resource, principal_kinds).gaps;
    return answer;
}

std::vector<std::pair<action, verdict>> escalated_actions(const account& in, principal_no who, const request& how,
                                                          std::span<const action> candidates, node_id resource) {
    seeker reached(in, in.escalations.of(in, how.profile), who, how.within, in.read_parts.gaps().empty());
    return escalated_actions(in, how, candidates, resource, reached);
}

std::vector<std::pair<action, verdict>> escalated_actions(const account& in, const request& how,
                                                          std::span<const action> candidates, node_id resource,
                                                          seeker& reached) {
    std::vector<std::pair<action, verdict>> found;
    const auto& edges = in.escalations.of(in, how.profile);
    auto single = how;
    for (const auto one : candidates) {
        single.actions = {one};
        const auto told = nearest(in, edges, single, resource, reached);
        if (told.how != verdict::no) found.emplace_back(one, told.how);
    }
    return found;
}

what_answer escalated_what(const account& in, node_id principal, const request& what, std::span<const node_kind> kinds,
                           node_id within) {
    what_answer answer;
    if (!in.nodes.has(principal) || (within != no_node && !in.nodes.has(within))) return answer;
    const auto who = in.who.find(principal);
    if (who == identity::no_principal) return answer;
    const auto& edges = in.escalations.of(in, what.profile);
    const bool complete = in.read_parts.gaps().empty();
    seeker reached(in, edges, who, what.within, complete);
    const auto wanted = [&](node_kind kind) {
        if (!kinds.empty() && std::ranges::find(kinds, kind) == kinds.end()) return false;
        return std::ranges::any_of(what.actions, [&](action one) { return applies_to(one, kind); });
    };
    // What can be done as it is needs no hop, and what is alike has one answer.
    auto plainly = what;
    plainly.how = mode::effective;
    const auto now = detail::what(in, principal, plainly, kinds, within);
    auto next = now.rows.begin();
    const auto ids = in.who.carried_by(who);
    likeness by(in, ids, what, likeness::ways::same);
    std::unordered_map<std::uint32_t, outcome> alike;
    bool unsure = false;
    const auto first = within == no_node ? 0 : in.tree.place_of(within);
    const auto last = within == no_node ? in.tree.size() : in.tree.end_of(within);
    for (auto at = first; at < last; ++at) {
        const auto node = in.tree.at(at);
        if (!wanted(in.nodes.kind[node.value])) continue;
        while (next != now.rows.end() && in.tree.place_of(next->resource) < at) ++next;
        if (next != now.rows.end() && next->resource == node && next->how == verdict::yes) {
            answer.rows.push_back({node, verdict::yes, 0});
            continue;
        }
        const auto [known, added] = alike.try_emplace(by.class_of(node));
        if (added) known->second = nearest(in, edges, what, node, reached);
        const auto found = known->second;
        if (found.how == verdict::no) continue;
        unsure = unsure || found.how == verdict::unknown;
        answer.rows.push_back({node, found.how, found.hops});
    }
    answer.gaps = unsure ? all_gaps(in) : now.gaps;
    return answer;
}

namespace {

/// The ways of somebody who is `found` so near; of `goal`, if there is one, everybody is known.
std::vector<via_item> ways_told(const account& in, principal_no who, const request& what, node_id resource,
                                outcome found, std::shared_ptr<const pursuit> goal) {
    if (found.how == verdict::no) return {};
    if (found.hops == 0) {
        auto plainly = what;
        plainly.how = mode::effective;
        return via(in, in.who.node_of(who), plainly, resource);
    }
    if (!goal) {
        auto nearby = what; // further ways are none of the shortest
        nearby.within = found.hops;
        goal = pursuit::of(in, nearby, resource);
    }
    std::vector<via_item> items;
    for (const auto& one : first_chain(in, *goal, who).hops) {
        auto item = via_item{via_item::how::becomes, one.gained};
        if (one.how == path_class::control) item = {via_item::how::acts, no_node};
        if (one.how == path_class::bypass && one.through == no_node) continue; // through what the hop before made
        if (one.how == path_class::bypass) item = {via_item::how::goes_round, one.through};
        if (std::ranges::find(items, item) == items.end()) items.push_back(item);
    }
    return items;
}

} // namespace

std::vector<via_item> escalated_via(const account& in, node_id principal, const request& what, node_id resource) {
    if (!in.nodes.has(principal) || !in.nodes.has(resource)) return {};
    const auto who = in.who.find(principal);
    if (who == identity::no_principal) return {};
    // Of a list of those who can, everybody's nearness is known already.
    if (auto goal = pursuit::known(in, what, resource))
        return ways_told(in, who, what, resource, nearness_in(*goal, who, what.within), goal);
    seeker reached(in, in.escalations.of(in, what.profile), who, what.within, in.read_parts.gaps().empty());
    return escalated_via(in, principal, what, resource, reached);
}

std::vector<via_item> escalated_via(const account& in, node_id principal, const request& what, node_id resource,
                                    seeker& reached) {
    const auto found = nearest(in, in.escalations.of(in, what.profile), what, resource, reached);
    return ways_told(in, in.who.find(principal), what, resource, found, nullptr);
}

chain_answer chains_to(const account& in, node_id principal, const request& what, node_id resource) {
    chain_answer told;
    told.answer = escalated_can(in, principal, what, resource);
    if (told.answer.how != verdict::yes) return told;
    const auto goal = pursuit::of(in, what, resource);
    const auto who = in.who.find(principal);
    told.chains = shortest_chains(in, *goal, who, chain_limit);
    if (told.answer.hops == 0 || told.chains.empty()) return told;
    for (const auto& fact : facts_behind(told.chains.front())) {
        const escalation less(in, what.profile, &fact);
        const pursuit without(in, less, what, resource);
        if (level_of(without.everybody(bound::surely), who) == out_of_reach) told.severing.push_back(fact);
    }
    return told;
}

std::vector<identity_row> identities_from(const account& in, node_id principal, const request& how) {
    std::vector<identity_row> rows;
    if (!in.nodes.has(principal)) return rows;
    const auto who = in.who.find(principal);
    if (who == identity::no_principal) return rows;
    const auto& edges = in.escalations.of(in, how.profile);
    const seeker from(in, edges, who, how.within, in.read_parts.gaps().empty());
    const auto& surely = from.reached(bound::surely);
    const auto& maybe = from.reached(bound::maybe);
    for (unsigned level = 1; level < surely.size(); ++level)
        surely[level].for_each([&](std::size_t to) {
            rows.push_back({in.who.node_of(static_cast<principal_no>(to)), verdict::yes, level});
        });
    for (unsigned level = 1; level < maybe.size(); ++level)
        maybe[level].for_each([&](std::size_t to) {
            const auto number = static_cast<principal_no>(to);
            if (level_of(surely, number) == out_of_reach)
                rows.push_back({in.who.node_of(number), verdict::unknown, level});
        });
    return rows;
}

std::vector<hop> hops_between(const account& in, node_id principal, node_id identity, const request& how) {
    std::vector<hop> made;
    if (!in.nodes.has(principal) || !in.nodes.has(identity)) return made;
    const auto who = in.who.find(principal);
    const auto goal = in.who.find(identity);
    if (who == identity::no_principal || goal == identity::no_principal) return made;
    const auto& edges = in.escalations.of(in, how.profile);
    levels target{bitset(in.who.size())};
    target.front().set(goal);
    const auto back = edges.backward(target, bound::surely, how.within);
    auto left = level_of(back, who);
    if (left == out_of_reach) return made;
    for (auto at = who; left > 0;) {
        auto next = identity::no_principal;
        for (unsigned hops = 1; hops <= left && next == identity::no_principal; ++hops)
            back[left - hops].for_each([&](std::size_t to) {
                if (next != identity::no_principal) return;
                auto more = hops_to_become(in, edges, at, static_cast<principal_no>(to), hops);
                if (more.empty()) return;
                next = static_cast<principal_no>(to);
                made.insert(made.end(), more.begin(), more.end());
                left -= hops;
            });
        if (next == identity::no_principal) break;
        at = next;
    }
    return made;
}

std::vector<hop> observing(const account& in, node_id principal, node_id identity) {
    std::vector<hop> found;
    if (!in.nodes.has(principal) || in.who.find(principal) == identity::no_principal || principal == identity)
        return found;
    request managing;
    managing.actions = {{action::form::ability, static_cast<std::uint16_t>(ability::manage)}};
    in.links.for_each_of(link_type::single_user, [&](const source_link& link) {
        if (link.to != identity || can(in, principal, managing, link.from).how != verdict::yes) return;
        hop one;
        one.how = path_class::observe;
        one.rule = "E14";
        one.actor = principal;
        one.gained = identity;
        one.through = link.from;
        found.push_back(std::move(one));
    });
    return found;
}

} // namespace canreach::graph::detail
