#include "graph/questions/lacking.hpp"

#include <algorithm>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/questions/fixes.hpp"
#include "graph/rules/detours.hpp"
#include "graph/rules/evaluate.hpp"
#include "model/roles.hpp"

namespace canreach::graph::detail {
namespace {

/// Groups that `who` manages and cannot join because the identity provider keeps them (E5).
std::vector<principal_no> groups_kept_elsewhere(const account& in, const identity::carried& who) {
    std::vector<principal_no> groups;
    for (principal_no group = 0; group < in.who.size(); ++group) {
        const auto node = in.who.node_of(group);
        if (in.who.kind_of(group) != node_kind::group || !in.nodes.flags[node.value].has(node_flag::immutable))
            continue;
        condition manages;
        manages.what = condition::form::supplied;
        manages.supplies.push_back({node, mask{role::group_manager}, false, facet::role});
        if (in.account_node != no_node)
            manages.supplies.push_back(
                {in.account_node, mask{role::group_manager, role::account_admin}, false, facet::role});
        if (holds(in, manages, who, scene::plain()).surely) groups.push_back(group);
    }
    return groups;
}

} // namespace

std::vector<missing_part> missing_for(const account& in, const pursuit& goal, principal_no who) {
    // Whoever is barred once it joined everything is told of what it can do without.
    auto all_acts = acts{};
    for (const auto done : goal.edges().worlds())
        if (done.hops() <= goal.within() && may_matter(in, done, goal.resource())) all_acts = done;
    const auto courses = goal.edges().courses(all_acts, goal.effective(), goal.resource());
    const auto lets_live = [&](const course& one) {
        const auto then = goal.edges().carried_after(one, who);
        return in.lives_after(goal.effective().profile, then, goal.edges().after(one).now).surely;
    };
    auto chosen = std::ranges::find_if(courses, lets_live);
    if (chosen == courses.end()) chosen = courses.begin();
    const auto ids = goal.edges().carried_after(*chosen, who);
    auto by = goal.edges().after(*chosen);
    by.only_for = &ids;
    const plan asked(in, goal.effective(), goal.resource(), &by);
    for (const auto group : groups_kept_elsewhere(in, ids)) {
        const auto inside = goal.edges().grown().carried_with(who, group);
        if (!asked.ask(inside, nullptr).surely) continue;
        missing_part part;
        part.kind = missing_part::what::membership;
        part.on = in.who.node_of(group);
        part.rule = "E5";
        return {part};
    }
    return fixes_of(in, asked, ids).front().parts;
}

std::vector<missing_part> unknown_isolation(const plan& asked) {
    std::vector<missing_part> parts;
    for (const auto& way : asked.actions())
        for_each_leaf(way.need, [&](const condition& leaf) {
            if (leaf.what == condition::form::settled && leaf.part.kind == missing_part::what::enforcement)
                add_part(parts, leaf.part);
        });
    return parts;
}

std::vector<missing_part> unknown_enforcement(const account& in, const pursuit& goal, principal_no who) {
    std::vector<missing_part> parts;
    const auto w = goal.past_acls().workspace;
    if (w == tenancy::no_workspace) return parts;
    for (const auto& way : past_table_acls(in, w, goal.effective().profile)) {
        const bool told = in.nodes.kind[way.through.value] != node_kind::workspace;
        if (!told || way.leads != truth::unknown() ||
            !takers(in, way, goal.edges().after(goal.edges().course_of({}))).test(who).maybe)
            continue;
        missing_part part;
        part.kind = missing_part::what::enforcement;
        part.on = way.through;
        part.rule = "H9";
        parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace canreach::graph::detail
