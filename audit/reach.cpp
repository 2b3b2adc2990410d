#include "audit/reach.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <tuple>
#include <unordered_map>
#include <utility>

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

std::vector<node_id> things_within(const graph::access_graph& facts, node_id within) {
    std::vector<node_id> all;
    if (within == no_node) {
        all.reserve(facts.node_count());
        for (std::uint32_t i = 0; i < facts.node_count(); ++i) all.push_back(node_id{i});
        return all;
    }
    all = facts.descendants_of(within);
    all.push_back(within);
    std::ranges::sort(all);
    return all;
}

/// What can be done with things of one class.
struct possible {
    struct row {
        std::size_t action;
        graph::verdict sure;
    };
    std::vector<row> rows;
    std::vector<std::size_t> unknown;
};

/// Adds the rows of one mode: each class of things that are alike is asked about once, action by action.
std::vector<doubtful_thing> add_rows(const graph::access_graph& facts, node_id who, graph::mode how,
                                     std::span<const graph::action> actions, std::span<const node_id> things,
                                     std::vector<reach_row>& into) {
    graph::request asked;
    asked.actions.assign(actions.begin(), actions.end());
    asked.how = how;
    auto tell = facts.teller_for(who, asked);
    std::unordered_map<std::uint32_t, possible> known;
    std::vector<const possible*> by_thing; // stay where they are
    by_thing.reserve(things.size());
    std::vector<std::size_t> ends(actions.size() + 1); // of the rows of each action; first how many they are
    std::vector<doubtful_thing> doubtful;
    for (const auto thing : things) {
        const auto each = tell.each_action(thing);
        const auto [at, added] = known.try_emplace(each.like);
        auto& alike = at->second;
        if (added) {
            for (std::size_t i = 0; i < each.how.size(); ++i)
                if (each.how[i] != graph::verdict::no) alike.rows.push_back({i, each.how[i]});
            alike.unknown = in_doubt(each.how);
        }
        for (const auto& one : alike.rows) ++ends[one.action + 1];
        if (!alike.unknown.empty()) doubtful.push_back({thing, alike.unknown});
        by_thing.push_back(&alike);
    }
    ends.front() = into.size();
    for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
    into.resize(ends.back());
    for (std::size_t i = 0; i < things.size(); ++i)
        for (const auto& [action, sure] : by_thing[i]->rows)
            into[ends[action]++] = {how, actions[action], things[i], sure};
    return doubtful;
}

bool has_abilities(node_kind kind) {
    return std::ranges::any_of(all_abilities(), [&](ability one) {
        return graph::applies_to({graph::action::form::ability, static_cast<std::uint16_t>(one)}, kind);
    });
}

/// Whose listings may hide what an action applies to: those of securables, those of objects.
std::pair<bool, bool> hidden_by(graph::action what) {
    bool securables = false;
    bool objects = false;
    for (const auto kind : all_kinds()) {
        if (!graph::applies_to(what, kind)) continue;
        const auto family = family_of(kind);
        const bool inherits = family == kind_family::unity || family == kind_family::hive;
        securables = securables || inherits || kind == node_kind::metastore;
        objects = objects || has_abilities(kind);
    }
    return {securables, objects};
}

} // namespace

std::vector<std::size_t> in_doubt(std::span<const graph::verdict> each) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < each.size(); ++i)
        if (each[i] == graph::verdict::unknown) found.push_back(i);
    return found;
}

std::set<graph::gap_index> gaps_of_each(const graph::access_graph& facts, node_id who, graph::mode how,
                                        std::span<const graph::action> actions,
                                        std::span<const doubtful_thing> doubtful, node_id within) {
    std::set<graph::gap_index> gaps;
    if (facts.gaps().empty()) return gaps;
    graph::request asked;
    asked.how = how;
    std::set<std::pair<bool, bool>> met;
    for (const auto what : actions) {
        if (!met.insert(hidden_by(what)).second) continue;
        asked.actions = {what};
        const auto answer = facts.what(who, asked, {}, within);
        gaps.insert(answer.gaps.begin(), answer.gaps.end());
    }
    // Of things of which the same is said the same was not read.
    std::vector<node_id> things;
    for (const auto& one : doubtful) things.push_back(one.on);
    asked.actions.assign(actions.begin(), actions.end());
    const auto first = facts.alike(who, asked, things);
    for (std::size_t i = 0; i < doubtful.size(); ++i) {
        if (first[i] != i) continue;
        for (const auto action : doubtful[i].actions) {
            asked.actions = {actions[action]};
            const auto answer = facts.can(who, asked, doubtful[i].on);
            gaps.insert(answer.gaps.begin(), answer.gaps.end());
        }
    }
    return gaps;
}

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
    return what.what == graph::action::form::ability || !has_abilities(kind);
}

reach reach_of(const graph::access_graph& facts, node_id who, std::span<const graph::action> actions, node_id within) {
    reach made;
    const auto groups = facts.groups_of(who, false);
    for (const auto& row : groups.rows) made.groups.insert(row.principal);
    const auto things = things_within(facts, within);
    for (const auto how : {graph::mode::granted, graph::mode::effective}) {
        std::vector<graph::action> asked(actions.begin(), actions.end());
        if (how == graph::mode::granted) // an operation is done, not held
            std::erase_if(asked, [](graph::action one) { return one.what == graph::action::form::operation; });
        const auto doubtful = add_rows(facts, who, how, asked, things, made.rows);
        made.gaps.merge(gaps_of_each(facts, who, how, asked, doubtful, within));
    }
    std::erase_if(made.rows, [&](const reach_row& row) {
        return row.what.what == graph::action::form::operation && !is_asked_of(row.what, facts.kind_of(row.resource));
    });
    const auto action_by_action = static_cast<std::ptrdiff_t>(made.rows.size());
    if (within == no_node) {
        const auto workspaces = facts.workspaces_of(who, false);
        for (const auto& row : workspaces.rows)
            made.rows.push_back({graph::mode::effective, {graph::action::form::any, 0}, row.workspace, row.how});
        made.gaps.insert(workspaces.gaps.begin(), workspaces.gaps.end());
    }
    const auto added = made.rows.begin() + action_by_action;
    std::ranges::sort(added, made.rows.end(), {}, place_of);
    std::ranges::inplace_merge(made.rows, added, {}, place_of);
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
    auto other = less.rows.begin(); // both are in order
    for (const auto& row : more.rows) {
        if (row.what == assume && more.groups.contains(row.resource)) continue;
        while (other != less.rows.end() && place_of(*other) < place_of(row)) ++other;
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
