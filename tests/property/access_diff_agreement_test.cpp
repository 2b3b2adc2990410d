// What two files differ in, held against the plain way on random accounts: ask everything of everyone in both.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <tuple>
#include <vector>

#include "audit/access_diff.hpp"
#include "audit/change_cause.hpp"
#include "audit/reach.hpp"
#include "graph/operations.hpp"
#include "model/acl_levels.hpp"
#include "model/privileges.hpp"
#include "tests/property/audited_world.hpp"

namespace canreach::audit {
namespace {

using graph::action;
using graph::verdict;

using property::audited_world;

using acting_key = std::tuple<node_key, node_key, action>;
using acting_map = std::map<acting_key, verdict>;

acting_map access_in(const audited_world& in, graph::mode how) {
    acting_map made;
    std::vector<action> everything;
    for (const auto one : all_privileges())
        everything.push_back({action::form::privilege, static_cast<std::uint16_t>(one)});
    for (const auto one : all_abilities())
        everything.push_back({action::form::ability, static_cast<std::uint16_t>(one)});
    for (const auto one : operations_beside_privileges()) everything.push_back(one);
    for (const auto kind : {node_kind::user, node_kind::service_principal})
        for (const auto who : in.graph.nodes_of_kind(kind))
            for (std::uint32_t i = 0; i < in.graph.node_count(); ++i)
                for (const auto what : everything) {
                    if (!is_asked_of(what, in.graph.kind_of(node_id{i}))) continue;
                    graph::request asked;
                    asked.actions = {what};
                    asked.how = how;
                    const auto can = in.graph.can(who, asked, node_id{i}).how;
                    if (can != verdict::no)
                        made.emplace(acting_key{in.source.key_of(who), in.source.key_of(node_id{i}), what}, can);
                }
    return made;
}

/// A world without some of its facts and gaps, nodes among them. Principals stay what they are by their keys.
support::random_world thinned(const support::random_world& world, std::mt19937_64& dice) {
    auto made = world;
    const auto drop = [&](auto& from, std::size_t most) {
        for (auto left = dice() % (most + 1); left > 0 && !from.empty(); --left)
            from.erase(from.begin() + static_cast<std::ptrdiff_t>(dice() % from.size()));
    };
    drop(made.facts, 3);
    if (dice() % 3 == 0) drop(made.gaps, 2);
    for (auto& each : made.facts)
        if (auto* node = std::get_if<node_fact>(&each); node != nullptr && dice() % 60 == 0)
            node->flags.bits ^=
                static_cast<std::uint32_t>(is_principal(node->key.kind) ? node_flag::inactive : node_flag::isolated);
    return made;
}

/// Shifts whose causes are looked up once are told what each would be by itself. How many were told so.
std::uint64_t expect_same_causes(const compared_accounts& accounts, const std::vector<access_shift>& shifts,
                                 graph::mode how) {
    const change_causes causes(accounts, how);
    const auto first = causes.alike(shifts);
    EXPECT_EQ(first.size(), shifts.size());
    std::uint64_t shared = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (first[i] == i) continue;
        ++shared;
        EXPECT_EQ(causes.of(shifts[i]), causes.of(shifts[first[i]]))
            << to_string(shifts[i].principal) << " on " << to_string(shifts[i].resource) << " and "
            << to_string(shifts[first[i]].resource);
    }
    return shared;
}

TEST(AccessDiff, AgreesWithAskingEverythingOfEveryoneTwice) {
    std::uint64_t differences = 0, narrow = 0, shared = 0;
    for (std::uint64_t seed = 1; seed <= property::worlds_of(40, 4); ++seed) {
        SCOPED_TRACE(seed);
        const auto world = support::make_random_world(seed);
        std::mt19937_64 dice(seed);
        audited_world before(thinned(world, dice)), after(thinned(world, dice));
        const auto between = compare_facts(before.snapshot(), after.snapshot()).value();
        const compared_accounts accounts{between, before.graph, after.graph};
        for (const auto how : {graph::mode::granted, graph::mode::effective}) {
            const auto was = access_in(before, how);
            const auto is = access_in(after, how);
            // Of each moment what is sure there and not at the other.
            std::set<std::pair<bool, acting_key>> wanted, told;
            const auto only_in = [&](const acting_map& some, const acting_map& others, bool is_new) {
                for (const auto& [key, verdict] : some)
                    if (const auto found = others.find(key);
                        verdict == verdict::yes && (found == others.end() || found->second != verdict::yes))
                        wanted.emplace(is_new, key);
            };
            only_in(was, is, false);
            only_in(is, was, true);
            const auto shifts = shifted_access(accounts, {}, how);
            shared += expect_same_causes(accounts, shifts, how);
            for (const auto& row : shifts) {
                using enum access_shift::what;
                const bool is_new = row.kind == gained || row.kind == not_read_before;
                for (const auto what : row.actions) {
                    const acting_key key{row.principal, row.resource, what};
                    told.emplace(is_new, key);
                    // What the other moment leaves open is never sure.
                    const auto& other = is_new ? was : is;
                    if (other.contains(key)) {
                        EXPECT_NE(row.kind, is_new ? gained : lost);
                    }
                }
            }
            // GRANT is told where MANAGE does not say it.
            const action managing{action::form::privilege, static_cast<std::uint16_t>(privilege::manage)};
            for (auto* some : {&wanted, &told})
                std::erase_if(*some, [&](const auto& one) {
                    const auto& [who, on, what] = one.second;
                    return what == graph::operation_named("GRANT") &&
                           wanted.contains({one.first, acting_key{who, on, managing}});
                });
            differences += wanted.size();
            narrow += told.size() < was.size() ? 1 : 0;
            const auto show = [&](const std::pair<bool, acting_key>& one) {
                const auto& [who, on, what] = one.second;
                return std::string(one.first ? "gains " : "loses ") + to_string(who) + " on " + to_string(on) + " " +
                       graph::name_of(what, after.source.privileges());
            };
            for (const auto& one : wanted) EXPECT_TRUE(told.contains(one)) << "not told: " << show(one);
            for (const auto& one : told) EXPECT_TRUE(wanted.contains(one)) << "told and not so: " << show(one);
            if (testing::Test::HasFailure()) {
                for (const auto& change : between.changes)
                    ADD_FAILURE() << name_of(change.kind) << ' '
                                  << fact_sections[static_cast<std::size_t>(change.row().kind)].first << ' '
                                  << to_string(change.row().about) << ' ' << to_string(change.row().other) << ' '
                                  << change.row().detail << ' ' << change.row().value;
                return;
            }
        }
    }
    EXPECT_GT(differences, 0U);
    EXPECT_GT(narrow, 0U);
    EXPECT_GT(shared, 0U);
}

} // namespace
} // namespace canreach::audit
