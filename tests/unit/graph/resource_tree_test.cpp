#include <gtest/gtest.h>

#include "graph/resource_tree.hpp"

namespace canreach::graph {
namespace {

constexpr node_id id(std::uint32_t value) {
    return node_id{value};
}

TEST(ResourceTree, MakesContainersIntervals) {
    // 3 ─ 1 ─ {0, 4}, and 2 by itself
    const std::vector<node_id> parents{id(1), id(3), no_node, no_node, id(1)};
    const auto tree = resource_tree::from_parents(parents).value();
    EXPECT_TRUE(tree.contains(id(3), id(4)));
    EXPECT_TRUE(tree.contains(id(1), id(1)));
    EXPECT_FALSE(tree.contains(id(1), id(3)));
    EXPECT_FALSE(tree.contains(id(3), id(2)));
    EXPECT_EQ(tree.at(tree.place_of(id(3)) + 1), id(1));
    EXPECT_EQ(tree.end_of(id(3)) - tree.place_of(id(3)), 4U);
}

TEST(ResourceTree, RefusesCircles) {
    const std::vector<node_id> parents{id(1), id(0)};
    EXPECT_TRUE(resource_tree::from_parents(parents).error().is(errc::damaged_file));
}

} // namespace
} // namespace canreach::graph
