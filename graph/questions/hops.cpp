#include "graph/questions/hops.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/questions/evidence.hpp"
#include "graph/rules/object_abilities.hpp"
#include "model/roles.hpp"

namespace canreach::graph::detail {
namespace {

std::string rule_of(act what) {
    return std::string(act_rules()[static_cast<std::size_t>(what)].rule);
}

hop made_by(const account& in, principal_no actor, act what) {
    hop made;
    made.how = what == act::join ? path_class::become : path_class::control;
    made.rule = rule_of(what);
    made.done = what;
    made.actor = in.who.node_of(actor);
    return made;
}

/// Joining is told by the memberships that facts rest on: takes those steps out of `facts` into a hop of their own.
std::optional<hop> joining_hop(const account& in, const escalation& edges, principal_no actor,
                               const std::vector<hop_fact>& facts) {
    auto made = made_by(in, actor, act::join);
    const evidence own(in, edges, actor, {act::join});
    for (const auto& fact : facts)
        for (std::size_t i = 0; i < fact.steps.size(); ++i) {
            const auto& step = fact.steps[i];
            if (step.kind != witness_step::what::joins) continue;
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

/// Joining comes first, whichever of the facts of `last` and of the hops after it rest on it.
void put_join_first(const account& in, const escalation& edges, principal_no actor, const std::vector<hop_fact>& last,
                    std::vector<hop>& made) {
    auto facts = last;
    for (const auto& one : made) facts.insert(facts.end(), one.facts.begin(), one.facts.end());
    if (auto joined = joining_hop(in, edges, actor, facts)) made.insert(made.begin(), *std::move(joined));
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
    into.granted.push_back(bare.part);
    with.add(granted, where, into.facts);
}

/// The last stretch: acts of one's own, and what then holds.
class own_acts {
public:
    own_acts(const account& in, const pursuit& goal, principal_no who, acts done)
        : in_(in), goal_(goal), who_(who), done_(done), by_(goal.edges().after(done)),
          asked_(in, goal.effective(), goal.resource(), &by_) {}

    [[nodiscard]] bool suffice(std::vector<workspace_verdict>& workspaces) const {
        return asked_.ask(goal_.edges().carried_after(done_, who_), &workspaces).surely;
    }

    [[nodiscard]] std::vector<hop> hops(const std::vector<workspace_verdict>& workspaces) const {
        const evidence with(in_, goal_.edges(), who_, done_);
        const auto w = workspaces.empty() ? tenancy::no_workspace : in_.where.find(workspaces.front().workspace);
        const bool no_door = w == tenancy::no_workspace || asked_.self_contained();
        const auto where = no_door ? asked_.base_scene() : asked_.scene_in(w);
        std::vector<hop_fact> facts;
        for (const auto& action : asked_.actions())
            if (with.holds(action.need, where)) with.add(action.need, where, facts);
        if (w != tenancy::no_workspace) with.add_workspace(w, false, facts);
        std::vector<hop> made;
        if (done_.has(act::assign)) {
            auto one = made_by(in_, who_, act::assign);
            one.gained = w == tenancy::no_workspace ? no_node : in_.where.node_of(w);
            with.add_account_admin(one.facts);
            made.push_back(std::move(one));
        }
        if (done_.has(act::rule_metastore)) {
            auto one = made_by(in_, who_, act::rule_metastore);
            one.gained = asked_.metastore();
            with.add_account_admin(one.facts);
            made.push_back(std::move(one));
        }
        if (done_.has(act::take_role)) {
            auto one = made_by(in_, who_, act::take_role);
            one.gained = goal_.resource();
            one.facts = facts;
            made.push_back(std::move(one));
        }
        if (done_.has(act::bind)) add_binding(with, w, where, made);
        if (done_.has(act::grant)) add_grant(with, where, made);
        if (done_.has(act::join)) put_join_first(in_, goal_.edges(), who_, facts, made);
        return made;
    }

private:
    void add_binding(const evidence& with, workspace_no w, scene where, std::vector<hop>& into) const {
        auto one = made_by(in_, who_, act::bind);
        one.gained = asked_.root();
        one.through = w == tenancy::no_workspace ? no_node : in_.where.node_of(w);
        if (const auto open = opening(in_, asked_.root(), by_)) with.add(*open, where, one.facts);
        into.push_back(std::move(one));
    }

    void add_grant(const evidence& with, scene where, std::vector<hop>& into) const {
        auto one = made_by(in_, who_, act::grant);
        auto less = acts{};
        for (const auto& rule : act_rules())
            if (rule.what != act::grant && done_.has(rule.what)) less.add(rule.what);
        const auto before = goal_.edges().after(less);
        const plan bare(in_, goal_.effective(), goal_.resource(), &before);
        for (std::size_t i = 0; i < bare.actions().size() && i < asked_.actions().size(); ++i)
            if (with.holds(asked_.actions()[i].need, where))
                add_missing(with, bare.actions()[i].need, asked_.actions()[i].need, where, one);
        one.gained = one.granted.empty() ? goal_.resource() : one.granted.front().on;
        const bool as_admin = std::ranges::any_of(one.facts, [&](const hop_fact& fact) {
            return fact.steps.back().kind == witness_step::what::owner && fact.steps.back().to == asked_.metastore();
        });
        if (as_admin || done_.has(act::rule_metastore)) one.rule = "E3";
        into.push_back(std::move(one));
    }

    const account& in_;
    const pursuit& goal_;
    principal_no who_;
    acts done_;
    preparation by_;
    plan asked_;
};

/// The hops by which `actor` takes one of `ways` in exactly `hops` hops, or becomes `to` as a workspace admin.
std::vector<hop> hops_by(const account& in, const escalation& edges, principal_no actor,
                         std::span<const become_way> ways, principal_no to, unsigned hops) {
    std::vector<hop> made;
    const auto finish = [&](hop last, acts done) {
        const evidence with(in, edges, actor, done);
        if (done.has(act::assign)) {
            auto one = made_by(in, actor, act::assign);
            one.gained = in.nodes.kind[last.through.value] == node_kind::workspace ? last.through
                                                                                   : in.nodes.scope[last.through.value];
            with.add_account_admin(one.facts);
            made.push_back(std::move(one));
        }
        if (done.has(act::take_role)) {
            auto one = made_by(in, actor, act::take_role);
            one.gained = last.gained;
            one.facts = last.facts;
            made.push_back(std::move(one));
        }
        made.push_back(std::move(last));
        if (done.has(act::join)) put_join_first(in, edges, actor, {}, made);
    };
    for (const auto done : edges.becoming_worlds()) {
        if (done.hops() + 1 != hops) continue;
        const evidence with(in, edges, actor, done);
        hop last;
        last.how = path_class::become;
        last.actor = in.who.node_of(actor);
        for (const auto& way : ways) {
            if (!can_take(in, way, with.ids(), with.by()).surely) continue;
            last.gained = in.who.node_of(way.to);
            last.rule = way.by->rule;
            last.through = way.through;
            last.runs = way.runs;
            with.add(need_of(in, way, with.by()), acting_scene(in, way.through, with.by().profile), last.facts);
            if (const auto both = shared_workspace(in, way, with.ids(), with.by()))
                with.add_workspace(*both, false, last.facts);
            finish(std::move(last), done);
            return made;
        }
        if (done.has(act::take_role) || to == identity::no_principal) continue;
        for (workspace_no w = 0; w < in.where.size(); ++w) {
            if (!edges.admins_become(w, to).surely || !with.by().now.where->admins(w).test(actor).surely) continue;
            last.gained = in.who.node_of(to);
            last.rule = "E11";
            last.through = in.where.node_of(w);
            with.add_workspace(w, true, last.facts);
            finish(std::move(last), done);
            return made;
        }
    }
    return made;
}

std::vector<hop> hops_to_take(const account& in, const escalation& edges, principal_no actor,
                              std::span<const become_way> ways, unsigned hops) {
    return hops_by(in, edges, actor, ways, identity::no_principal, hops);
}

class chain_search {
public:
    chain_search(const account& in, const pursuit& goal, std::size_t limit)
        : in_(in), goal_(goal), limit_(limit), back_(goal.everybody(bound::surely)) {}

    [[nodiscard]] std::vector<chain> from(principal_no who) {
        const auto level = level_of(back_, who);
        if (level == out_of_reach) return {};
        extend({}, who, level);
        return std::move(found_);
    }

private:
    void extend(const std::vector<hop>& so_far, principal_no who, unsigned left) {
        if (found_.size() >= limit_) return;
        finish(so_far, who, left);
        if (left == 0 || found_.size() >= limit_) return;
        // A shortest chain goes by identities that are themselves as near as can be.
        const auto near = goal_.edges().forward(who, bound::surely, left);
        for (unsigned hops = 1; hops < near.size() && hops <= left && found_.size() < limit_; ++hops) {
            auto between = back_[left - hops];
            between &= near[hops];
            between.for_each([&](std::size_t next) {
                if (found_.size() >= limit_) return;
                const auto to = static_cast<principal_no>(next);
                const auto more = hops_to_become(in_, goal_.edges(), who, to, hops);
                if (more.empty()) return;
                auto longer = so_far;
                longer.insert(longer.end(), more.begin(), more.end());
                extend(longer, to, left - hops);
            });
        }
    }

    void finish(const std::vector<hop>& so_far, principal_no who, unsigned left) {
        const auto& goals = goal_.goals(bound::surely);
        if (left >= goals.size() || !goals[left].test(who)) return;
        for (const auto done : goal_.worlds()) {
            if (done.hops() != left) continue;
            std::vector<workspace_verdict> workspaces;
            const own_acts last(in_, goal_, who, done);
            if (!last.suffice(workspaces)) continue;
            std::erase_if(workspaces, [](const workspace_verdict& row) { return row.how != verdict::yes; });
            chain made{so_far, in_.who.node_of(who), workspaces};
            for (auto& one : last.hops(workspaces)) made.hops.push_back(std::move(one));
            found_.push_back(std::move(made));
            return;
        }
        if (left > 0) invoke(so_far, who, left);
    }

    /// The last hop makes another identity do it.
    void invoke(const std::vector<hop>& so_far, principal_no who, unsigned left) {
        for (const auto& way : goal_.invoked()) {
            if (!goal_.goals(bound::surely).front().test(way.to)) continue;
            auto more = hops_to_take(in_, goal_.edges(), who, std::span(&way, 1), left);
            if (more.empty()) continue;
            more.back().how = path_class::invoke;
            chain made{so_far, in_.who.node_of(way.to), {}};
            made.hops.insert(made.hops.end(), more.begin(), more.end());
            found_.push_back(std::move(made));
            return;
        }
    }

    const account& in_;
    const pursuit& goal_;
    std::size_t limit_;
    const levels& back_;
    std::vector<chain> found_;
};

} // namespace

std::vector<hop> hops_to_become(const account& in, const escalation& edges, principal_no actor, principal_no to,
                                unsigned hops) {
    if (!edges.alive(to)) return {};
    return hops_by(in, edges, actor, edges.ways_to(to), to, hops);
}

std::vector<chain> shortest_chains(const account& in, const pursuit& goal, principal_no who, std::size_t limit) {
    return chain_search(in, goal, limit).from(who);
}

chain first_chain(const account& in, const pursuit& goal, principal_no who) {
    auto found = shortest_chains(in, goal, who, 1);
    return found.empty() ? chain{} : std::move(found.front());
}

std::vector<std::string> rules_of(const chain& what) {
    std::vector<std::string> rules;
    for (const auto& one : what.hops)
        if (std::ranges::find(rules, one.rule) == rules.end()) rules.push_back(one.rule);
    return rules;
}

} // namespace canreach::graph::detail
