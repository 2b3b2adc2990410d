#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "simulator/world.hpp"

namespace canreach::simulator {
namespace {

template <class Fact>
std::vector<Fact> all_of(const world& where) {
    std::vector<Fact> found;
    for (const auto& one : where.facts)
        if (const auto* match = std::get_if<Fact>(&one)) found.push_back(*match);
    return found;
}

TEST(World, MakesContainersOfWhateverIsNamed) {
    const auto made = parse_world(R"({"grants":[["user:alice","table:main.sales.orders",["SELECT"]]]})");
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_TRUE(made->keys.contains("schema:main.sales"));
    EXPECT_TRUE(made->keys.contains("catalog:main"));
    const auto nodes = all_of<node_fact>(*made);
    for (const auto& node : nodes) {
        if (!node.parent) continue;
        const auto at = [&](const node_key& key) {
            return std::ranges::find(nodes, key, &node_fact::key) - nodes.begin();
        };
        EXPECT_LT(at(*node.parent), at(node.key)) << to_string(node.key);
    }
}

TEST(World, AttachesWorkspacesToTheDefaultMetastoreUnlessSaidOtherwise) {
    const auto made = parse_world(R"({"workspaces":["ws:dev"],"attach":[["ws:prod","metastore:eu"]]})");
    ASSERT_TRUE(made);
    const auto bound = all_of<bind_fact>(*made);
    EXPECT_THAT(bound, testing::UnorderedElementsAre(
                           bind_fact{made->keys.at("metastore:m1"), made->keys.at("ws:dev"), binding::attach},
                           bind_fact{made->keys.at("metastore:eu"), made->keys.at("ws:prod"), binding::attach}));
}

TEST(World, IdsDependOnTheSetOfNamesOnly) {
    const auto one = parse_world(R"({"members":[["user:a","group:g"],["user:b","group:g"]]})");
    const auto two = parse_world(R"({"members":[["user:b","group:g"],["user:a","group:g"]]})");
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->keys, two->keys);
}

TEST(World, ReadsAttributesDenialsLevelsAndGaps) {
    const auto made = parse_world(R"({
        "denies":[["wgroup:prod:etl","htable:prod:sales.orders",["SELECT"]]],
        "acls":[["user:alice","secrets:prod:kv","WRITE"]],
        "attrs":{"user:alice":{"active":false},"catalog:main":{"isolation":"ISOLATED"}},
        "not_crawled":["catalog:main","group:g"]})");
    ASSERT_TRUE(made) << made.error().to_string();
    const auto grants = all_of<grant_fact>(*made);
    ASSERT_EQ(grants.size(), 2U);
    EXPECT_EQ(grants[0].what, facet::hive);
    EXPECT_FALSE(grants[0].deny.empty());
    EXPECT_EQ(grants[1].what, facet::acl);
    ASSERT_EQ(made->gaps.size(), 2U);
    EXPECT_EQ(made->gaps[0].part, node_part::grants);
    EXPECT_EQ(made->gaps[1].part, node_part::members);
    for (const auto& node : all_of<node_fact>(*made)) {
        EXPECT_EQ(node.flags.has(node_flag::inactive), node.name == "alice") << node.name;
        EXPECT_EQ(node.flags.has(node_flag::isolated), node.name == "main") << node.name;
    }
}

TEST(World, KeepsPrivilegesItDoesNotKnow) {
    const auto made = parse_world(R"({"grants":[["user:a","catalog:c",["SELECT","CREATE_TELEPORT"]]]})");
    ASSERT_TRUE(made);
    EXPECT_THAT(all_of<grant_fact>(*made).at(0).unknown, testing::ElementsAre("CREATE_TELEPORT"));
}

struct bad_world {
    const char* name;
    const char* text;
    const char* says;
};
class BadWorld : public testing::TestWithParam<bad_world> {};

TEST_P(BadWorld, IsRefusedWithItsPlace) {
    const auto made = parse_world(GetParam().text);
    ASSERT_FALSE(made);
    EXPECT_TRUE(made.error().is(errc::bad_input));
    EXPECT_THAT(made.error().to_string(), testing::HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadWorld,
    testing::Values(bad_world{"NoJson", "{", "no JSON"}, bad_world{"NoObject", "[]", "no JSON object"},
                    bad_world{"RowIsNoArray", R"({"members":["x"]})", "/members/0"},
                    bad_world{"NoNodeId", R"({"members":[["alice","group:g"]]})", "`alice` is no node id"},
                    bad_world{"NumberForName", R"({"owners":[[1,"catalog:c"]]})", "/owners/0/0"},
                    bad_world{"MisspeltKey", R"({"membrs":[]})", "/membrs"},
                    bad_world{"MisspeltAttribute", R"({"attrs":{"user:a":{"actve":false}}})", "/attrs/user:a/actve"},
                    bad_world{"UnknownRole", R"({"assign":[["user:a","ws:w","KING"]]})", "USER or ADMIN"},
                    bad_world{"UnknownLink", R"({"links":[["EATS","view:a.b.c","table:a.b.d"]]})", "link type"},
                    bad_world{"PrivilegesNoList", R"({"grants":[["user:a","catalog:c","SELECT"]]})", "/grants/0/2"}),
    [](const auto& row) { return row.param.name; });

} // namespace
} // namespace canreach::simulator
