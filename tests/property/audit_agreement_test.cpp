// Audits that judge changes, held against the plain way on random accounts: change the facts, build the graph anew, ask
// everything of everyone again.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "audit/changed_access.hpp"
#include "audit/clone_plan.hpp"
#include "audit/edited_source.hpp"
#include "audit/reach.hpp"
#include "audit/redundancy.hpp"
#include "audit/stand_ins.hpp"
#include "audit/without_effect.hpp"
#include "audit/workspace_admins.hpp"
#include "graph/access_graph.hpp"
#include "graph/operations.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/acl_levels.hpp"
#include "tests/property/audited_world.hpp"
#include "tests/support/memory_source.hpp"
#include "tests/support/random_world.hpp"

namespace canreach::audit {
namespace {

using graph::access_graph;
using graph::verdict;
using support::memory_source;

/// Each world is asked everything twice.
std::uint64_t worlds() {
    return property::worlds_of(30, 4);
}

using access_key = std::tuple<node_key, node_key, graph::action>; ///< principal, resource, what is done
using access_map = std::map<access_key, verdict>;

constexpr graph::action assume{graph::action::form::ability, static_cast<std::uint16_t>(ability::assume)};

/// Everything that every user and service principal can do, one question at a time: with securables, objects, groups,
/// service principals, workspaces and the account.
access_map all_access(memory_source& source, const access_graph& facts, graph::mode how) {
    access_map made;
    const auto all = everything_to_do(source.privileges());
    std::vector<node_id> resources;
    for (std::uint32_t i = 0; i < facts.node_count(); ++i) resources.push_back(node_id{i});
    for (const auto kind : {node_kind::user, node_kind::service_principal})
        for (const auto who : facts.nodes_of_kind(kind))
            for (const auto on : resources)
                for (const auto one : all) {
                    if (!is_asked_of(one, facts.kind_of(on))) continue;
                    graph::request what;
                    what.actions = {one};
                    what.how = how;
                    const auto can = facts.decide(who, what, on).how;
                    if (can != verdict::no) made.emplace(access_key{source.key_of(who), source.key_of(on), one}, can);
                }
    return made;
}

std::string shown(const access_key& key) {
    const auto& [who, on, what] = key;
    return to_string(who) + " on " + to_string(on) + ' ' + graph::name_of(what, privilege_dictionary{});
}

/// Facts with one edit made in them by hand.
std::vector<fact> changed(std::vector<fact> facts, const edit& one, const memory_source& ids) {
    const auto same = [&](const principal_ref& ref, node_id id) {
        const auto& key = ids.key_of(id);
        return ref == principal_ref::to(key);
    };
    switch (one.kind) {
    case edit::what::revoke:
        for (auto& each : facts)
            if (auto* grant = std::get_if<grant_fact>(&each); grant != nullptr && grant->what == one.in &&
                                                              grant->resource == ids.key_of(one.target) &&
                                                              same(grant->grantee, one.principal)) {
                grant->allow &= ~one.bits;
                grant->deny &= ~one.bits;
            }
        break;
    case edit::what::grant:
        facts.emplace_back(
            grant_fact{principal_ref::to(ids.key_of(one.principal)), ids.key_of(one.target), one.in, one.bits, {}, {}});
        break;
    case edit::what::add_member:
        facts.emplace_back(member_fact{principal_ref::to(ids.key_of(one.principal)), ids.key_of(one.target)});
        break;
    case edit::what::remove_member:
        std::erase_if(facts, [&](const fact& each) {
            const auto* member = std::get_if<member_fact>(&each);
            return member != nullptr && member->group == ids.key_of(one.target) && same(member->member, one.principal);
        });
        break;
    case edit::what::set_owner:
        std::erase_if(facts, [&](const fact& each) {
            const auto* owner = std::get_if<owner_fact>(&each);
            return owner != nullptr && owner->resource == ids.key_of(one.target);
        });
        facts.emplace_back(owner_fact{principal_ref::to(ids.key_of(one.principal)), ids.key_of(one.target)});
        break;
    case edit::what::drop_group:
        std::erase_if(facts, [&](const fact& each) {
            if (const auto* member = std::get_if<member_fact>(&each))
                return member->group == ids.key_of(one.target) || same(member->member, one.target);
            if (const auto* grant = std::get_if<grant_fact>(&each)) return same(grant->grantee, one.target);
            if (const auto* owner = std::get_if<owner_fact>(&each)) return same(owner->owner, one.target);
            return false;
        });
        break;
    case edit::what::deny:
        facts.emplace_back(
            grant_fact{principal_ref::to(ids.key_of(one.principal)), ids.key_of(one.target), one.in, {}, one.bits, {}});
        break;
    }
    return facts;
}

/// A sensible change of a random kind.
std::optional<edit> random_edit(const access_graph& facts, std::mt19937_64& dice) {
    const auto one_of = [&](const std::vector<node_id>& from) {
        return from.empty() ? no_node : from[dice() % from.size()];
    };
    std::vector<node_id> principals;
    for (const auto kind : {node_kind::user, node_kind::service_principal, node_kind::group})
        for (const auto one : facts.nodes_of_kind(kind)) principals.push_back(one);
    std::vector<node_id> groups;
    for (const auto group : facts.nodes_of_kind(node_kind::group))
        if (!facts.flags_of(group).has(node_flag::system)) groups.push_back(group);
    std::vector<node_id> things;
    for (const auto kind : {node_kind::catalog, node_kind::schema, node_kind::table})
        for (const auto one : facts.nodes_of_kind(kind)) things.push_back(one);
    edit made;
    switch (dice() % 7) {
    case 0: {
        const auto who = one_of(principals);
        const auto grants = who == no_node ? std::vector<source_grant>{} : facts.grants_to(who);
        if (grants.empty()) return {};
        const auto& grant = grants[dice() % grants.size()];
        made = {edit::what::revoke, who, grant.resource, grant.what, grant.allow};
        break;
    }
    case 1:
        made = {edit::what::grant, one_of(principals), one_of(things), facet::unity,
                mask{privilege::select, privilege::use_schema, privilege::use_catalog}};
        break;
    case 2: made = {edit::what::add_member, one_of(principals), one_of(groups), {}, {}}; break;
    case 3: {
        const auto group = one_of(groups);
        if (group == no_node) return {};
        const auto members = facts.members_of(group, true);
        if (members.rows.empty()) return {};
        made = {edit::what::remove_member, members.rows[dice() % members.rows.size()].principal, group, {}, {}};
        break;
    }
    case 4: made = {edit::what::set_owner, one_of(principals), one_of(things), {}, {}}; break;
    case 5: {
        std::vector<node_id> relations;
        for (const auto kind : {node_kind::hive_schema, node_kind::hive_table})
            for (const auto one : facts.nodes_of_kind(kind)) relations.push_back(one);
        const auto kind = dice() % 2 == 0 ? edit::what::grant : edit::what::deny;
        made = {kind, one_of(principals), one_of(relations), facet::hive,
                mask{hive_privilege::select, hive_privilege::usage}};
        break;
    }
    default: made = {edit::what::drop_group, no_node, one_of(groups), {}, {}}; break;
    }
    if (made.target == no_node || (made.principal == no_node && made.kind != edit::what::drop_group)) return {};
    return made;
}

std::vector<node_id> views_of(memory_source& source) {
    std::set<node_id> views;
    EXPECT_TRUE(source.visit_links([&](const source_link& link) {
        if (link.type == link_type::reads) views.insert(link.from);
    }));
    return {views.begin(), views.end()};
}

TEST(Clone, NeedsNoMoreAndNoLessThanWhatGivesEverything) {
    std::uint64_t needed = 0;
    std::uint64_t spared = 0;
    for (std::uint64_t seed = 1; seed <= worlds(); ++seed) {
        SCOPED_TRACE(seed);
        const auto world = support::make_random_world(seed);
        auto source = memory_source::from(world.facts, world.gaps).value();
        const auto before = access_graph::build(source).value();
        std::mt19937_64 dice(seed);
        const auto people = before.nodes_of_kind(node_kind::user);
        if (people.size() < 2) continue;
        const auto from = people[dice() % people.size()];
        const auto to = people[dice() % people.size()];
        if (from == to) continue;
        const auto plan = plan_clone(before, source, source.privileges(), from, to).value();
        // By hand: all steps, those that are needed, and those without each one.
        const auto with = [&](auto&& wanted) {
            auto facts = world.facts;
            for (const auto& one : plan.steps)
                if (wanted(one)) facts = changed(std::move(facts), one.change, source);
            auto other = memory_source::from(facts, world.gaps).value();
            const auto graph = access_graph::build(other).value();
            std::map<std::pair<graph::mode, access_key>, verdict> all;
            for (const auto how : {graph::mode::granted, graph::mode::effective})
                for (const auto& [key, can] : all_access(other, graph, how))
                    // That a member may act as the group is the membership itself.
                    if (std::get<0>(key) == source.key_of(to) && std::get<2>(key) != assume)
                        all.emplace(std::pair{how, key}, can);
            return all;
        };
        const auto all = with([](const clone_step&) { return true; });
        EXPECT_TRUE(with([](const clone_step& one) { return one.needed(); }) == all);
        for (const auto& left_out : plan.steps) {
            if (!left_out.needed()) {
                ++spared;
                continue;
            }
            ++needed;
            // May give what is not asked here: roles.
            if (left_out.change.in == facet::role || left_out.is_membership()) continue;
            EXPECT_FALSE(with([&](const clone_step& one) { return one.needed() && &one != &left_out; }) == all)
                << "bits " << left_out.change.bits.low << ' ' << left_out.change.bits.high << " on "
                << to_string(source.key_of(left_out.change.target)) << " gains " << left_out.gains;
        }
    }
    if (worlds() >= 30) {
        EXPECT_GT(needed, 10U);
        EXPECT_GT(spared, 5U);
    }
}

TEST(SystemTables, ShowTheRowsThatEachQuestionShows) {
    std::uint64_t asked = 0;
    for (std::uint64_t seed = 1; seed <= worlds(); ++seed) {
        SCOPED_TRACE(seed);
        const auto world = support::make_random_world(seed);
        property::audited_world on(world);
        auto in = on.account();
        const auto all = visibility_of(in).value();
        for (const auto kind : {node_kind::user, node_kind::service_principal})
            for (const auto who : on.graph.nodes_of_kind(kind))
                for (const auto view : views_of(on.source)) {
                    const auto told = on.graph.rows(who, {}, view);
                    if (!told.filtered || told.access.how != verdict::yes) continue;
                    std::set<node_id> wanted;
                    for (const auto& row : told.workspaces)
                        if (row.how == verdict::yes) wanted.insert(row.workspace);
                    std::set<node_id> got;
                    if (const auto found = all.seen.find(who); found != all.seen.end())
                        for (const auto& [workspace, via] : found->second) got.insert(workspace);
                    EXPECT_EQ(got, wanted) << to_string(on.source.key_of(who));
                    // Whoever sees less than this has a reason that is told.
                    EXPECT_TRUE(wanted.size() == told.workspaces.size() || !all.gaps.empty());
                    ++asked;
                }
    }
    if (worlds() >= 30) {
        EXPECT_GT(asked, 5U);
    }
}

TEST(WhatIf, AgreesWithChangingTheFactsAndAskingAgain) {
    std::uint64_t differences = 0, doubted = 0, on_objects = 0;
    for (std::uint64_t seed = 1; seed <= worlds(); ++seed) {
        SCOPED_TRACE(seed);
        const auto world = support::make_random_world(seed);
        auto source = memory_source::from(world.facts, world.gaps).value();
        const auto before = access_graph::build(source).value();
        std::mt19937_64 dice(seed);
        const auto change = random_edit(before, dice);
        if (!change) continue;
        SCOPED_TRACE(
            testing::Message() << "edit " << static_cast<int>(change->kind) << " of "
                               << (change->principal == no_node ? "" : to_string(source.key_of(change->principal)))
                               << " on " << to_string(source.key_of(change->target)) << " bits " << change->bits.low
                               << ' ' << change->bits.high);
        const std::vector edits{*change};
        edited_source edited(source, edits);
        const auto after = access_graph::build(edited).value();
        auto facts = changed(world.facts, *change, source);
        // Nodes that only the removed facts named exist all the same.
        auto other = memory_source::from(facts, world.gaps).value();
        const auto rebuilt = access_graph::build(other).value();
        for (const auto how : {graph::mode::granted, graph::mode::effective}) {
            const auto was = all_access(source, before, how);
            auto will_be = all_access(other, rebuilt, how);
            if (change->kind == edit::what::drop_group) // nobody can manage what there is not
                std::erase_if(will_be, [&](const auto& entry) {
                    return std::get<1>(entry.first) == source.key_of(change->target);
                });
            using step = std::pair<verdict, verdict>;
            std::map<access_key, step> wanted;
            for (const auto& [key, can] : was) wanted[key].first = can;
            for (const auto& [key, can] : will_be) wanted[key].second = can;
            std::erase_if(wanted, [](const auto& entry) { return entry.second.first == entry.second.second; });
            // GRANT is told where MANAGE does not say it.
            std::erase_if(wanted, [&, all = wanted](const auto& entry) {
                const auto& [who, on, what] = entry.first;
                const auto managing = all.find(access_key{
                    who, on,
                    graph::action{graph::action::form::privilege, static_cast<std::uint16_t>(privilege::manage)}});
                return what == graph::operation_named("GRANT") && managing != all.end() &&
                       managing->second == entry.second;
            });
            const auto difference =
                changed_access(before, after, edits, views_of(source), everything_to_do(source.privileges()), how);
            std::map<access_key, step> told;
            for (const auto& row : difference.rows)
                for (const auto what : row.actions)
                    EXPECT_TRUE(
                        told.emplace(access_key{source.key_of(row.principal), source.key_of(row.resource), what},
                                     step{row.before, row.after})
                            .second);
            const auto told_otherwise = [](const std::map<access_key, step>& some,
                                           const std::map<access_key, step>& others, std::string_view what) {
                for (const auto& [key, verdicts] : some) {
                    const auto found = others.find(key);
                    EXPECT_TRUE(found != others.end() && found->second == verdicts)
                        << what << shown(key) << ", " << static_cast<int>(verdicts.first) << " then "
                        << static_cast<int>(verdicts.second);
                }
            };
            told_otherwise(wanted, told, "not told: ");
            told_otherwise(told, wanted, "told and not so: ");
            differences += wanted.size();
            for (const auto& [key, verdicts] : wanted) {
                const bool in_doubt = verdicts.first == verdict::unknown || verdicts.second == verdict::unknown;
                doubted += in_doubt ? 1U : 0U;
                on_objects += std::get<2>(key).what == graph::action::form::ability ? 1U : 0U;
                EXPECT_TRUE(!in_doubt || !difference.gaps.empty());
            }
            if (testing::Test::HasFailure()) return;
        }
    }
    EXPECT_GT(differences, 0U);
    if (worlds() >= 30) {
        EXPECT_GT(doubted, 0U);
        EXPECT_GT(on_objects, 0U);
    }
}

TEST(Redundancy, TakesNothingFromAnybodyEvenWithTablesYetToCome) {
    std::uint64_t judged = 0;
    for (std::uint64_t seed = 1; seed <= worlds(); ++seed) {
        SCOPED_TRACE(seed);
        auto world = support::make_random_world(seed);
        // A table of tomorrow in every schema of today.
        std::vector<fact> tomorrow;
        for (const auto& each : world.facts)
            if (const auto* node = std::get_if<node_fact>(&each);
                node != nullptr && node->key.kind == node_kind::schema) {
                node_fact table;
                table.key = {node_kind::table, node->key.scope, node->key.id + ".tomorrow"};
                table.name = table.key.id;
                table.parent = node->key;
                table.subtype = "MANAGED";
                tomorrow.emplace_back(table);
            }
        world.facts.insert(world.facts.end(), tomorrow.begin(), tomorrow.end());
        auto source = memory_source::from(world.facts, world.gaps).value();
        const auto before = access_graph::build(source).value();
        const auto report = find_redundancy(before);
        auto facts = world.facts;
        for (const auto& one : report.findings)
            facts = changed(std::move(facts),
                            {edit::what::revoke, one.grant.grantee, one.grant.resource, facet::unity, one.redundant},
                            source);
        judged += report.findings.size();
        auto other = memory_source::from(facts, world.gaps).value();
        const auto after = access_graph::build(other).value();
        for (const auto how : {graph::mode::granted, graph::mode::effective})
            EXPECT_EQ(all_access(source, before, how), all_access(other, after, how));
        if (testing::Test::HasFailure()) return;
    }
    EXPECT_GT(judged, 0U);
}

/// Whether any person whom the grant reaches, or whoever assumes one of `roles`, can do, or may do, anything of it on
/// the securable or below.
bool of_use_to_somebody(const access_graph& facts, const source_grant& grant, const std::vector<node_id>& roles) {
    const auto reaches = [&](node_id person) {
        if (grant.grantee == person) return true;
        if (facts.kind_of(grant.grantee) != node_kind::group) return false;
        if (facts.flags_of(grant.grantee).has(node_flag::system)) { // no memberships of it are stored (M3, M5)
            const auto all = facts.members_of(grant.grantee, false).rows;
            return std::ranges::find(all, person, &graph::principal_row::principal) != all.end();
        }
        if (facts.scope_of(grant.grantee) != no_node) return false; // M6
        const auto groups = facts.groups_of(person, false).rows;
        return std::ranges::find(groups, grant.grantee, &graph::principal_row::principal) != groups.end();
    };
    const auto below = [&](node_id one) {
        for (auto up = one; up != no_node; up = facts.parent_of(up)) {
            if (up == grant.resource) return up == one || facts.kind_of(up) != node_kind::metastore; // U3
        }
        return false;
    };
    auto bits = grant.allow;
    if (bits.has(privilege::all_privileges)) bits |= graph::all_expansion & ~graph::learned_bits;
    bool found = false;
    for (std::uint32_t i = 0; i < facts.node_count(); ++i) {
        const node_id person{i};
        const auto kind = facts.kind_of(person);
        const bool acts =
            kind == node_kind::user || kind == node_kind::service_principal || kind == node_kind::recipient;
        const bool role = std::ranges::find(roles, person) != roles.end();
        if (!role && (!acts || !reaches(person))) continue;
        for (std::uint32_t j = 0; j < facts.node_count() && !found; ++j) {
            if (!below(node_id{j})) continue;
            bits.for_each([&](unsigned bit) {
                graph::request use;
                use.actions = {{graph::action::form::privilege, static_cast<std::uint16_t>(bit)}};
                if (!graph::applies_to(use.actions.front(), facts.kind_of(node_id{j}))) return;
                found = found || facts.decide(person, use, node_id{j}).how != graph::verdict::no;
            });
        }
        if (found) return true;
    }
    return false;
}

/// Whether members of the grantee, or what lies on the securable, were not read (rule K1).
bool more_may_be(const access_graph& facts, const source_grant& grant) {
    const bool group = facts.kind_of(grant.grantee) == node_kind::group;
    if (ignored_in_unity(facts, grant.grantee)) return false; // M6
    if (group && !facts.members_of(grant.grantee, false).gaps.empty()) return true;
    if (facts.kind_of(grant.resource) == node_kind::metastore) return false; // U3
    return std::ranges::any_of(facts.gaps(), [&](const auto& gap) {
        if (gap.part != node_part::children) return false;
        auto up = gap.about;
        while (up != no_node && up != grant.resource) up = facts.parent_of(up);
        return up == grant.resource;
    });
}

/// Who reads what less without the grant, with rights of its own, of a view's owner or of whom it can assume; empty
/// where nobody does.
std::string lost_without(memory_source& source, const access_graph& facts, const source_grant& grant) {
    edit less{};
    less.kind = edit::what::revoke;
    less.principal = grant.grantee;
    less.target = grant.resource;
    less.in = grant.what;
    less.bits = grant.allow;
    edited_source without(source, {less});
    const auto then = access_graph::build(without).value();
    graph::request reading;
    reading.actions = {{graph::action::form::privilege, static_cast<std::uint16_t>(privilege::select)}};
    for (std::uint32_t i = 0; i < facts.node_count(); ++i) {
        const auto kind = facts.kind_of(node_id{i});
        if (!is_principal(kind) || kind == node_kind::group) continue;
        for (std::uint32_t j = 0; j < facts.node_count(); ++j)
            if (graph::applies_to(reading.actions.front(), facts.kind_of(node_id{j})) &&
                facts.decide(node_id{i}, reading, node_id{j}).how != then.decide(node_id{i}, reading, node_id{j}).how)
                return fmt::format("{} reads {}", source.key_of(node_id{i}).id, source.key_of(node_id{j}).id);
    }
    return {};
}

TEST(WithoutEffect, AgreesWithAskingEverybodyAboutEverything) {
    std::uint64_t idle = 0, of_use = 0;
    for (std::uint64_t seed = 1; seed <= property::worlds_of(60, 10, 10); ++seed) {
        SCOPED_TRACE(seed);
        const auto world = support::make_random_world(seed);
        auto source = memory_source::from(world.facts, world.gaps).value();
        const auto facts = access_graph::build(source).value();
        stand_ins others(facts);
        for (std::uint32_t i = 0; i < facts.node_count(); ++i)
            for (const auto& grant : facts.grants_to(node_id{i})) {
                if (grant.what != facet::unity || !(grant.allow & graph::learned_bits).empty()) continue;
                const auto judged = find_grants_without_effect(facts, {&grant, 1});
                const bool used = of_use_to_somebody(facts, grant, others.roles_of(grant.grantee));
                ++(used ? of_use : idle);
                const bool for_others = others.holds_up(grant);
                EXPECT_EQ(judged.found.empty() ? "" : lost_without(source, facts, grant), "")
                    << source.key_of(grant.grantee).id << " on " << source.key_of(grant.resource).id;
                const bool more = more_may_be(facts, grant);
                EXPECT_EQ(judged.found.empty(), used || for_others || more)
                    << source.key_of(grant.grantee).id << " on " << source.key_of(grant.resource).id << ", used "
                    << used << ", for others " << for_others << ", more unread " << more << ", judged "
                    << (judged.found.empty() ? -1 : static_cast<int>(judged.found.front().why));
                // Said beside what is called idle: what was not read for views and roles anywhere.
                EXPECT_TRUE(!more || used || for_others || !judged.unread.empty());
                const auto noted = [&](graph::gap_index gap) { return others.unread().contains(gap); };
                EXPECT_TRUE(judged.found.empty() || std::ranges::all_of(judged.unread, noted));
            }
        if (testing::Test::HasFailure()) return;
    }
    EXPECT_GT(idle, 0U);
    EXPECT_GT(of_use, 0U);
}

} // namespace
} // namespace canreach::audit
