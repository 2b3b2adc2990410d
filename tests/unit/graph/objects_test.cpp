/// Workspace objects (rules W1–W9), roles (A1, A5, A6) and who counts in a workspace (M6), rule by rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "graph/access_graph.hpp"
#include "graph/operations.hpp"
#include "model/acl_levels.hpp"
#include "simulator/world.hpp"
#include "tests/support/memory_source.hpp"
#include "world_account.hpp"

namespace canreach::graph {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::SizeIs;
using testing::UnorderedElementsAre;

struct object_account : world_account {
    using world_account::world_account;

    std::vector<std::string> who(std::string_view word, const std::string& on, mode how = mode::effective) const {
        std::vector<std::string> names;
        const std::vector kinds{node_kind::user, node_kind::service_principal};
        for (const auto& row : graph.who(asks(word, how), id(on), kinds).rows) names.push_back(name(row.principal));
        return names;
    }
    std::vector<std::string> what(const std::string& who, std::string_view word, std::vector<node_kind> kinds = {},
                                  const std::string& within = {}) const {
        std::vector<std::string> names;
        const auto in = within.empty() ? no_node : id(within);
        for (const auto& row : graph.what(id(who), asks(word), kinds, in).rows) names.push_back(name(row.resource));
        return names;
    }
};

constexpr auto shop = R"({
    "members": [["user:ann", "group:eng"], ["user:bob", "group:ops"], ["user:dan", "wgroup:prod:crew"],
                ["group:ops", "wgroup:prod:watch"]],
    "assign": [["group:eng", "ws:prod", "USER"], ["user:bob", "ws:prod", "USER"], ["user:dan", "ws:prod", "USER"],
               ["user:root", "ws:prod", "ADMIN"], ["user:cy", "ws:dev", "USER"]],
    "acls": [["group:eng", "folder:prod:/Prod", "CAN_EDIT"], ["user:bob", "folder:prod:/Prod/etl", "CAN_RUN"],
             ["user:bob", "job:prod:nightly", "CAN_MANAGE_RUN"], ["user:ann", "job:prod:nightly", "IS_OWNER"],
             ["user:cy", "job:prod:nightly", "CAN_MANAGE"], ["wgroup:prod:crew", "job:prod:weekly", "CAN_VIEW"],
             ["group:ops", "job:prod:weekly", "CAN_MANAGE"], ["wgroup:prod:watch", "cluster:prod:c1", "CAN_RESTART"],
             ["builtin:prod:users", "secrets:prod:kv", "READ"], ["user:bob", "secrets:prod:kv", "MANAGE"],
             ["user:cy", "app:prod:portal", "CAN_USE"], ["user:cy", "dashboard:prod:sales", "CAN_READ"],
             ["user:cy", "dashboard:prod:draft", "CAN_READ"], ["builtin:prod:users", "tokens:prod:tokens", "CAN_USE"]],
    "links": [["PUBLISHED_AS", "dashboard:prod:sales", "user:ann"]],
    "roles": [["user:acc", "account", "account.admin"], ["user:gil", "group:eng", "group.manager"],
              ["user:sue", "sp:etl", "servicePrincipal.user"], ["group:ops", "sp:etl", "servicePrincipal.manager"],
              ["user:gus", "account", "group.manager"], ["user:tim", "group:eng", "group.assumer"]],
    "attrs": {"notebook:prod:/Prod/etl/load": {}, "notebook:prod:/Users/ann/own": {}, "notebook:prod:/Shared/x": {},
              "job:prod:other": {}, "user:zed": {"active": false}, "folder:prod:/Users/Bob": {}}
})";

TEST(Objects, LevelsDescendFromFoldersByName) { // W3
    const object_account in(shop);
    EXPECT_EQ(in.can("user:ann", "EDIT", "notebook:prod:/Prod/etl/load"), verdict::yes);
    EXPECT_EQ(in.can("user:ann", "EXPORT", "folder:prod:/Prod/etl"), verdict::yes);
    EXPECT_EQ(in.can("user:ann", "RUN", "folder:prod:/Prod/etl"), verdict::no);
    EXPECT_EQ(in.can("user:bob", "RUN", "notebook:prod:/Prod/etl/load"), verdict::yes);
    EXPECT_EQ(in.can("user:bob", "EDIT", "notebook:prod:/Prod/etl/load"), verdict::no);
    EXPECT_EQ(in.can("user:bob", "VIEW", "folder:prod:/Prod"), verdict::no);
}

