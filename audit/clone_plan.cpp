#include "audit/clone_plan.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <utility>

#include "model/acl_levels.hpp"

namespace canreach::audit {
namespace {

using graph::verdict;

/// A step that is not judged yet stands, as a needed one does.
struct candidate {
    clone_step step;
    bool stands = true;
};

candidate settled(clone_step step, std::string why) {
    step.why = std::move(why);
    return {std::move(step), false};
}

/// An object has one owner: whoever comes beside manages it.
mask copied(const source_grant& grant) {
    auto bits = grant.allow;
    if (grant.what == facet::acl && bits.has(acl_level::is_owner)) {
        bits &= ~mask{acl_level::is_owner};
        bits |= mask{acl_level::can_manage};
    }
    return bits;
}

std::vector<candidate> candidates(const graph::access_graph& facts, node_id from, node_id to) {
    std::vector<candidate> made;
    const auto held = facts.groups_of(to, false).rows;
    for (const auto& row : facts.groups_of(from, true).rows) {
        if (row.principal == to) continue;
        clone_step one{{edit::what::add_member, to, row.principal, facet::unity, {}}};
        one.external = facts.flags_of(row.principal).has(node_flag::external);
        const bool in_it = std::ranges::any_of(held, [&](const graph::principal_row& own) {
            return own.principal == row.principal && own.how == verdict::yes;
        });
        made.push_back(in_it ? settled(std::move(one), "is in it already") : candidate{std::move(one)});
    }
    const auto own = facts.grants_to(to);
    for (const auto& grant : facts.grants_to(from)) {
        if (grant.allow.empty()) continue; // denials are not for copying
        const auto wanted = copied(grant);
        auto bits = wanted;
        for (const auto& other : own)
            if (other.resource == grant.resource && other.what == grant.what) bits &= ~other.allow;
        clone_step one{{edit::what::grant, to, grant.resource, grant.what, bits.empty() ? wanted : bits}};
        made.push_back(bits.empty() ? settled(std::move(one), "holds the same already") : candidate{std::move(one)});
    }
    return made;
}

/// The account with every step that still stands but one.
class future {
public:
    future(fact_source& source, node_id to) : source_(source), to_(to) {}

