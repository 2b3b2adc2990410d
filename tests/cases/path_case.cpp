#include "tests/cases/path_case.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "graph/access_graph.hpp"
#include "graph/operations.hpp"
#include "simulator/world.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach {
namespace {

using graph::verdict;

constexpr std::string_view table = "table:main.sales.orders";

} // namespace

void expect_path(const path_case& one) {
    const auto on = one.on.empty() ? std::string(table) : one.on;
    const auto world = simulator::parse_world(one.world, {one.who, on}).value();
    auto source = support::memory_source::from(world.facts, world.gaps).value();
    const auto facts = graph::access_graph::build(source).value();
    const auto id = [&](const std::string& name) { return source.id_of(world.keys.at(name)); };
    graph::request what;
    what.how = graph::mode::escalatable;
    what.invoke = one.invoke;
    if (!one.profile.empty()) what.profile = graph::rule_profile::named(one.profile).value();
    for (const auto& word : graph::action_words(source.privileges()))
        if (word.spelling == one.action) what.actions.push_back(graph::meaning_of(word, what.how));
    ASSERT_EQ(what.actions.size(), 1U);

    const auto answer = facts.can(id(one.who), what, id(on));
    EXPECT_EQ(answer.how, one.how);
    EXPECT_TRUE(one.how != verdict::yes || answer.hops == one.hops) << answer.hops << " hops";
    EXPECT_EQ(answer.missing.empty(), one.how == verdict::yes);
    EXPECT_EQ(answer.gaps.empty(), one.how != verdict::unknown || world.gaps.empty()); // a mode may be in doubt

    const std::vector kinds{node_kind::user, node_kind::service_principal};
    auto told = verdict::no;
    for (const auto& row : facts.who(what, id(on), kinds).rows)
        if (row.principal == id(one.who)) {
            told = row.how;
            EXPECT_EQ(row.hops, answer.hops);
        }
    EXPECT_EQ(told, one.how);

    auto listed = verdict::no;
    for (const auto& row : facts.what(id(one.who), what, {}, no_node).rows)
        if (row.resource == id(on)) listed = row.how;
    EXPECT_EQ(listed, one.how);

    const auto chains = facts.how(id(one.who), what, id(on)).chains;
    EXPECT_EQ(chains.empty(), one.how != verdict::yes);
    if (chains.empty()) return;
    std::vector<std::string> rules;
    for (const auto& hop : chains.front().hops) {
        rules.push_back(hop.rule);
        EXPECT_FALSE(hop.facts.empty()) << "a hop by " << hop.rule << " stands on no fact";
    }
    EXPECT_EQ(rules, one.rules);
    if (one.hops == 0) return;
    what.within = one.hops - 1;
    EXPECT_EQ(facts.can(id(one.who), what, id(on)).how, verdict::no);
}

} // namespace canreach
