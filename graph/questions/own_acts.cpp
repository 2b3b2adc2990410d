#include "graph/questions/own_acts.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "graph/detail/account.hpp"
#include "model/roles.hpp"

namespace canreach::graph::detail {
namespace {

std::string rule_of(act what) {
    return std::string(act_rules()[static_cast<std::size_t>(what)].rule);
}

/// Joining is told by the memberships that facts rest on: takes those steps out of `facts` into a hop of their own.
std::optional<hop> joining_hop(const account& in, const escalation& edges, principal_no actor, const course& done,
                               const std::vector<hop_fact>& facts) {
    auto made = made_by(in, actor, act::join);
    const evidence own(in, edges, actor, done.with({act::join}));
    for (const auto& fact : facts)
        for (std::size_t i = 0; i < fact.steps.size(); ++i) {
            const auto& step = fact.steps[i];
            if (step.kind != witness_step::what::joins) continue;
            const joined_group one{fact.steps.front().from, step.to};
            if (std::ranges::find(made.joined, one) != made.joined.end()) continue;
            made.joined.push_back(one);
            made.gained = step.to;
            condition manages;
            manages.what = condition::form::supplied;
            manages.supplies.push_back({step.to, mask{role::group_manager}, false, facet::role});
            if (in.account_node != no_node)
                manages.supplies.push_back(
                    {in.account_node, mask{role::group_manager, role::account_admin}, false, facet::role});
            own.add(manages, scene::plain(), made.facts);
        }
    if (made.gained == no_node) return std::nullopt;
    return made;
}

/// The filters and masks that were dropped (V3, E1), by what `prepared` made of their leaf: each of some policies does
/// not name the principal, or is dropped.
void add_dropped(const evidence& with, const condition& rid_of, scene where, hop& into) {
    if (rid_of.what == condition::form::all)
        for (const auto& part : rid_of.parts) add_dropped(with, part, where, into);
    if (rid_of.what != condition::form::any || rid_of.parts.empty()) return;
    const auto& first = rid_of.parts.front();
    if (first.what != condition::form::exempt) { // several choices of what may stay
        const auto way =
            std::ranges::find_if(rid_of.parts, [&](const condition& part) { return with.holds(part, where); });
        if (way != rid_of.parts.end()) add_dropped(with, *way, where, into);
        return;
    }
    if (with.holds(first, where)) return;
    into.granted.push_back(first.part);
    with.add(rid_of.parts.back(), where, into.facts);
}

/// What is granted and where, or the ownership that is taken: the first way that is open (`prepared` marks each by its
/// part). A denial of granting on the thing itself leaves what lies around it.
std::optional<missing_part> obtained(const evidence& with, const condition& granted, scene where) {
    if (granted.what != condition::form::any) return std::nullopt;
    const auto way =
        std::ranges::find_if(granted.parts, [&](const condition& part) { return with.holds(part, where); });
    if (way == granted.parts.end() || way->what != condition::form::all || way->part.on == no_node) return std::nullopt;
    return way->part;
}

/// What of a circuit is missing without grants to oneself, and the facts that allow them.
void add_missing(const evidence& with, const condition& bare, const condition& granted, scene where, hop& into) {
    if (with.holds(bare, where)) return;
    if (bare.what == condition::form::all) {
        for (std::size_t i = 0; i < bare.parts.size(); ++i)
            add_missing(with, bare.parts[i], granted.parts[i], where, into);
        return;
    }
    if (bare.what == condition::form::any) {
        for (std::size_t i = 0; i < bare.parts.size(); ++i)
            if (with.holds(granted.parts[i], where)) {
                add_missing(with, bare.parts[i], granted.parts[i], where, into);
                return;
            }
        return;
    }
    if (bare.what == condition::form::exempt || bare.what == condition::form::unblocked) {
        if (granted.what == condition::form::any) add_dropped(with, granted.parts.back(), where, into);
        return;
    }
    into.granted.push_back(obtained(with, granted, where).value_or(bare.part));
    with.add(granted, where, into.facts);
}

} // namespace

hop made_by(const account& in, principal_no actor, act what) {
    hop made;
    made.how = what == act::join ? path_class::become : path_class::control;
    made.rule = rule_of(what);
    made.done = what;
    made.actor = in.who.node_of(actor);
    return made;
}

void put_join_first(const account& in, const escalation& edges, principal_no actor, const course& done,
                    const std::vector<hop_fact>& last, std::vector<hop>& made) {
    auto facts = last;
    for (const auto& one : made) facts.insert(facts.end(), one.facts.begin(), one.facts.end());
    if (auto joined = joining_hop(in, edges, actor, done, facts)) made.insert(made.begin(), *std::move(joined));
}

own_acts::own_acts(const account& in, const escalation& edges, const request& effective, node_id resource,
                   principal_no who, const course& done)
    : in_(in), edges_(edges), effective_(effective), resource_(resource), who_(who), done_(done),
      by_(edges.after(done_)), asked_(in, effective, resource, &by_), with_(in, edges, who, done_) {}

bool own_acts::suffice(std::vector<workspace_verdict>& workspaces) const {
    return asked_.ask(with_.ids(), &workspaces).surely;
}

workspace_no own_acts::first_of(const std::vector<workspace_verdict>& workspaces) const {
    return workspaces.empty() ? tenancy::no_workspace : in_.where.find(workspaces.front().workspace);
}

scene own_acts::scene_from(workspace_no w) const {
    const bool no_door = w == tenancy::no_workspace || asked_.self_contained();
    return no_door ? asked_.base_scene() : asked_.scene_in(w);
}

std::vector<hop_fact> own_acts::facts(const std::vector<workspace_verdict>& workspaces) const {
    const auto w = first_of(workspaces);
    const auto where = scene_from(w);
    std::vector<hop_fact> found;
    for (const auto& action : asked_.actions())
        if (with_.holds(action.need, where)) with_.add(action.need, where, found);
    if (w != tenancy::no_workspace) with_.add_workspace(w, false, found);
    with_.add_exceptions(found);
    return found;
}

void own_acts::add_facts(const condition& also, scene where, std::vector<hop_fact>& into) const {
    with_.add(also, where, into);
}

std::vector<hop> own_acts::hops(const std::vector<workspace_verdict>& workspaces,
                                const std::vector<hop_fact>& facts) const {
    const auto w = first_of(workspaces);
    const auto where = scene_from(w);
    std::vector<hop> made;
    if (done_.done.has(act::assign)) {
        auto one = made_by(in_, who_, act::assign);
        one.gained = w == tenancy::no_workspace ? no_node : in_.where.node_of(w);
        with_.add_account_admin(one.facts);
        made.push_back(std::move(one));
    }
    if (done_.done.has(act::rule_metastore)) {
        auto one = made_by(in_, who_, act::rule_metastore);
        one.gained = asked_.metastore();
        with_.add_account_admin(one.facts);
        made.push_back(std::move(one));
    }
    if (done_.done.has(act::take_role)) {
        auto one = made_by(in_, who_, act::take_role);
        one.gained = resource_;
        one.facts = facts;
        made.push_back(std::move(one));
    }
    if (done_.done.has(act::bind)) add_binding(w, where, made);
    if (done_.done.has(act::grant)) add_grant(where, made);
    if (done_.done.has(act::join)) put_join_first(in_, edges_, who_, done_, facts, made);
    return made;
}

void own_acts::add_binding(workspace_no w, scene where, std::vector<hop>& into) const {
    auto one = made_by(in_, who_, act::bind);
    one.gained = asked_.root();
    one.through = w == tenancy::no_workspace ? no_node : in_.where.node_of(w);
    if (const auto open = opening(in_, asked_.root(), by_)) with_.add(*open, where, one.facts);
    into.push_back(std::move(one));
}

void own_acts::add_grant(scene where, std::vector<hop>& into) const {
    auto one = made_by(in_, who_, act::grant);
    auto less = acts{};
    for (const auto& rule : act_rules())
        if (rule.what != act::grant && done_.done.has(rule.what)) less.add(rule.what);
    const auto without = done_.with(less);
    const auto before = edges_.after(without);
    const plan bare(in_, effective_, resource_, &before);
    for (std::size_t i = 0; i < bare.actions().size() && i < asked_.actions().size(); ++i)
        if (with_.holds(asked_.actions()[i].need, where))
            add_missing(with_, bare.actions()[i].need, asked_.actions()[i].need, where, one);
    one.gained = one.granted.empty() ? resource_ : one.granted.front().on;
    const bool as_admin = std::ranges::any_of(one.facts, [&](const hop_fact& fact) {
        return fact.steps.back().kind == witness_step::what::owner && fact.steps.back().to == asked_.metastore();
    });
    if (as_admin || done_.done.has(act::rule_metastore)) one.rule = "E3";
    into.push_back(std::move(one));
}

} // namespace canreach::graph::detail
