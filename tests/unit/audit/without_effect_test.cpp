#include <gtest/gtest.h>

#include <array>
#include <string>

#include "audit/redundancy.hpp"
#include "audit/without_effect.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

using test::shown;
using test::test_account;

struct world_and_finding {
    const char* name;
    const char* world;
    const char* found; ///< principal kind, name, resource kind, name, privileges, why
};

/// ann is in the workspace `prod` and may read `main.s.t`.
constexpr auto reader = R"("assign": [["user:ann", "ws:prod", "USER"], ["group:readers", "ws:prod", "USER"]],
    "grants": [["user:ann", "catalog:main", ["USE_CATALOG"]], ["user:ann", "schema:main.s", ["USE_SCHEMA"]],
               ["user:ann", "table:main.s.t", ["SELECT"]])";

TEST(WithoutEffect, TellsWhatNobodyCanUse) {
    const world_and_finding table[] = {
        {"everything is of use", R"(]})", ""},
        {"a schema is closed to the holder", R"(, ["user:ann", "table:main.other.t", ["SELECT"]]]})",
         "user | ann | table | main.other.t | SELECT | USE SCHEMA on main.other is missing\n"},
        {"what it is held on is empty, though a table would do",
         R"(, ["user:ann", "schema:main.s", ["USE_SCHEMA", "EXECUTE"]]]})", ""},
        {"nothing there that it applies to", R"(, ["user:ann", "catalog:bare", ["EXECUTE"]]]})",
         "user | ann | catalog | bare | EXECUTE | nothing there that it applies to\n"},
        {"a group without members", R"(, ["group:empty", "table:main.s.t", ["SELECT"]]]})",
         "group | empty | table | main.s.t | SELECT | nobody active lies in the group\n"},
        {"one of several members suffices",
         R"(, ["group:readers", "table:main.s.t", ["MODIFY"]]], "members": [["user:ann", "group:readers"], ["user:zoe", "group:readers"]]})",
         ""},
        {"no member suffices",
         R"(, ["group:readers", "table:main.s.t", ["MODIFY"]]], "members": [["user:zoe", "group:readers"]]})",
         "group | readers | table | main.s.t | MODIFY | USE SCHEMA on main.s is missing (said of zoe)\n"},
        {"a group of one workspace", R"(, ["wgroup:prod:l", "table:main.s.t", ["SELECT"]]]})",
         "group | l | table | main.s.t | SELECT | Unity Catalog ignores groups of one workspace\n"},
        {"ALL PRIVILEGES count by what they stand for", R"(, ["user:ann", "schema:main.s", ["ALL_PRIVILEGES"]]]})", ""},
        {"no workspace at all", R"(, ["user:eve", "catalog:main", ["ALL_PRIVILEGES"]]]})",
         "user | eve | catalog | main | ALL PRIVILEGES | no workspace from which it is reached is open to them\n"},
        {"privileges on a metastore stay there", R"(, ["user:ann", "metastore:m1", ["SELECT"]]]})",
         "user | ann | metastore | m1 | SELECT | nothing there that it applies to\n"},
    };
    for (const auto& [name, world, found] : table) {
        SCOPED_TRACE(name);
        test_account in(std::string("{") + reader + world);
        auto view = in.view();
        EXPECT_EQ(shown(audit_redundancy(view, {}).value(), "without_effect"), found);
    }
}