TEST(Objects, FoldersOfSomebodyNeedNoEntry) { // W4
    const object_account in(shop);
    EXPECT_EQ(in.can("user:ann", "DELETE", "notebook:prod:/Users/ann/own"), verdict::yes);
    EXPECT_EQ(in.can("user:bob", "VIEW", "notebook:prod:/Users/ann/own"), verdict::no);
    EXPECT_EQ(in.can("user:bob", "CREATE", "folder:prod:/Users/Bob"), verdict::yes);
    EXPECT_EQ(in.can("user:dan", "EDIT", "notebook:prod:/Shared/x"), verdict::yes);
    EXPECT_EQ(in.can("user:cy", "EDIT", "notebook:prod:/Shared/x"), verdict::no);
    const auto rules = in.graph.rules_behind(in.id("user:dan"), in.asks("EDIT"), in.id("notebook:prod:/Shared/x"));
    EXPECT_THAT(rules, IsSupersetOf({"M4", "W3", "W4", "W7"}));
}

TEST(Objects, OwnersAreTheEntryAndManageLikeManagers) { // W1, W6
    const object_account in(shop);
    EXPECT_THAT(in.who("EDIT", "job:prod:nightly"), UnorderedElementsAre("user:ann", "user:root"));
    EXPECT_THAT(in.who("IS OWNER", "job:prod:nightly"), ElementsAre("user:ann"));
    EXPECT_THAT(in.who("CAN MANAGE RUN", "job:prod:nightly", mode::granted),
                UnorderedElementsAre("user:ann", "user:bob", "user:cy", "user:root"));
    EXPECT_THAT(in.who("CAN MANAGE", "job:prod:nightly"), UnorderedElementsAre("user:ann", "user:root"));
}

TEST(Objects, EffectiveAsksForTheWorkspace) { // W7
    const object_account in(shop);
    EXPECT_EQ(in.can("user:cy", "EDIT", "job:prod:nightly", mode::granted), verdict::yes);
    const auto told = in.graph.can(in.id("user:cy"), in.asks("EDIT"), in.id("job:prod:nightly"));
    EXPECT_EQ(told.how, verdict::no);
    ASSERT_THAT(told.missing, SizeIs(1));
    EXPECT_EQ(told.missing[0].kind, missing_part::what::workspace);
    EXPECT_EQ(in.name(told.missing[0].workspace), "ws:prod");
}

TEST(Objects, SomeThingsAreReachedFromOutside) { // W7
    const object_account in(shop);
    EXPECT_EQ(in.can("user:cy", "USE", "app:prod:portal"), verdict::yes);
    EXPECT_EQ(in.can("user:cy", "EDIT", "app:prod:portal"), verdict::no);
    EXPECT_EQ(in.can("user:cy", "VIEW", "dashboard:prod:sales"), verdict::yes);
    EXPECT_EQ(in.can("user:cy", "VIEW", "dashboard:prod:draft"), verdict::no);
    EXPECT_THAT(in.what("user:cy", "REACH", {node_kind::app, node_kind::dashboard, node_kind::job}),
                UnorderedElementsAre("app:prod:portal", "dashboard:prod:sales"));
}

TEST(Objects, LocalGroupsCountAndUnassignedOnesDoNot) { // M6
    const object_account in(shop);
    EXPECT_EQ(in.can("user:dan", "VIEW", "job:prod:weekly"), verdict::yes);
    EXPECT_EQ(in.can("user:bob", "VIEW", "job:prod:weekly"), verdict::no); // `ops` itself is outside
    auto carried = in.asks("VIEW");
    carried.profile.set(unassigned_groups::carry);
    EXPECT_EQ(in.graph.can(in.id("user:bob"), carried, in.id("job:prod:weekly")).how, verdict::yes);
    // An account group inside a local one carries its members there.
    EXPECT_EQ(in.can("user:bob", "RESTART", "cluster:prod:c1"), verdict::yes);
    EXPECT_EQ(in.can("user:bob", "EDIT", "cluster:prod:c1"), verdict::no);
}

