#include "audit/reach.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>

#include "graph/operations.hpp"
#include "model/acl_levels.hpp"

namespace canreach::audit {
namespace {

auto place_of(const reach_row& row) {
    return std::tuple{row.how, row.what, row.resource};
}

} // namespace

std::vector<graph::action> everything_to_do(const privilege_dictionary& names) {
    std::set<graph::action> all;
    for (const auto& word : graph::action_words(names))
        for (const auto& meant : {word.as_privilege, word.as_ability})
            if (meant) all.insert(*meant);
    return {all.begin(), all.end()};
}

bool is_asked_of(graph::action what, node_kind kind) {
    if (!graph::applies_to(what, kind)) return false;
    if (what.what == graph::action::form::ability) return true;
    return std::ranges::none_of(all_abilities(), [&](ability one) {
        return graph::applies_to({graph::action::form::ability, static_cast<std::uint16_t>(one)}, kind);
    });
}

reach reach_of(const graph::access_graph& facts, node_id who, std::span<const graph::action> actions, node_id within) {
    reach made;
    const auto groups = facts.groups_of(who, false);
    for (const auto& row : groups.rows) made.groups.insert(row.principal);
    for (const auto how : {graph::mode::granted, graph::mode::effective})
        for (const auto what : actions) {
            graph::request asked;
            asked.actions = {what};
            asked.how = how;
            const auto answer = facts.what(who, asked, {}, within);
            for (const auto& row : answer.rows) made.rows.push_back({how, what, row.resource, row.how});
            made.gaps.insert(answer.gaps.begin(), answer.gaps.end());
        }
    if (within == no_node) {
        const auto workspaces = facts.workspaces_of(who, false);
        for (const auto& row : workspaces.rows)
            made.rows.push_back({graph::mode::effective, {graph::action::form::any, 0}, row.workspace, row.how});
        made.gaps.insert(workspaces.gaps.begin(), workspaces.gaps.end());
    }
    std::ranges::sort(made.rows, {}, place_of);
    const auto add_roles = [&](node_id one) {
        for (const auto& grant : facts.grants_to(one))
            if (grant.what == facet::role)
                grant.allow.for_each([&](unsigned bit) { made.roles.insert({grant.resource, bit}); });
    };
    add_roles(who);
    for (const auto& row : groups.rows)
        if (row.how == graph::verdict::yes) add_roles(row.principal);
    made.gaps.insert(groups.gaps.begin(), groups.gaps.end());
    return made;
}

std::vector<graph::action> actions_in(const reach& what) {
    std::set<graph::action> all;
    for (const auto& row : what.rows)
        if (row.what.what != graph::action::form::any) all.insert(row.what);
    return {all.begin(), all.end()};
}

reach beyond(const reach& more, const reach& less) {
    reach made;
    // A member may act as the group (M9): a membership is compared by what else it gives.
    constexpr graph::action assume{graph::action::form::ability, static_cast<std::uint16_t>(ability::assume)};
    for (const auto& row : more.rows) {
        if (row.what == assume && more.groups.contains(row.resource)) continue;
        const auto other = std::ranges::lower_bound(less.rows, place_of(row), {}, place_of);
        const bool both = other != less.rows.end() && place_of(*other) == place_of(row);
        if (both && other->sure >= row.sure) continue;
        made.rows.push_back(row);
        if (both) made.rows.back().sure = graph::verdict::unknown;
    }
    std::ranges::set_difference(more.roles, less.roles, std::inserter(made.roles, made.roles.end()));
    return made;
}

} // namespace canreach::audit
