#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "storage/detail/node_order.hpp"

namespace canreach::storage::detail {
namespace {

using ::testing::ElementsAre;

raw_node at(node_kind kind, std::string_view scope, std::string_view id, std::uint32_t parent = nothing) {
    raw_node made;
    made.key = {kind, scope, id};
    made.parent = parent;
    made.wanted = true;
    return made;
}

TEST(NodeOrder, PrincipalsFirstThenTheTreeInPreorder) {
    using k = node_kind;
    std::vector<raw_node> nodes{
        at(k::table, "m", "a.b.t", 2),  at(k::location, "m", "a.b", 5), at(k::schema, "m", "a.b", 3),
        at(k::catalog, "m", "a", 5),    at(k::catalog, "m", "a.b", 5),  at(k::metastore, "", "m"),
        at(k::group, "", "9"),          at(k::user, "", "b"),           at(k::user, "", "a"),
        at(k::schema, "m", "a.b.s", 4),
    };
    nodes.push_back(at(k::user, "", "unwanted"));
    nodes.back().wanted = false;
    nodes.push_back(at(k::user, "", "merged"));
    nodes.back().same_as = 7;
    EXPECT_THAT(canonical_order(nodes), ElementsAre(8, 7, 6, 5, 3, 2, 0, 4, 9, 1));
}

TEST(NodeOrder, CutsEveryCycleAboveItsSmallestKey) {
    using k = node_kind;
    std::vector<raw_node> nodes{at(k::folder, "1", "c", 1), at(k::folder, "1", "b", 0), at(k::folder, "1", "a", 0),
                                at(k::folder, "1", "self", 3)};
    EXPECT_THAT(canonical_order(nodes), ElementsAre(1, 0, 2, 3));
    EXPECT_EQ(nodes[1].parent, nothing);
    EXPECT_EQ(nodes[0].parent, 1U);
    EXPECT_EQ(nodes[3].parent, nothing);
}

TEST(NodeOrder, IsTheSameWhateverTheNumbering) {
    std::mt19937 random{7};
    std::vector<std::string> ids;
    for (int i = 0; i < 60; ++i) ids.push_back(std::to_string(i));
    // Node i hangs below a random smaller one, or nowhere; some parents form cycles.
    std::vector<std::uint32_t> parent(ids.size(), nothing);
    for (std::uint32_t i = 1; i < parent.size(); ++i)
        if (random() % 4 != 0) parent[i] = static_cast<std::uint32_t>(random() % (i + 2)) % 60;
    std::vector<std::string_view> expected;
    std::vector<std::uint32_t> place(ids.size());
    for (std::uint32_t i = 0; i < place.size(); ++i) place[i] = i;
    for (int round = 0; round < 20; ++round) {
        std::vector<raw_node> nodes(ids.size());
        for (std::uint32_t i = 0; i < ids.size(); ++i)
            nodes[place[i]] = at(node_kind::folder, "1", ids[i], parent[i] == nothing ? nothing : place[parent[i]]);
        std::vector<std::string_view> order;
        for (const auto number : canonical_order(nodes)) order.push_back(nodes[number].key.id);
        EXPECT_EQ(order.size(), ids.size());
        if (round == 0) expected = order;
        EXPECT_EQ(order, expected);
        std::ranges::shuffle(place, random);
    }
}

} // namespace
} // namespace canreach::storage::detail