TEST(WithoutEffect, ManyHoldersAreAskedTargetByTarget) {
    std::string members, assigned;
    for (int i = 0; i < 30; ++i) {
        members += (i == 0 ? "" : ",") + std::string(R"(["user:m)") + std::to_string(i) + R"(", "group:many"])";
        assigned += std::string(R"(,["user:m)") + std::to_string(i) + R"(", "ws:prod", "USER"])";
    }
    const auto world = [&](const char* more) {
        return R"({"members": [)" + members + R"(], "assign": [["group:many", "ws:prod", "USER"])" + assigned +
               R"(], "grants": [["group:many", "schema:main.s", ["SELECT"]], ["group:many", "table:main.s.t", ["MODIFY"]])" +
               more + "]}";
    };
    const auto found = [](const std::string& text) {
        test_account in(text);
        auto view = in.view();
        return shown(audit_redundancy(view, {}).value(), "without_effect");
    };
    EXPECT_EQ(found(world("")),
              "group | many | schema | main.s | SELECT | USE SCHEMA on main.s is missing (said of m0)\n"
              "group | many | table | main.s.t | MODIFY | USE SCHEMA on main.s is missing (said of m0)\n");
    // The last of them can.
    EXPECT_EQ(found(world(R"(, ["user:m9", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]])")), "");
}

TEST(WithoutEffect, UsersOfAWorkspaceHaveANameInUnityCatalog) { // M5
    test_account in(R"({"assign": [["user:ann", "ws:prod", "USER"]], "attrs": {"table:main.s.t": {}},
        "grants": [["builtin:prod:users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]]})");
    auto view = in.view();
    EXPECT_EQ(shown(audit_redundancy(view, {}).value(), "without_effect"), "");
}

TEST(WithoutEffect, UsersOfAWorkspaceHoldUpViewsOfThoseWhoCanEnter) { // M5, V1
    test_account in(R"({"assign": [["user:ann", "ws:prod", "USER"], ["user:gone", "ws:prod", "USER"]],
        "attrs": {"user:gone": {"active": false}},
        "links": [["READS", "view:main.s.v", "table:main.b.t"]], "owners": [["user:gone", "view:main.s.v"]],
        "grants": [["user:gone", "schema:main.b", ["USE_SCHEMA"]], ["user:gone", "catalog:main", ["USE_CATALOG"]],
                   ["user:ann", "catalog:main", ["USE_CATALOG"]], ["user:ann", "schema:main.s", ["USE_SCHEMA", "SELECT"]],
                   ["builtin:prod:users", "table:main.b.t", ["SELECT"]]]})");
    auto view = in.view();
    EXPECT_EQ(shown(audit_redundancy(view, {}).value(), "without_effect"), "");
}

TEST(WithoutEffect, OneMemberWhoCannotIsNotAllWhereMoreMayBe) {
    test_account in(R"({"members": [["user:ann", "group:g"], ["group:h", "group:g"]], "not_crawled": ["group:h"],
        "assign": [["user:bob", "ws:prod", "USER"]],
        "grants": [["user:bob", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]], ["group:g", "table:main.s.t", ["SELECT"]]]})");
    auto view = in.view();
    const auto made = audit_redundancy(view, {}).value();
    EXPECT_EQ(shown(made, "without_effect"), "");
    EXPECT_FALSE(made.coverage("without_effect").empty());
}

TEST(WithoutEffect, WhatWasNotListedMayBeThere) {
    const std::string world = R"({"assign": [["user:ann", "ws:prod", "USER"]], "attrs": {"schema:main.empty": {}},
        "grants": [["user:ann", "schema:main.empty", ["SELECT"]]]})";
    test_account all(world);
    auto read = all.view();
    EXPECT_EQ(shown(audit_redundancy(read, {}).value(), "without_effect"),
              "user | ann | schema | main.empty | SELECT | nothing there that it applies to\n");
    test_account some(world, [](simulator::world& change) {
        const auto schema = change.keys.at("schema:main.empty");
        change.gaps.push_back({schema, node_part::children, outcome::refused, "tables", "403"});
    });
    auto unread = some.view();
    const auto made = audit_redundancy(unread, {}).value();
    EXPECT_EQ(shown(made, "without_effect"), "");
    EXPECT_FALSE(made.coverage("without_effect").empty());
}