    [[nodiscard]] result<reach> with(const std::vector<candidate>& steps, const candidate* left_out,
                                     std::span<const graph::action> actions, node_id within = no_node) const {
        std::vector<edit> edits;
        for (const auto& one : steps)
            if (one.stands && &one != left_out) edits.push_back(one.step.change);
        edited_source edited(source_, std::move(edits));
        const auto facts = graph::access_graph::build(edited);
        if (!facts) return facts.error();
        return reach_of(*facts, to_, actions, within);
    }

private:
    fact_source& source_;
    node_id to_;
};

/// A membership in a group that neither holds nor owns anything, nor does a group above it, and that no policy names:
/// with it or without it everything is the same.
bool is_empty(const graph::access_graph& facts, const clone_step& step) {
    if (!step.is_membership()) return false;
    std::vector<node_id> groups{step.change.target};
    for (const auto& row : facts.groups_of(step.change.target, false).rows) groups.push_back(row.principal);
    const auto holds = [&](node_id one) { return !facts.grants_to(one).empty() || !facts.owned_by(one).empty(); };
    if (std::ranges::any_of(groups, holds)) return false;
    const auto is_named = [&](node_id one) { return std::ranges::find(groups, one) != groups.end(); };
    for (graph::policy_index i = 0; i < facts.policy_count(); ++i) {
        const auto& policy = facts.policy(i);
        if (std::ranges::any_of(policy.to, is_named) || std::ranges::any_of(policy.except, is_named)) return false;
    }
    return true;
}

/// Where to look whether a grant changes something: where it is given and below. Whatever else rests on it (views over
/// a table, say) stays as it is if that does. A role may open everything.
node_id place_of_change(const clone_step& step) {
    return step.is_membership() || step.change.in == facet::role ? no_node : step.change.target;
}

/// The part of a reach that lies in or below `container`.
reach part_of(const graph::access_graph& facts, const reach& what, node_id container) {
    if (container == no_node) return what;
    auto below = facts.descendants_of(container);
    below.push_back(container);
    std::vector<bool> inside(facts.node_count());
    for (const auto node : below) inside[node.value] = true;
    reach made;
    std::ranges::copy_if(what.rows, std::back_inserter(made.rows),
                         [&](const reach_row& row) { return inside[row.resource.value]; });
    made.roles = what.roles;
    made.groups = what.groups;
    made.gaps = what.gaps;
    return made;
}

/// How many things it is about.
std::size_t resources_in(const reach& what) {
    std::set<node_id> all;
    for (const auto& row : what.rows) all.insert(row.resource);
    for (const auto& role : what.roles) all.insert(role.on);
    return all.size();
}

/// What is left out first: grants, then memberships that Databricks keeps, then those of the identity provider.
int rank_of(const clone_step& one) {
    return !one.is_membership() ? 0 : one.external ? 2 : 1;
}

/// That a step gives nothing is sure if all was read. What a grant gives also shows where it applies if others give it
/// in its place; what was not read may still name a group.
bool is_sure(const graph::access_graph& facts, const clone_step& step, const reach& without) {
    if (without.gaps.empty()) return true;
    if (step.is_membership()) return false;
    const auto on = step.change.target;
    if (step.change.in == facet::role)
        return std::ranges::find(without.roles, on, &held_role::on) != without.roles.end();
    auto below = facts.descendants_of(on);
    below.push_back(on);
    std::ranges::sort(below);
    return std::ranges::any_of(without.rows, [&](const reach_row& row) {
        const bool same = step.change.in == facet::acl || (row.what.what == graph::action::form::privilege &&
                                                           step.change.bits.has(unsigned{row.what.number}));
        return same && std::ranges::binary_search(below, row.resource);
    });
}

} // namespace

std::string_view name_of(step_place where) noexcept {
    switch (where) {
    case step_place::identity_provider: return "identity provider";
    case step_place::databricks: return "Databricks";
    case step_place::nothing_needed: return "nothing needed";
    case step_place::cannot_tell: return "cannot tell";
    }
    return "cannot tell";
}

result<clone_plan> plan_clone(const graph::access_graph& facts, fact_source& source, const privilege_dictionary& names,
                              node_id from, node_id to) {
    const future after(source, to);
    auto steps = candidates(facts, from, to);
    clone_plan plan;
    auto all = after.with(steps, nullptr, everything_to_do(names));
    if (!all) return std::move(all).error();
    plan.after = std::move(*all);
    // What nobody can do with every step made nobody can miss.
    const auto actions = actions_in(plan.after);
    plan.before = reach_of(facts, to, actions);
    // Each in turn is left out, and stays out if nothing is missing then.
    for (const auto rank : {0, 1, 2})
        for (auto& one : steps) {
            auto& step = one.step;
            if (!one.stands || rank_of(step) != rank) continue;
            const auto place = place_of_change(step);
            const bool empty = is_empty(facts, step);
            auto without = empty ? result<reach>(plan.after) : after.with(steps, &one, actions, place);
            if (!without) return std::move(without).error();
            const auto missing = beyond(part_of(facts, plan.after, place), *without);
            step.gains = resources_in(missing);
            if (step.gains > 0) {
                step.where = step.external ? step_place::identity_provider : step_place::databricks;
                continue;
            }
            one.stands = false;
            const bool sure = is_sure(facts, step, *without);
            step.where = sure ? step_place::nothing_needed : step_place::cannot_tell;
            step.why = sure ? "gives nothing that is not there, or given by the others" : "gives nothing that is known";
            if (place == no_node) plan.after = std::move(*without);
        }
    for (auto& one : steps) plan.steps.push_back(std::move(one.step));
    return plan;
}

} // namespace canreach::audit
