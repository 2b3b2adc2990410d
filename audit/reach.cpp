#include "audit/reach.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>

#include "graph/operations.hpp"

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

reach reach_of(const graph::access_graph& facts, node_id who, std::span<const graph::action> actions, node_id within) {
    reach made;
    const auto groups = facts.groups_of(who, false);
    // A member may act as the group: the membership is compared by what else it gives. Who manages it has a role.
    const auto is_own_group = [&](node_id one) {
        return facts.kind_of(one) == node_kind::group &&
               std::ranges::find(groups.rows, one, &graph::principal_row::principal) != groups.rows.end();
    };
    for (const auto how : {graph::mode::granted, graph::mode::effective})
        for (const auto what : actions) {
            graph::request asked;
            asked.actions = {what};
            asked.how = how;
            const auto answer = facts.what(who, asked, {}, within);
            for (const auto& row : answer.rows)
                if (!is_own_group(row.resource)) made.rows.push_back({how, what, row.resource, row.how});
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
    for (const auto& row : more.rows) {
        const auto other = std::ranges::lower_bound(less.rows, place_of(row), {}, place_of);
        if (other == less.rows.end() || place_of(*other) != place_of(row) || other->sure < row.sure)
            made.rows.push_back(row);
    }
    std::ranges::set_difference(more.roles, less.roles, std::inserter(made.roles, made.roles.end()));
    return made;
}

} // namespace canreach::audit
