#include "audit/reach.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>

#include "graph/operations.hpp"
#include "model/acl_levels.hpp"

namespace canreach::audit {
namespace {

constexpr std::string_view granting = "GRANT";
constexpr std::array of_hive_alone{std::string_view("SET OWNER"),
                                   std::string_view("DROP TABLE"),
                                   std::string_view("DROP SCHEMA"),
                                   std::string_view("DROP FUNCTION"),
                                   std::string_view("CREATE NAMED FUNCTION"),
                                   std::string_view("MODIFY CLASSPATH")};

constexpr graph::action manage{graph::action::form::privilege, static_cast<std::uint16_t>(privilege::manage)};

auto place_of(const reach_row& row) {
    return std::tuple{row.how, row.what, row.resource};
}

} // namespace

std::vector<graph::action> everything_to_do(const privilege_dictionary& names) {
    std::set<graph::action> all;
    for (const auto& word : graph::action_words(names))
        for (const auto& meant : {word.as_privilege, word.as_ability})
            if (meant) all.insert(*meant);
    const auto more = operations_beside_privileges();
    all.insert(more.begin(), more.end());
    return {all.begin(), all.end()};
}

std::vector<graph::action> operations_beside_privileges() {
    std::vector<graph::action> made{graph::operation_named(granting)};
    for (const auto name : of_hive_alone) made.push_back(graph::operation_named(name));
    return made;
}

void leave_out_implied(std::vector<graph::action>& actions) {
    if (std::ranges::find(actions, manage) != actions.end()) std::erase(actions, graph::operation_named(granting));
}

bool is_asked_of(graph::action what, node_kind kind) {
    if (!graph::applies_to(what, kind)) return false;
    if (what.what == graph::action::form::operation)
        return family_of(kind) == kind_family::hive || what == graph::operation_named(granting);
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
            const bool operation = what.what == graph::action::form::operation; // is done, not held
            if (operation && how == graph::mode::granted) continue;
            graph::request asked;
            asked.actions = {what};
            asked.how = how;
            const auto answer = facts.what(who, asked, {}, within);
            for (const auto& row : answer.rows)
                if (!operation || is_asked_of(what, facts.kind_of(row.resource)))
                    made.rows.push_back({how, what, row.resource, row.how});
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
    std::set<node_id> managed;
    for (const auto& row : made.rows)
        if (row.what == manage && row.how == graph::mode::effective) managed.insert(row.resource);
    std::erase_if(made.rows, [&](const reach_row& row) {
        return row.what == graph::operation_named(granting) && managed.contains(row.resource);
    });
    std::ranges::set_difference(more.roles, less.roles, std::inserter(made.roles, made.roles.end()));
    return made;
}

} // namespace canreach::audit