TEST(Objects, TheOrderOfFolderLevelsIsInDoubt) { // W1, profile folder_order
    const object_account in(shop);
    auto run = in.asks("RUN");
    const auto etl = in.id("folder:prod:/Prod");
    EXPECT_EQ(in.graph.can(in.id("user:ann"), run, etl).how, verdict::no);
    run.profile.set(folder_order::run_below_edit);
    EXPECT_EQ(in.graph.can(in.id("user:ann"), run, etl).how, verdict::yes);
}

TEST(Objects, SecretsAndTokens) { // W8, W9
    const object_account in(shop);
    EXPECT_THAT(in.who("READ", "secrets:prod:kv"),
                UnorderedElementsAre("user:ann", "user:bob", "user:dan", "user:root"));
    EXPECT_THAT(in.who("WRITE", "secrets:prod:kv"), UnorderedElementsAre("user:bob", "user:root"));
    EXPECT_THAT(in.who("MANAGE", "secrets:prod:kv"), UnorderedElementsAre("user:bob", "user:root"));
    EXPECT_EQ(in.can("user:dan", "USE", "tokens:prod:tokens"), verdict::yes);
    EXPECT_EQ(in.can("user:cy", "USE", "tokens:prod:tokens"), verdict::no);
}

TEST(Objects, RolesAreAbilities) { // A1, A5, A6, M9, T1, T2
    const object_account in(shop);
    EXPECT_THAT(in.who("MANAGE", "group:eng"), UnorderedElementsAre("user:acc", "user:gil", "user:gus"));
    EXPECT_THAT(in.who("MANAGE", "wgroup:prod:crew"), ElementsAre("user:root"));
    EXPECT_THAT(in.who("ASSUME", "group:eng"), UnorderedElementsAre("user:ann", "user:tim"));
    EXPECT_THAT(in.who("USE", "sp:etl"), ElementsAre("user:sue"));
    EXPECT_THAT(in.who("MANAGE", "sp:etl"), UnorderedElementsAre("user:acc", "user:bob"));
    EXPECT_THAT(in.who("MANAGE", "account"), ElementsAre("user:acc"));
    EXPECT_THAT(in.who("MANAGE", "ws:prod"), ElementsAre("user:root"));
    EXPECT_THAT(in.who("USE", "ws:dev"), ElementsAre("user:cy"));
    EXPECT_THAT(in.what("user:gus", "MANAGE", {node_kind::group}), Contains("group:ops"));
}

TEST(Objects, WhatListsInTreeOrder) {
    const object_account in(shop);
    EXPECT_THAT(in.what("user:ann", "VIEW", {node_kind::folder, node_kind::notebook}, "folder:prod:/Prod"),
                ElementsAre("folder:prod:/Prod", "folder:prod:/Prod/etl", "notebook:prod:/Prod/etl/load"));
    EXPECT_THAT(in.what("user:root", "EDIT", {node_kind::job}),
                UnorderedElementsAre("job:prod:nightly", "job:prod:other", "job:prod:weekly"));
    EXPECT_THAT(in.what("user:cy", "EDIT", {node_kind::job}), IsEmpty());
}

TEST(Objects, ExplanationsNameEntriesFoldersAndAssignments) {
    const object_account in(shop);
    const auto told = in.graph.explain(in.id("user:ann"), in.asks("EDIT"), in.id("notebook:prod:/Prod/etl/load"));
    ASSERT_THAT(told.prerequisites, SizeIs(2));
    EXPECT_EQ(told.prerequisites[0].what.kind, missing_part::what::level);
    EXPECT_EQ(told.prerequisites[0].what.bit, static_cast<unsigned>(acl_level::can_edit));
    ASSERT_THAT(told.prerequisites[0].witnesses, SizeIs(1));
    EXPECT_EQ(in.name(told.prerequisites[0].witnesses[0].back().to), "folder:prod:/Prod");
    ASSERT_THAT(told.workspaces, SizeIs(1));
    EXPECT_EQ(told.workspaces[0].second.front().back().kind, witness_step::what::assignment);
    const auto refused = in.graph.explain(in.id("user:bob"), in.asks("EDIT"), in.id("job:prod:other"));
    ASSERT_FALSE(refused.additions.empty());
    EXPECT_EQ(refused.additions[0][0].kind, missing_part::what::level);
    EXPECT_EQ(refused.additions[0][0].bit, static_cast<unsigned>(acl_level::can_manage));
    EXPECT_THAT(in.graph.via(in.id("user:root"), in.asks("EDIT"), in.id("job:prod:other")),
                ElementsAre(via_item{via_item::how::workspace_admin, in.id("ws:prod")}));
}

