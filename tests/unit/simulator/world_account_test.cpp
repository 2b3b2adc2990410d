#include <gtest/gtest.h>

#include <algorithm>

#include "simulator/truth.hpp"
#include "simulator/world_account.hpp"
#include "tests/unit/simulator/client.hpp"

namespace canreach::simulator::test {
namespace {

world_account made(std::string_view text) {
    return account_of(parse_world(text).value()).value();
}

constexpr std::string_view sayable = R"({
  "members": [["user:alice","group:de"], ["group:de","group:all"], ["sp:etl","group:de"], ["user:bob","wgroup:prod:ops"],
              ["group:de","wgroup:prod:ops"], ["user:root","builtin:prod:admins"], ["wgroup:prod:ops","wgroup:prod:outer"]],
  "assign": [["group:all","ws:prod","USER"], ["user:bob","ws:prod","ADMIN"], ["user:bob","ws:dev","USER"]],
  "roles": [["user:acc","account","account.admin"]],
  "owners": [["user:olga","table:main.sales.orders"], ["group:admins2","metastore:m1"]],
  "grants": [["group:all","catalog:main",["USE_CATALOG","SELECT"]], ["sp:etl","location:landing",["READ_FILES"]],
             ["group:account users","schema:main.sales",["USE_SCHEMA"]], ["user:alice","table:main.sales.orders",["ALL_PRIVILEGES"]]],
  "acls": [["user:alice","job:prod:nightly","CAN_MANAGE"], ["wgroup:prod:ops","folder:prod:/Prod","CAN_EDIT"],
           ["builtin:prod:users","tokens:prod","CAN_USE"], ["sp:etl","secrets:prod:kv","READ"],
           ["group:de","notebook:prod:/Prod/etl/load","CAN_RUN"], ["user:bob","warehouse:prod:w1","CAN_USE"],
           ["group:account users","app:prod:portal","CAN_USE"]],
  "links": [["READS","view:main.sales.v","table:main.sales.orders"], ["RUN_AS","job:prod:nightly","sp:etl"],
            ["USES","job:prod:nightly","notebook:prod:/Prod/etl/load"], ["APP_SP","app:prod:portal","sp:etl"],
            ["RUN_AS","pipeline:prod:bronze","sp:etl"]],
  "bind": [["catalog:main","ws:prod","READ_WRITE"],["catalog:main","ws:dev","READ_ONLY"]],
  "paths": {"location:landing":"s3://bkt/landing"},
  "attrs": {"catalog:main":{"isolation":"ISOLATED"},"user:olga":{"active":false},"group:de":{"source":"external"}}
})";

TEST(WorldAccount, SaysAllOfAWorldThatTheApiCanSay) {
    const auto both = made(sayable);
    for (const auto& row : both.unsaid) ADD_FAILURE() << text_of(row.what) << ": " << row.why;
}

TEST(WorldAccount, ReportsWhatItCannotSay) {
    const auto both = made(R"({
      "assign": [["user:a","ws:prod","USER"]],
      "grants": [["user:a","hschema:prod:s",["SELECT"]], ["user:a","table:main.s.t",["SELECT"]]],
      "roles": [["user:a","group:g","group.manager"]],
      "links": [["HOLDS","secrets:prod:kv","user:a"]],
      "policies": [{"name":"p","type":"GRANT","privileges":["SELECT"],"on":"catalog:main","to":["user:a"],"matches":[]}]
    })");
    const auto unsaid = [&](auto wanted) {
        return std::ranges::any_of(both.unsaid, [&](const unsaid_fact& row) { return wanted(row.what); });
    };
    EXPECT_TRUE(unsaid([](const fact& what) { return std::holds_alternative<policy_fact>(what); }));
    EXPECT_TRUE(unsaid([](const fact& what) { return std::holds_alternative<link_fact>(what); }));
    EXPECT_FALSE(unsaid([](const fact& what) {
        const auto* grant = std::get_if<grant_fact>(&what);
        return grant != nullptr && (grant->what == facet::unity || grant->what == facet::role);
    }));
}

TEST(WorldAccount, LeavesOutWhatNoCrawlCanReach) {
    // An isolated catalog bound nowhere, and a metastore without workspaces.
    const auto isolated =
        made(R"({"assign":[["user:a","ws:prod","USER"]],"grants":[["user:a","catalog:main",["SELECT"]]],
                                   "attrs":{"catalog:main":{"isolation":"ISOLATED"}}})");
    EXPECT_EQ(isolated.unsaid.size(), 2U); // the node and the grant
    EXPECT_EQ(isolated.unsaid[0].row, "catalog:main");
    EXPECT_EQ(isolated.unsaid[1].row, "grants [user:a, catalog:main]");
    const auto alone = made(R"({"grants":[["user:a","catalog:main",["SELECT"]]]})");
    EXPECT_EQ(alone.unsaid.size(), 2U);
}

TEST(WorldAccount, RefusesWhatWasNotCrawled) {
    const auto both =
        made(R"({"assign":[["user:a","ws:prod","USER"]],"grants":[["user:a","catalog:main",["USE_CATALOG"]]],
      "members":[["user:a","group:open"]],
      "owners":[["user:a","table:main.sales.orders"]],"not_crawled":["schema:main.sales","group:closed"]})");
    const auto gaps = gaps_of(both.made);
    ASSERT_EQ(gaps.size(), 2U);
    EXPECT_EQ(gaps[0].part, node_part::members);
    EXPECT_EQ(gaps[1].about.id, "main.sales");
    EXPECT_EQ(gaps[1].part, node_part::grants);
    EXPECT_EQ(gaps[1].how, outcome::refused);
    const auto shared = std::make_shared<const account>(made(R"({"assign":[["user:a","ws:prod","USER"]],
      "owners":[["user:a","table:main.sales.orders"]],"not_crawled":["schema:main.sales"]})")
                                                            .made);
    const client ask(shared);
    const auto& host = shared->workspaces[0].host;
    EXPECT_EQ(ask.get(host, "/api/2.1/unity-catalog/permissions/schema/main.sales").status, 403U);
    EXPECT_EQ(ask.get(host, "/api/2.1/unity-catalog/permissions/catalog/main").status, 200U);
}

TEST(WorldAccount, DependsOnTheWorldOnly) {
    EXPECT_EQ(hash_of_truth(made(sayable).made), hash_of_truth(made(sayable).made));
}

} // namespace
} // namespace canreach::simulator::test
