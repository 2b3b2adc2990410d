#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

#include "graph/group_closure.hpp"

namespace canreach::graph {
namespace {

using edges = std::vector<std::pair<principal_no, principal_no>>;

std::set<principal_no> members(const bitset& set) {
    std::set<principal_no> found;
    set.for_each([&](std::size_t i) { found.insert(static_cast<principal_no>(i)); });
    return found;
}

/// Reachability by repeated relaxation.
std::vector<std::set<principal_no>> naive_above(std::size_t count, const edges& given) {
    std::vector<std::set<principal_no>> above(count);
    for (principal_no i = 0; i < count; ++i) above[i].insert(i);
    for (bool grew = true; grew;) {
        grew = false;
        for (const auto& [member, group] : given)
            for (auto& set : above)
                if (set.contains(member) && set.insert(group).second) grew = true;
    }
    return above;
}

TEST(GroupClosure, MakesGroupsOfACycleEqual) {
    const edges given{{0, 1}, {1, 2}, {2, 1}, {2, 3}};
    const group_closure closure(4, given);
    EXPECT_EQ(closure.component_of(1), closure.component_of(2));
    EXPECT_NE(closure.component_of(2), closure.component_of(3));
    bitset above(4);
    closure.add_above(0, above);
    EXPECT_EQ(members(above), (std::set<principal_no>{0, 1, 2, 3}));
    EXPECT_TRUE(closure.is_below(2, 1));
    EXPECT_FALSE(closure.is_below(3, 2));
}

TEST(GroupClosure, HoldsAVeryDeepChain) {
    constexpr principal_no depth = 20'000;
    edges given;
    for (principal_no i = 0; i + 1 < depth; i += 100) // long strides keep the rows of this test small
        given.emplace_back(i, std::min(i + 100, depth - 1));
    const group_closure closure(depth, given);
    EXPECT_TRUE(closure.is_below(0, depth - 1));
}

TEST(GroupClosure, AgreesWithNaiveSearchOnRandomGraphs) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937_64 random(seed);
        const std::size_t count = 5 + random() % 60;
        edges given;
        for (auto n = random() % (2 * count); n-- > 0;)
            given.emplace_back(static_cast<principal_no>(random() % count),
                               static_cast<principal_no>(random() % count));
        const group_closure closure(count, given);
        const auto expected = naive_above(count, given);
        for (principal_no who = 0; who < count; ++who) {
            bitset above(count);
            closure.add_above(who, above);
            ASSERT_EQ(members(above), expected[who]);
            bitset below(count);
            closure.add_below(who, below);
            for (principal_no other = 0; other < count; ++other) {
                ASSERT_EQ(below.test(other), expected[other].contains(who));
                ASSERT_EQ(closure.is_below(other, who), expected[other].contains(who));
            }
        }
    }
}

} // namespace
} // namespace canreach::graph