TEST(Objects, UnreadListsAreUnknown) { // K1
    const object_account in(R"({
        "assign": [["user:ann", "ws:prod", "USER"], ["user:bob", "ws:dev", "USER"]],
        "attrs": {"notebook:prod:/Prod/x": {}, "job:prod:nightly": {}},
        "not_crawled": ["folder:prod:/Prod"]})");
    EXPECT_EQ(in.can("user:ann", "EDIT", "notebook:prod:/Prod/x"), verdict::unknown);
    EXPECT_EQ(in.can("user:bob", "EDIT", "notebook:prod:/Prod/x"), verdict::no);
    EXPECT_EQ(in.can("user:ann", "EDIT", "job:prod:nightly"), verdict::no);
    const auto told = in.graph.can(in.id("user:ann"), in.asks("EDIT"), in.id("notebook:prod:/Prod/x"));
    ASSERT_THAT(told.gaps, SizeIs(1));
    EXPECT_EQ(in.name(in.graph.gaps()[told.gaps[0]].about), "folder:prod:/Prod");
}

constexpr auto computing = R"({
    "members": [["user:ann", "group:eng"], ["user:bob", "group:eng"]],
    "assign": [["group:account users", "ws:prod", "USER"], ["user:root", "ws:prod", "ADMIN"],
               ["group:account users", "ws:dev", "USER"]],
    "grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
               ["user:root", "catalog:main", ["SELECT"]]],
    "acls": [["user:ann", "warehouse:prod:w1", "CAN_USE"], ["user:vic", "warehouse:prod:w1", "CAN_VIEW"],
             ["user:cy", "cluster:prod:shared", "CAN_ATTACH_TO"], ["user:cy", "cluster:prod:open", "CAN_MANAGE"],
             ["user:open", "cluster:prod:open", "CAN_MANAGE"], ["user:bob", "cluster:prod:bobs", "CAN_ATTACH_TO"],
             ["user:dan", "cluster:prod:bobs", "CAN_MANAGE"], ["user:leg", "cluster:prod:legacy", "CAN_RESTART"]],
    "links": [["SINGLE_USER", "cluster:prod:bobs", "user:bob"]],
    "attrs": {"table:main.sales.orders": {}, "cluster:prod:shared": {"mode": "USER_ISOLATION"},
              "cluster:prod:open": {"mode": "NONE"}, "cluster:prod:bobs": {"mode": "SINGLE_USER"},
              "cluster:prod:legacy": {"mode": "LEGACY_TABLE_ACL"}}
})";

TEST(Compute, IsAWarehouseToRunOrAClusterThatSuits) { // T7
    const object_account in(computing);
    auto asked = in.asks("SELECT");
    const auto orders = in.id("table:main.sales.orders");
    EXPECT_EQ(in.graph.can(in.id("user:vic"), asked, orders).how, verdict::yes);
    asked.compute = true;
    std::vector<std::string> names;
    for (const auto& row : in.graph.who(asked, orders, std::vector{node_kind::user}).rows)
        names.push_back(in.name(row.principal));
    EXPECT_THAT(names, UnorderedElementsAre("user:ann", "user:cy", "user:bob", "user:root"));
    for (const auto* who :
         {"user:ann", "user:cy", "user:bob", "user:root", "user:vic", "user:open", "user:dan", "user:leg"}) {
        const auto can = in.graph.can(in.id(who), asked, orders);
        EXPECT_EQ(can.how == verdict::yes, std::ranges::find(names, who) != names.end()) << who;
        EXPECT_LE(can.workspaces.size(), 1U); // there is none in dev
    }
    EXPECT_THAT(in.graph.what(in.id("user:ann"), asked, {}, no_node).rows, SizeIs(1));
    EXPECT_THAT(in.graph.what(in.id("user:vic"), asked, {}, no_node).rows, IsEmpty());
    const auto told = in.graph.can(in.id("user:vic"), asked, orders);
    ASSERT_THAT(told.missing, SizeIs(1));
    EXPECT_EQ(told.missing[0].kind, missing_part::what::compute);
    EXPECT_THAT(in.graph.rules_behind(in.id("user:vic"), asked, orders), Contains("T7"));
    const auto why = in.graph.explain(in.id("user:ann"), asked, orders);
    EXPECT_EQ(why.prerequisites.back().what.kind, missing_part::what::compute);
    ASSERT_THAT(why.prerequisites.back().witnesses, SizeIs(1));
    EXPECT_EQ(in.name(why.prerequisites.back().witnesses[0].back().to), "warehouse:prod:w1");
}