// Rule V1: neither a workspace nor activity is asked of the owner of a view.
TEST(WithoutEffect, WhatOwnersOfViewsNeedIsOfUse) {
    const std::string before = R"({"assign": [["user:al", "ws:prod", "USER"]], "attrs": {"user:ina": {"active": false}},
        "owners": [["user:vo", "view:main.s.v"], ["user:ina", "view:main.s.v2"], ["group:vog", "view:main.s.v3"],
                   ["user:high", "view:main.s.top"]],
        "links": [["READS", "view:main.s.v", "table:main.b.t"], ["READS", "view:main.s.v2", "table:main.b.t"],
                  ["READS", "view:main.s.v3", "table:main.b.t"], ["READS", "view:main.s.top", "view:main.s.v"]],
        "grants": [["user:vo", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]], ["user:vo", "table:main.b.t", ["SELECT"]],
                   ["user:ina", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["group:vog", "catalog:main", ["ALL_PRIVILEGES"]],
                   ["user:high", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]], ["user:high", "view:main.s.v", ["SELECT"]],
                   ["user:al", "catalog:main", ["USE_CATALOG"]], ["user:al", "schema:main.s", ["USE_SCHEMA"]])";
    const auto found = [&](const char* more) {
        test_account in(before + more);
        auto view = in.view();
        return shown(audit_redundancy(view, {}).value(), "without_effect");
    };
    EXPECT_EQ(found(R"(, ["user:al", "schema:main.s", ["SELECT"]]]})"), "");
    // The topmost view alone is read, and holds up what lies below; what the other owners have is of no use.
    EXPECT_EQ(found(R"(, ["user:al", "view:main.s.top", ["SELECT"]]]})"),
              "user | ina | catalog | main | USE CATALOG, USE SCHEMA, SELECT | the grantee is deactivated\n"
              "group | vog | catalog | main | ALL PRIVILEGES | nobody active lies in the group\n");
}

// Rule M9.
TEST(WithoutEffect, WhatAnAssumedRoleHoldsIsOfUse) {
    const auto found = [](const char* assumer) {
        test_account in(std::string(R"({"assign": [["user:zed", "ws:prod", "USER"], ["group:trial", "ws:prod", "USER"]],
            "members": [["group:trial", "group:above"]], "attrs": {"table:main.s.t": {}},
            "grants": [["group:trial", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]],
                       ["group:above", "table:main.s.t", ["SELECT"]]])") +
                        assumer + "}");
        auto view = in.view();
        return shown(audit_redundancy(view, {}).value(), "without_effect");
    };
    EXPECT_EQ(found(""), "group | trial | catalog | main | USE CATALOG, USE SCHEMA | nobody active lies in the group\n"
                         "group | above | table | main.s.t | SELECT | nobody active lies in the group\n");
    EXPECT_EQ(found(R"(, "roles": [["user:zed", "group:trial", "group.assumer"]])"), "");
}

// Rule V5: what a share holds is not told apart.
TEST(WithoutEffect, WhatOwnersOfSharesNeedMayBeOfUse) {
    test_account in(R"({"owners": [["user:so", "share:q"]], "attrs": {"table:main.s.t": {}},
        "grants": [["recipient:acme", "share:q", ["SELECT"]], ["user:so", "catalog:main", ["SELECT"]],
                   ["user:eve", "catalog:main", ["SELECT"]]]})");
    auto view = in.view();
    EXPECT_EQ(shown(audit_redundancy(view, {}).value(), "without_effect").find("user | so | catalog"),
              std::string::npos);
}

// What is not known to be nothing is not called so.
TEST(WithoutEffect, MembersThatWereNotReadMayUseIt) {
    test_account in(R"({"grants": [["group:g", "table:main.s.t", ["SELECT"]]], "not_crawled": ["group:g"]})");
    auto view = in.view();
    const auto made = audit_redundancy(view, {}).value();
    EXPECT_EQ(shown(made, "without_effect"), "");
    EXPECT_FALSE(made.coverage("without_effect").empty());
}

TEST(WithoutEffect, WhatCouldGoAnywayIsNotToldTwice) {
    test_account in(
        R"({"grants": [["user:eve", "catalog:main", ["SELECT"]], ["user:eve", "table:main.s.t", ["SELECT"]]]})");
    auto view = in.view();
    const auto made = audit_redundancy(view, "eve").value();
    EXPECT_EQ(shown(made, "redundant"), "user | eve | table | main.s.t | SELECT |  | SELECT on main to eve | FULL\n");
    EXPECT_EQ(shown(made, "needed"), "user | eve | catalog | main | SELECT\n");
    EXPECT_EQ(shown(made, "without_effect"),
              "user | eve | catalog | main | SELECT | no workspace from which it is reached is open to them\n");
    EXPECT_EQ(shown(audit_redundancy(view, {}).value(), "needed"), "no section");
}

} // namespace
} // namespace canreach::audit
