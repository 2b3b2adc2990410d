#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "audit/access_diff.hpp"
#include "audit/fact_diff.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

using test::shown;
using test::test_account;

/// World files number principals in their order, so every world begins with the same ones.
std::string world_of(const std::string& rest) {
    return R"({"attrs": {"user:alice": {}, "user:bob": {}, "user:olga": {}, "group:readers": {}, "group:staff": {}},
        "paths": {},)" +
           rest + "}";
}
const std::string usual = R"("assign": [["user:alice", "ws:prod", "USER"], ["user:bob", "ws:prod", "USER"]],
    "owners": [["user:olga", "table:main.sales.orders"]],)";

dossier diff(test_account& then, test_account& now, const diff_filter& only = {}) {
    const auto made = diff_access({then.snapshot(), then.facts()}, {now.snapshot(), now.facts()}, only);
    return made ? *made : (ADD_FAILURE() << made.error().to_string(), dossier{});
}
std::string access_between(const std::string& then, const std::string& now, const diff_filter& only = {}) {
    test_account before(world_of(then)), after(world_of(now));
    return shown(diff(before, after, only), "access");
}

TEST(AccessDiff, TellsTheMembershipThatWasLost) {
    const std::string grants = usual + R"("grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]],
        ["group:readers", "schema:main.sales", ["SELECT"]]])";
    EXPECT_EQ(access_between(R"("members": [["user:alice", "group:readers"], ["user:bob", "group:readers"]],)" + grants,
                             R"("members": [["user:bob", "group:readers"]],)" + grants,
                             {{}, {}, {"main.sales.orders"}}),
              "lost | user | alice | table | main.sales.orders | SELECT | removed: user alice in group readers\n");
}

TEST(AccessDiff, TellsTheGrantThatCameAndWhatOfItIsNew) {
    const auto with = [](const std::string& privileges) {
        return usual + R"("grants": [["user:alice", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]],
            ["user:alice", "schema:main.sales", [)" +
               privileges + "]]]";
    };
    EXPECT_EQ(
        access_between(with(R"("SELECT")"), with(R"("SELECT", "MODIFY")"), {{"alice"}, {}, {"main.sales.orders"}}),
        "gained | user | alice | table | main.sales.orders | MODIFY | "
        "changed: SELECT → MODIFY, SELECT on schema main.sales to user alice\n");
}

// What rests on no word of Unity Catalog: privileges of Hive, and what owners do there (H10).
TEST(AccessDiff, TellsOperationsThatNoPrivilegeStandsFor) {
    const auto world = [](const std::string& owner, const std::string& privileges) {
        return R"("assign": [["user:alice", "ws:prod", "USER"], ["user:bob", "ws:prod", "USER"]],
            "owners": [["user:)" +
               owner + R"(", "hschema:prod:s"]], "grants": [["user:alice", "hschema:prod:s", [)" + privileges + "]]]";
    };
    EXPECT_EQ(access_between(world("olga", R"("USAGE", "CREATE_NAMED_FUNCTION")"), world("olga", R"("USAGE")")),
              "lost | user | alice | hschema | prod:hive_metastore.s | CREATE NAMED FUNCTION | changed: CREATE NAMED "
              "FUNCTION, "
              "USAGE → USAGE on hschema s to user alice\n");
    EXPECT_EQ(access_between(world("alice", R"("ALL_PRIVILEGES")"), world("olga", R"("ALL_PRIVILEGES")")),
              "lost | user | alice | hschema | prod:hive_metastore.s | GRANT, SET OWNER, DROP SCHEMA | removed: user "
              "alice owns "
              "hschema s\n");
}

TEST(AccessDiff, TellsAnotherWayThatStays) {
    const std::string both = usual + R"("members": [["user:alice", "group:readers"], ["user:alice", "group:staff"]],
        "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["group:staff", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]])";
    const std::string one = usual + R"("members": [["user:alice", "group:readers"]],
        "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["group:staff", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]])";
    EXPECT_EQ(access_between(both, one, {{"alice"}, {}, {"main.sales.orders"}}), "");
}

TEST(AccessDiff, TellsBindingsOwnersAndDeactivation) {
    const std::string grants = R"("assign": [["user:alice", "ws:prod", "USER"]], "members": [],
        "grants": [["user:alice", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],)";
    const diff_filter only{{"alice"}, {}, {"main.sales.orders"}};
    test_account open(R"({"attrs": {"user:alice": {}, "table:main.sales.orders": {}}, )" + grants +
                      R"("workspaces": ["ws:prod", "ws:dev"]})");
    test_account bound(
        R"({"attrs": {"user:alice": {}, "catalog:main": {"isolation": "ISOLATED"}, "table:main.sales.orders": {}}, )" +
        grants + R"("workspaces": ["ws:prod", "ws:dev"], "bind": [["catalog:main", "ws:dev", "READ_WRITE"]]})");
    test_account gone(R"({"attrs": {"user:alice": {"active": false}, "table:main.sales.orders": {}}, )" + grants +
                      R"("workspaces": ["ws:prod", "ws:dev"]})");
    const auto shut = shown(diff(open, bound, only), "access");
    EXPECT_TRUE(shut.starts_with("lost | user | alice | table | main.sales.orders | ")) << shut;
    EXPECT_NE(shut.find("added: READ_WRITE of catalog main to ws dev"), std::string::npos) << shut;
    const auto inactive = shown(diff(open, gone, only), "access");
    EXPECT_NE(inactive.find("changed: user alice: alice → alice, inactive"), std::string::npos) << inactive;
}

