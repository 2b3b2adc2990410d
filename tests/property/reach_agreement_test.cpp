// What one can do with everything, found class by class, held against one question for each action.
#include <gtest/gtest.h>

#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "audit/reach.hpp"
#include "graph/access_graph.hpp"
#include "tests/property/audited_world.hpp"
#include "tests/support/memory_source.hpp"
#include "tests/support/random_world.hpp"

namespace canreach::audit {
namespace {

using graph::access_graph;
using graph::verdict;
using support::memory_source;

using told_row = std::tuple<graph::mode, graph::action, node_id, verdict>;

struct told_reach {
    std::set<told_row> rows;
    std::set<graph::gap_index> gaps;
};

told_reach one_by_one(const access_graph& facts, node_id who, const std::vector<graph::action>& actions,
                      node_id within) {
    told_reach made;
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
                    made.rows.emplace(how, what, row.resource, row.how);
            made.gaps.insert(answer.gaps.begin(), answer.gaps.end());
        }
    const auto groups = facts.groups_of(who, false);
    made.gaps.insert(groups.gaps.begin(), groups.gaps.end());
    if (within != no_node) return made;
    const auto workspaces = facts.workspaces_of(who, false);
    for (const auto& row : workspaces.rows)
        made.rows.emplace(graph::mode::effective, graph::action{graph::action::form::any, 0}, row.workspace, row.how);
    made.gaps.insert(workspaces.gaps.begin(), workspaces.gaps.end());
    return made;
}

TEST(Reach, TellsWhatEachQuestionAnswersAndWhatWasNotRead) {
    std::uint64_t rows = 0, doubted = 0, gaps = 0;
    const auto worlds = property::worlds_of(30, 4);
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        SCOPED_TRACE(seed);
        const auto world = support::make_random_world(seed);
        auto source = memory_source::from(world.facts, world.gaps).value();
        const auto facts = access_graph::build(source).value();
        const auto actions = everything_to_do(source.privileges());
        std::vector<node_id> places{no_node};
        for (const auto kind : {node_kind::catalog, node_kind::table, node_kind::folder, node_kind::group})
            if (const auto some = facts.nodes_of_kind(kind); !some.empty()) places.push_back(some[seed % some.size()]);
        for (const auto kind : {node_kind::user, node_kind::service_principal, node_kind::group})
            for (const auto who : facts.nodes_of_kind(kind))
                for (const auto within : places) {
                    const auto wanted = one_by_one(facts, who, actions, within);
                    const auto told = reach_of(facts, who, actions, within);
                    std::set<told_row> got;
                    for (const auto& row : told.rows) {
                        EXPECT_TRUE(got.emplace(row.how, row.what, row.resource, row.sure).second);
                        doubted += row.sure == verdict::unknown ? 1U : 0U;
                    }
                    EXPECT_EQ(got, wanted.rows) << to_string(source.key_of(who));
                    EXPECT_EQ(told.gaps, wanted.gaps) << to_string(source.key_of(who));
                    rows += got.size();
                    gaps += told.gaps.size();
                }
    }
    if (worlds >= 30) {
        EXPECT_GT(rows, 1'000U);
        EXPECT_GT(doubted, 100U);
        EXPECT_GT(gaps, 100U);
    }
}

} // namespace
} // namespace canreach::audit