TEST(Compute, AsksForEntitlementsWhereTheyAreKnown) { // T7
    const object_account in(R"({
        "members": [["user:ann", "group:sql"], ["user:bob", "group:code"]],
        "assign": [["group:account users", "ws:prod", "USER"]],
        "grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "roles": [["group:sql", "ws:prod", "databricks-sql-access"], ["group:code", "ws:prod", "workspace-access"],
                  ["user:mak", "ws:prod", "workspace-access"], ["user:mak", "ws:prod", "allow-cluster-create"]],
        "acls": [["group:account users", "warehouse:prod:w1", "CAN_USE"], ["user:bob", "cluster:prod:c", "CAN_ATTACH_TO"],
                 ["user:ann", "cluster:prod:c", "CAN_ATTACH_TO"]],
        "attrs": {"table:main.sales.orders": {}, "user:cy": {}, "cluster:prod:c": {"mode": "USER_ISOLATION"}}})");
    auto asked = in.asks("SELECT");
    asked.compute = true;
    std::vector<std::string> names;
    for (const auto& row : in.graph.who(asked, in.id("table:main.sales.orders"), std::vector{node_kind::user}).rows)
        names.push_back(in.name(row.principal));
    EXPECT_THAT(names, UnorderedElementsAre("user:ann", "user:bob", "user:mak"));
}

TEST(Objects, LogsAreOpenWhereNothingIsIsolated) { // W1
    const object_account in(R"({
        "assign": [["user:j", "ws:prod", "USER"], ["user:k", "ws:prod", "USER"], ["user:out", "ws:dev", "USER"]],
        "acls": [["user:j", "cluster:prod:none", "CAN_ATTACH_TO"], ["user:j", "cluster:prod:std", "CAN_RESTART"],
                 ["user:k", "cluster:prod:std", "CAN_MANAGE"], ["user:out", "cluster:prod:none", "CAN_ATTACH_TO"],
                 ["user:j", "cluster:prod:plain", "CAN_RESTART"]],
        "attrs": {"cluster:prod:none": {"mode": "NONE"}, "cluster:prod:std": {"mode": "USER_ISOLATION"},
                  "cluster:prod:plain": {}}})");
    EXPECT_EQ(in.can("user:j", "LOGS", "cluster:prod:none"), verdict::yes);
    EXPECT_EQ(in.can("user:j", "LOGS", "cluster:prod:plain"), verdict::yes); // no mode isolates nobody
    EXPECT_EQ(in.can("user:j", "LOGS", "cluster:prod:std"), verdict::no);
    EXPECT_EQ(in.can("user:k", "LOGS", "cluster:prod:std"), verdict::yes);
    EXPECT_EQ(in.can("user:j", "EDIT", "cluster:prod:none"), verdict::no);
    EXPECT_EQ(in.can("user:out", "LOGS", "cluster:prod:none"), verdict::no);
    EXPECT_EQ(in.can("user:out", "LOGS", "cluster:prod:none", mode::granted), verdict::yes);
    EXPECT_THAT(in.who("LOGS", "cluster:prod:none"), ElementsAre("user:j"));
    EXPECT_THAT(in.what("user:j", "LOGS"), UnorderedElementsAre("cluster:prod:none", "cluster:prod:plain"));
    const auto told = in.graph.can(in.id("user:k"), in.asks("LOGS"), in.id("cluster:prod:none"));
    ASSERT_THAT(told.missing, SizeIs(1));
    EXPECT_EQ(told.missing[0].bit, static_cast<unsigned>(acl_level::can_attach_to));
    // Clusters that differ in this are not told as one.
    const std::vector clusters{in.id("cluster:prod:none"), in.id("cluster:prod:std")};
    auto anything = in.asks("REACH");
    for (const auto* who : {"user:j", "user:k"}) {
        std::vector<std::string> names;
        for (const auto& [what, how] : in.graph.actions_on(in.id(who), anything, clusters[0]))
            names.push_back(name_of(what, {}));
        EXPECT_EQ(std::ranges::find(names, "LOGS") != names.end(), std::string_view(who) == "user:j");
    }
    EXPECT_NE(in.graph.alike(in.id("user:k"), anything, clusters)[1], 0U);
}