/// V1: two views break, each since its owner lost what it reads another way; who reads them kept everything.
TEST(AccessDiff, TellsWhatTheOwnerOfAViewLost) {
    const auto world = [](const std::string& members, const std::string& grants) {
        return R"("assign": [["user:alice", "ws:prod", "USER"]], "members": [)" + members + R"(],
            "owners": [["user:olga", "view:main.sales.by_group"], ["user:bob", "view:main.sales.by_grant"],
                       ["group:staff", "view:main.sales.above"]],
            "links": [["READS", "view:main.sales.by_group", "table:lake.raw.orders"],
                      ["READS", "view:main.sales.by_grant", "table:lake.raw.orders"],
                      ["READS", "view:main.sales.above", "view:main.sales.by_group"]],
            "grants": [["user:alice", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                       ["group:staff", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                       ["group:readers", "catalog:lake", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]])" +
               grants + "]";
    };
    const auto before = world(R"(["user:olga", "group:readers"])",
                              R"(, ["user:bob", "catalog:lake", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]])");
    const auto after = world("", "");
    const std::string by_group = "removed: user olga in group readers";
    const std::string by_grant = "removed: SELECT, USE CATALOG, USE SCHEMA on catalog lake to user bob";
    const auto lines = [](std::string_view kind, const std::string& group, const std::string& grant) {
        std::string text;
        for (const auto& [view, cause] :
             {std::pair{"above", group}, std::pair{"by_grant", grant}, std::pair{"by_group", group}})
            text += fmt::format("{} | user | alice | view | main.sales.{} | SELECT | {}\n", kind, view, cause);
        return text;
    };
    const diff_filter only{{"alice"}, {}, {"main.sales"}};
    EXPECT_EQ(access_between(before, after, only), lines("lost", by_group, by_grant));
    EXPECT_EQ(access_between(after, before, only),
              lines("gained", "added: user olga in group readers",
                    "added: SELECT, USE CATALOG, USE SCHEMA on catalog lake to user bob"));
}

TEST(AccessDiff, NeverCallsLostWhatWasNotRead) {
    const std::string read =
        usual + R"("grants": [["user:alice", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]])";
    const std::string unread = usual + R"("grants": [], "not_crawled": ["catalog:main"])";
    const diff_filter only{{"alice"}, {}, {"main.sales.orders"}};
    EXPECT_EQ(
        access_between(read, unread, only),
        "not read | user | alice | table | main.sales.orders | SELECT | not read: SELECT, USE CATALOG, USE SCHEMA on "
        "catalog main to user alice\n");
    const auto back = access_between(unread, read, only);
    EXPECT_TRUE(back.starts_with("not read before | ")) << back;
}

TEST(AccessDiff, FindsNothingBetweenAnAccountAndItself) {
    const auto text = world_of(
        usual + R"("not_crawled": ["schema:main.hr"], "grants": [["user:alice", "catalog:main", ["SELECT"]]])");
    test_account then(text), now(text);
    const auto made = diff(then, now);
    for (const auto& section : made.sections) EXPECT_TRUE(section.table.rows.empty()) << section.id;
    EXPECT_FALSE(has_changes(made));
}

TEST(AccessDiff, ShowsOnlyWhatWasAskedFor) {
    const std::string then = usual + R"("members": [["user:bob", "group:readers"]],
        "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["user:alice", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]])";
    const std::string now = usual + R"("members": [["user:bob", "group:readers"]], "grants": [])";
    const auto group = access_between(then, now, {{}, {"readers"}, {}});
    EXPECT_NE(group.find("lost | user | bob | table | main.sales.orders"), std::string::npos) << group;
    EXPECT_EQ(group.find("alice"), std::string::npos) << group;
    const auto resource = access_between(then, now, {{}, {}, {"main"}});
    EXPECT_NE(resource.find("lost | user | alice | catalog | main"), std::string::npos) << resource;
    EXPECT_NE(resource.find("lost | user | bob | schema | main.sales"), std::string::npos) << resource;
    test_account before(world_of(then)), after(world_of(now));
    const auto facts = diff_facts(before.snapshot(), after.snapshot(), {{"alice"}, {}, {}}).value();
    EXPECT_EQ(shown(facts, "grants"),
              "removed | catalog | main | user | alice | unity | SELECT, USE CATALOG, USE SCHEMA | \n");
    const auto unknown = diff_facts(before.snapshot(), after.snapshot(), {{"alcie"}, {}, {}});
    ASSERT_FALSE(unknown);
    EXPECT_TRUE(unknown.error().is(errc::not_found));
}

TEST(FactDiff, TellsPoliciesAndPartsOfListsThatWereNotRead) {
    const std::string rule =
        R"("policies": [{"name": "deny", "type": "DENY", "privileges": ["SELECT"], "on": "catalog:main",
        "to": ["group:readers"], "except": [], "matches": ["table:main.sales.orders"]}])";
    test_account then(world_of(usual + R"("policies": [])")), now(world_of(usual + rule));
    const auto made = diff_facts(then.snapshot(), now.snapshot()).value();
    EXPECT_EQ(shown(made, "policies"),
              "added | catalog | main |  |  | deny |  | DENY SELECT, to readers, matching main.sales.orders\n");
    test_account whole(world_of(usual + R"("grants": [["user:alice", "catalog:main", ["SELECT", "MODIFY"]]])"));
    test_account part(
        world_of(usual + R"("grants": [["user:alice", "catalog:main", ["SELECT"]]], "not_crawled": ["catalog:main"])"));
    EXPECT_EQ(shown(diff_facts(whole.snapshot(), part.snapshot()).value(), "grants"),
              "not read | catalog | main | user | alice | unity | MODIFY, SELECT | SELECT\n");
}

} // namespace
} // namespace canreach::audit
