#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

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

/// Depth first, by looking for children among all nodes.
void walk(const std::vector<node_id>& parents, node_id at, std::vector<node_id>& order) {
    order.push_back(at);
    for (std::uint32_t child = 0; child < parents.size(); ++child)
        if (parents[child] == at) walk(parents, id(child), order);
}

TEST(ResourceTree, NumbersInPreorderWhereverParentsStand) {
    std::mt19937 random(1);
    for (int turn = 0; turn < 200; ++turn) {
        SCOPED_TRACE(turn);
        // Parents before their children; then some leaves, or anything, with a parent behind it.
        std::vector<node_id> parents(1 + random() % 40, no_node);
        for (std::uint32_t child = 1; child < parents.size(); ++child)
            if (random() % 5 != 0) parents[child] = id(static_cast<std::uint32_t>(random() % child));
        std::vector<bool> holds_something(parents.size());
        for (const auto parent : parents)
            if (parent != no_node) holds_something[parent.value] = true;
        for (std::uint32_t child = 0; child + 1 < parents.size(); ++child) {
            const auto behind = child + 1 + static_cast<std::uint32_t>(random() % (parents.size() - child - 1));
            if (turn % 3 == 1 && !holds_something[child] && random() % 2 == 0) parents[child] = id(behind);
            if (turn % 3 == 2 && parents[child] == no_node && parents[behind] == no_node) parents[child] = id(behind);
        }
        std::vector<node_id> order;
        for (std::uint32_t root = 0; root < parents.size(); ++root)
            if (parents[root] == no_node) walk(parents, id(root), order);
        const auto tree = resource_tree::from_parents(parents).value();
        ASSERT_EQ(order.size(), parents.size());
        EXPECT_TRUE(tree.fits(parents.size()));
        for (place at = 0; at < order.size(); ++at) {
            EXPECT_EQ(tree.at(at), order[at]);
            EXPECT_EQ(tree.place_of(order[at]), at);
            std::vector<node_id> below;
            walk(parents, order[at], below);
            EXPECT_EQ(tree.end_of(order[at]), at + below.size());
        }
    }
}

TEST(ResourceTree, RefusesCircles) {
    for (const auto& parents : {std::vector{id(1), id(0)}, std::vector{id(0)},
                                std::vector{no_node, id(2), id(3), id(1)}, std::vector{id(1), id(1), no_node}})
        EXPECT_TRUE(resource_tree::from_parents(parents).error().is(errc::damaged_file));
}

} // namespace
} // namespace canreach::graph
