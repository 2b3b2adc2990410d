#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

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
        "not_crawled":["catalog:main","group:g","sp:etl","ws:prod"]})");
    ASSERT_TRUE(made) << made.error().to_string();
    const auto grants = all_of<grant_fact>(*made);
    ASSERT_EQ(grants.size(), 2U);
    EXPECT_EQ(grants[0].what, facet::hive);
    EXPECT_FALSE(grants[0].deny.empty());
    EXPECT_EQ(grants[1].what, facet::acl);
    ASSERT_EQ(made->gaps.size(), 4U);
    EXPECT_EQ(made->gaps[0].part, node_part::grants);
    EXPECT_EQ(made->gaps[1].part, node_part::members);
    EXPECT_EQ(made->gaps[2].part, node_part::roles);
    EXPECT_EQ(made->gaps[3].part, node_part::assignments);
    for (const auto& node : all_of<node_fact>(*made)) {
        EXPECT_EQ(node.flags.has(node_flag::inactive), node.name == "alice") << node.name;
        EXPECT_EQ(node.flags.has(node_flag::isolated), node.name == "main") << node.name;
    }
}

TEST(World, KeepsPrivilegesItDoesNotKnow) {
    const auto made = parse_world(R"({"grants":[["user:a","catalog:c",["SELECT","CREATE_TELEPORT"]]]})");
    ASSERT_TRUE(made);
    EXPECT_THAT(all_of<grant_fact>(*made).at(0).unknown, testing::ElementsAre("CREATE_TELEPORT"));
    ASSERT_EQ(made->unknown.size(), 1U); // legal, and told
    EXPECT_EQ(made->unknown[0].pointer.substr(0, 8), "/grants/");
}

TEST(World, CarriesAttributesPathsAndPolicies) {
    const auto made = parse_world(R"({
        "attrs": {"cluster:w:c": {"mode": "NONE", "spark_version": "15.3.x-scala2.12"},
                  "group:g": {"source": "external", "immutable": true},
                  "location:lake": {"read_only": true},
                  "metastore:m1": {"external_access": true},
                  "view:c.s.v": {"text": "SELECT 1"},
                  "ws:w": {"restrict_admins": "RESTRICT_TOKENS_AND_JOB_RUN_AS"}},
        "paths": {"location:lake": "s3://bkt/landing"},
        "policies": [{"name": "p", "type": "COLUMN_MASK", "on": "catalog:c", "to": ["group:g"], "except": ["user:a"],
                      "matches": ["table:c.s.t"], "function": "function:c.s.hide", "column": "email"}]})");
    ASSERT_TRUE(made) << made.error().to_string();
    std::map<std::string, node_fact> nodes;
    for (auto& node : all_of<node_fact>(*made)) nodes[world_id_of(*made, node.key)] = node;
    const auto attribute = [&](const char* id, const char* name) {
        for (const auto& [own, value] : nodes.at(id).attributes)
            if (own == name) return value;
        return std::string{"-"};
    };
    EXPECT_EQ(attribute("cluster:w:c", "data_security_mode"), "NONE");
    EXPECT_EQ(attribute("cluster:w:c", "spark_version"), "15.3.x-scala2.12");
    EXPECT_EQ(attribute("location:lake", "url"), "s3://bkt/landing");
    EXPECT_EQ(attribute("view:c.s.v", "definition"), "SELECT 1");
    EXPECT_EQ(attribute("ws:w", "restrict_admins"), "RESTRICT_TOKENS_AND_JOB_RUN_AS");
    EXPECT_EQ(nodes.at("group:g").flags, node_flag::external | node_flag::immutable);
    EXPECT_EQ(nodes.at("location:lake").flags, node_flags{node_flag::read_only});
    EXPECT_EQ(nodes.at("metastore:m1").flags, node_flags{node_flag::external_access});
    const auto policies = all_of<policy_fact>(*made);
    ASSERT_EQ(policies.size(), 1U);
    EXPECT_EQ(policies[0].function, made->keys.at("function:c.s.hide"));
    EXPECT_EQ(policies[0].column, "email");
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
                    bad_world{"UnknownRole", R"({"assign":[["user:a","ws:w","KING"]]})", "/assign/0/2"},
                    bad_world{"MisspeltBinding", R"({"bind":[["catalog:c","ws:w","READ_ONYL"]]})", "/bind/0/2"},
                    bad_world{"MisspeltIsolation", R"({"attrs":{"catalog:c":{"isolation":"ISOLTED"}}})",
                              "/attrs/catalog:c/isolation"},
                    bad_world{"TruthAsText", R"({"attrs":{"user:a":{"active":"no"}}})", "/attrs/user:a/active"},
                    bad_world{"TooFewParts", R"({"owners":[["user:a","table:m"]]})", "a name of 3 parts"},
                    bad_world{"TooManyParts", R"({"owners":[["user:a","schema:m.s.t"]]})", "a name of 2 parts"},
                    bad_world{"MemberThatIsNone", R"({"members":[["table:a.b.c","group:g"]]})", "/members/0/0"},
                    bad_world{"OwnersTurnedRound", R"({"owners":[["catalog:c","user:a"]]})", "/owners/0/0"},
                    bad_world{"WorkspaceAsGrantee", R"({"grants":[["ws:w","catalog:c",[]]]})", "/grants/0/0"},
                    bad_world{"ListOnASecurable", R"({"acls":[["user:a","catalog:c","CAN_USE"]]})", "/acls/0/1"},
                    bad_world{"UnknownLevel", R"({"acls":[["user:a","job:w:j","CAN_FLY"]]})", "/acls/0/2"},
                    bad_world{"UnknownLink", R"({"links":[["EATS","view:a.b.c","table:a.b.d"]]})", "/links/0/0"},
                    bad_world{"MisspeltPolicyWord", R"({"policies":[{"nmae":"p"}]})", "/policies/nmae"},
                    bad_world{"UnknownPrivilegeOfPolicy",
                              R"({"policies":[{"type":"GRANT","on":"catalog:c","privileges":["FLY"]}]})",
                              "/policies/0/privileges"},
                    bad_world{"UnknownGranteeOfPolicy", R"({"policies":[{"to":["alice"]}]})", "/policies/0/to"},
                    bad_world{"PrivilegesNoList", R"({"grants":[["user:a","catalog:c","SELECT"]]})", "/grants/0/2"}),
    [](const auto& row) { return row.param.name; });

} // namespace
} // namespace canreach::simulator