TEST(Objects, LogsOfClustersOfWhichNobodyKnowsMayBeOpen) { // W1, K1
    auto world = simulator::parse_world(R"({
        "assign": [["user:j", "ws:prod", "USER"], ["user:k", "ws:prod", "USER"]],
        "acls": [["user:j", "cluster:prod:new", "CAN_ATTACH_TO"], ["user:j", "cluster:prod:unread", "CAN_RESTART"],
                 ["user:k", "cluster:prod:new", "CAN_MANAGE"]],
        "attrs": {"cluster:prod:new": {"mode": "MODE_OF_TOMORROW"}, "cluster:prod:unread": {}}})")
                     .value();
    world.gaps.push_back(
        {world.keys.at("cluster:prod:unread"), node_part::attributes, outcome::refused, "clusters", "in vain"});
    const object_account in(std::move(world));
    EXPECT_EQ(in.can("user:j", "LOGS", "cluster:prod:new"), verdict::unknown);
    EXPECT_EQ(in.can("user:k", "LOGS", "cluster:prod:new"), verdict::yes);
    EXPECT_EQ(in.can("user:k", "LOGS", "cluster:prod:unread"), verdict::no); // no level on it at all
    EXPECT_THAT(in.what("user:j", "LOGS"), UnorderedElementsAre("cluster:prod:new", "cluster:prod:unread"));
    const auto word = in.graph.can(in.id("user:j"), in.asks("LOGS"), in.id("cluster:prod:new"));
    ASSERT_FALSE(word.missing.empty());
    EXPECT_EQ(word.missing[0].kind, missing_part::what::enforcement);
    EXPECT_EQ(in.name(word.missing[0].on), "cluster:prod:new");
    EXPECT_THAT(word.gaps, IsEmpty());
    const auto unread = in.graph.can(in.id("user:j"), in.asks("LOGS"), in.id("cluster:prod:unread"));
    EXPECT_EQ(unread.how, verdict::unknown);
    ASSERT_THAT(unread.gaps, SizeIs(1));
    EXPECT_EQ(in.graph.gaps()[unread.gaps[0]].part, node_part::attributes);
}

TEST(Objects, WordsOfSecurablesMeanAbilities) {
    const object_account in(shop);
    EXPECT_EQ(in.can("user:ann", "MANAGE", "job:prod:nightly", mode::granted), verdict::yes);
    EXPECT_EQ(in.can("user:ann", "DELETE", "job:prod:nightly"), verdict::yes);
    EXPECT_FALSE(applies_to(in.asks("SELECT").actions[0], node_kind::job));
    EXPECT_FALSE(applies_to(in.asks("EDIT").actions[0], node_kind::table));
    EXPECT_EQ(in.can("user:ann", "SELECT", "job:prod:nightly"), verdict::no);
    const auto listed = in.graph.actions_on(in.id("user:bob"), {}, in.id("job:prod:nightly"));
    std::vector<std::string> names;
    for (const auto& [what, how] : listed) names.push_back(name_of(what, {}));
    EXPECT_THAT(names, UnorderedElementsAre("CANCEL", "RUN", "VIEW"));
}

} // namespace
} // namespace canreach::graph
