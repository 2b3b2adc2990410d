#include "graph/questions/hops.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/questions/evidence.hpp"
#include "graph/questions/own_acts.hpp"
#include "graph/rules/detours.hpp"
#include "graph/rules/object_abilities.hpp"

namespace canreach::graph::detail {
namespace {

/// The hops by which `actor` takes one of `ways` in exactly `hops` hops, or becomes `to` as a workspace admin.
std::vector<hop> hops_by(const account& in, const escalation& edges, principal_no actor,
                         std::span<const become_way> ways, principal_no to, unsigned hops) {
    const auto finish = [&](hop last, const course& done) {
        std::vector<hop> made;
        const evidence with(in, edges, actor, done);
        if (done.done.has(act::assign)) {
            auto one = made_by(in, actor, act::assign);
            one.gained = in.nodes.kind[last.through.value] == node_kind::workspace ? last.through
                                                                                   : in.nodes.scope[last.through.value];
            with.add_account_admin(one.facts);
            made.push_back(std::move(one));
        }
        if (done.done.has(act::take_role)) {
            auto one = made_by(in, actor, act::take_role);
            one.gained = last.gained;
            one.facts = last.facts;
            made.push_back(std::move(one));
        }
        made.push_back(std::move(last));
        if (done.joins()) put_join_first(in, edges, actor, done, {}, made);
        return chain{std::move(made), no_node, {}};
    };
    const auto made_after = [&](const course& done) -> std::optional<chain> {
        const evidence with(in, edges, actor, done);
        if (!in.lives_after(with.by().profile, with.ids(), with.by().now).surely) return std::nullopt;
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
            return finish(std::move(last), done);
        }
        if (done.done.has(act::take_role) || to == identity::no_principal) return std::nullopt;
        for (workspace_no w = 0; w < in.where.size(); ++w) {
            if (!edges.admins_become(w, to).surely || !with.by().now.where->admins(w).test(actor).surely) continue;
            last.gained = in.who.node_of(to);
            last.rule = "E11";
            last.through = in.where.node_of(w);
            with.add_workspace(w, true, last.facts);
            return finish(std::move(last), done);
        }
        return std::nullopt;
    };
    for (const auto& done : edges.becoming()) {
        if (done.done.hops() + 1 != hops) continue;
        if (auto made = with_fewest_groups(edges, done, made_after)) return std::move(made->hops);
    }
    return {};
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
            for (const auto& one : goal_.edges().courses(done, goal_.effective(), goal_.resource())) {
                auto made = with_fewest_groups(goal_.edges(), one,
                                               [&](const course& taken) { return by_own_acts(taken, who); });
                if (!made) continue;
                found_.push_back(after(so_far, *std::move(made)));
                return;
            }
        }
        if (left > 0 && !go_round(so_far, who, left)) invoke(so_far, who, left);
    }

    /// The last hops go round the check. Whether there is a way.
    bool go_round(const std::vector<hop>& so_far, principal_no who, unsigned left) {
        const auto& [w, leads] = goal_.past_acls();
        std::vector<detour> past;
        if (w != tenancy::no_workspace && leads.surely) past = past_table_acls(in_, w, goal_.effective().profile);
        for (const auto done : goal_.edges().worlds()) {
            if (done.hops() >= left) continue;
            for (const auto* ways : {&goal_.detours(), &std::as_const(past)})
                for (const auto& way : *ways) {
                    if (!way.leads.surely || done.hops() + way.hops() != left || !may_matter(in_, done, way.through))
                        continue;
                    for (const auto& one : goal_.edges().courses(done, way.needs, way.through)) {
                        auto made = with_fewest_groups(goal_.edges(), one,
                                                       [&](const course& taken) { return round(way, taken, who); });
                        if (!made) continue;
                        found_.push_back(after(so_far, *std::move(made)));
                        return true;
                    }
                }
        }
        return false;
    }

    [[nodiscard]] bool serves(const detour& way, const course& done, principal_no who) const {
        const auto by = goal_.edges().after(done);
        const auto ids = goal_.edges().carried_after(done, who);
        return plan(in_, way.needs, way.through, &by).ask(ids, nullptr).surely &&
               (!way.also || holds(in_, *way.also, ids, scene_of(in_, way).in(by.now)).surely);
    }

    /// It does all of it itself, after acts of its own.
    [[nodiscard]] std::optional<chain> by_own_acts(const course& done, principal_no who) const {
        std::vector<workspace_verdict> workspaces;
        const own_acts last(in_, goal_.edges(), goal_.effective(), goal_.resource(), who, done);
        if (!last.suffice(workspaces)) return std::nullopt;
        std::erase_if(workspaces, [](const workspace_verdict& row) { return row.how != verdict::yes; });
        auto hops = last.hops(workspaces, last.facts(workspaces));
        return chain{std::move(hops), in_.who.node_of(who), std::move(workspaces)};
    }

    [[nodiscard]] std::optional<chain> round(const detour& way, const course& done, principal_no who) const {
        if (!serves(way, done, who)) return std::nullopt;
        std::vector<workspace_verdict> workspaces;
        const own_acts before(in_, goal_.edges(), way.needs, way.through, who, done);
        if (!before.suffice(workspaces)) return std::nullopt;
        std::erase_if(workspaces, [](const workspace_verdict& row) { return row.how != verdict::yes; });
        auto facts = before.facts(workspaces);
        if (way.also) before.add_facts(*way.also, scene_of(in_, way), facts);
        auto hops = before.hops(workspaces, facts);
        for (auto& one : hops_of(way, who, facts)) hops.push_back(std::move(one));
        return chain{std::move(hops), in_.who.node_of(who), std::move(workspaces)};
    }

    /// What goes before comes first.
    [[nodiscard]] static chain after(const std::vector<hop>& so_far, chain last) {
        last.hops.insert(last.hops.begin(), so_far.begin(), so_far.end());
        return last;
    }

    /// The hops of the way itself. After a hop that makes something, the last one goes through what was made.
    [[nodiscard]] std::vector<hop> hops_of(const detour& way, principal_no who,
                                           const std::vector<hop_fact>& facts) const {
        std::vector<hop> made;
        for (const auto rule : {way.before, way.rule}) {
            if (rule.empty()) continue;
            hop one;
            one.how = rule == "E20" ? path_class::control : path_class::bypass;
            one.rule = rule;
            one.actor = in_.who.node_of(who);
            one.gained = goal_.resource();
            const bool of_made = !made.empty() && in_.nodes.kind[way.through.value] != node_kind::cluster;
            one.through = of_made ? no_node : way.through;
            one.runs = way.behind;
            one.facts = facts;
            made.push_back(std::move(one));
        }
        return made;
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
