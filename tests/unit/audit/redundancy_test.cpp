#include <gtest/gtest.h>

#include <string>

#include "audit/redundancy.hpp"
#include "audit/revoke_script.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

using test::shown;
using test::test_account;

struct redundancy_case {
    const char* name;
    const char* world;
    const char* findings; ///< principal kind, name, resource kind, name, redundant, kept, because, level
};

TEST(Redundancy, FollowsInheritanceGroupsAndAllPrivileges) {
    const redundancy_case table[] = {
        {"by the catalog",
         R"({"grants": [["user:a", "catalog:main", ["SELECT"]], ["user:a", "table:main.s.t", ["SELECT"]]]})",
         "user | a | table | main.s.t | SELECT |  | SELECT on main to a | FULL\n"},
        {"by a group",
         R"({"members": [["user:a", "group:g"]], "grants": [["group:g", "schema:main.s", ["SELECT", "MODIFY"]],
            ["user:a", "table:main.s.t", ["SELECT", "EXECUTE"]]]})",
         "user | a | table | main.s.t | SELECT | EXECUTE | SELECT, MODIFY on main.s to g | PARTIAL\n"},
        {"by everybody",
         R"({"grants": [["group:account users", "catalog:main", ["BROWSE"]], ["user:a", "catalog:main", ["BROWSE"]]]})",
         "user | a | catalog | main | BROWSE |  | BROWSE on main to account users | FULL\n"},
        {"by ALL PRIVILEGES",
         R"({"grants": [["user:a", "catalog:main", ["ALL_PRIVILEGES"]], ["user:a", "table:main.s.t", ["SELECT", "MANAGE"]]]})",
         "user | a | table | main.s.t | SELECT | MANAGE | ALL PRIVILEGES on main to a | PARTIAL\n"},
        {"ALL PRIVILEGES only by itself",
         R"({"grants": [["user:a", "catalog:main", ["SELECT", "MODIFY"]], ["user:a", "table:main.s.t", ["ALL_PRIVILEGES"]]]})",
         ""},
        {"not by the metastore",
         R"({"grants": [["user:a", "metastore:m1", ["CREATE_CATALOG", "SELECT"]], ["user:a", "catalog:main", ["SELECT"]]]})",
         ""},
        {"not by ownership",
         R"({"owners": [["user:a", "schema:main.s"]], "grants": [["user:a", "table:main.s.t", ["SELECT"]]]})", ""},
        {"not by a workspace's own group",
         R"({"members": [["user:a", "wgroup:prod:l"]], "grants": [["wgroup:prod:l", "catalog:main", ["SELECT"]],
            ["user:a", "catalog:main", ["SELECT"]]]})",
         ""},
        {"one of two that cover each other stays", R"({"members": [["group:g", "group:h"], ["group:h", "group:g"]],
            "grants": [["group:g", "catalog:main", ["SELECT"]], ["group:h", "catalog:main", ["SELECT"]]]})",
         "group | g | catalog | main | SELECT |  | SELECT on main to h | FULL\n"},
        {"by what stays of those that could go, too", R"({"members": [["user:u", "group:g"]],
            "grants": [["user:u", "table:main.s.t", ["SELECT"]], ["group:g", "table:main.s.t", ["SELECT", "MODIFY"]],
                       ["group:g", "catalog:main", ["SELECT"]], ["user:w", "table:main.s.u", ["MODIFY"]],
                       ["user:w", "schema:main.s", ["SELECT", "MODIFY"]], ["user:w", "catalog:main", ["SELECT"]]]})",
         "user | w | schema | main.s | SELECT | MODIFY | SELECT on main to w | PARTIAL\n"
         "user | u | table | main.s.t | SELECT |  | SELECT on main to g | FULL\n"
         "group | g | table | main.s.t | SELECT | MODIFY | SELECT on main to g | PARTIAL\n"
         "user | w | table | main.s.u | MODIFY |  | MODIFY on main.s to w | FULL\n"},
        {"by a group that everybody is in", R"({"members": [["group:account users", "group:all"]],
            "grants": [["user:a", "catalog:main", ["BROWSE"]], ["group:all", "catalog:main", ["BROWSE"]]]})",
         "user | a | catalog | main | BROWSE |  | BROWSE on main to all | FULL\n"},
    };
    for (const auto& [name, world, findings] : table) {
        SCOPED_TRACE(name);
        test_account in(world);
        auto view = in.view();
        EXPECT_EQ(shown(audit_redundancy(view, {}).value(), "redundant"), findings);
    }
}

TEST(Redundancy, NarrowsToTheMembersOfAGroup) {
    test_account in(R"({"members": [["user:a", "group:g"]], "grants": [["group:g", "catalog:main", ["SELECT"]],
        ["user:a", "catalog:main", ["SELECT"]], ["user:b", "catalog:main", ["SELECT"]], ["user:b", "schema:main.s", ["SELECT"]]]})");
    EXPECT_EQ(find_redundancy(in.facts(), in.id("group:g")).findings.size(), 1U);
    EXPECT_EQ(find_redundancy(in.facts(), in.id("user:b")).findings.size(), 1U);
    EXPECT_EQ(find_redundancy(in.facts()).findings.size(), 2U);
}

TEST(Redundancy, WritesAScriptThatItHasChecked) {
    test_account in(R"({"members": [["user:o`hara@x.example", "group:g"]], "assign": [["group:g", "ws:prod", "USER"]],
        "grants": [["group:g", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["user:o`hara@x.example", "table:main.s.t", ["SELECT", "MODIFY"]],
                   ["user:o`hara@x.example", "schema:main.s", ["USE_SCHEMA"]]]})");
    auto view = in.view();
    const auto report = find_redundancy(in.facts());
    const auto full = make_revoke_script(view, in.source(), report, false).value();
    EXPECT_EQ(full.statements, 1U);
    EXPECT_TRUE(full.proved);
    EXPECT_NE(full.sql.find("REVOKE USE SCHEMA ON SCHEMA `main`.`s` FROM `o``hara@x.example`;\n"), std::string::npos)
        << full.sql;
    const auto partial = make_revoke_script(view, in.source(), report, true).value();
    EXPECT_NE(partial.sql.find("REVOKE SELECT ON TABLE `main`.`s`.`t` FROM"), std::string::npos) << partial.sql;
}

TEST(Redundancy, SaysWhenAScriptWouldChangeSomething) {
    test_account in(R"({"assign": [["user:a", "ws:prod", "USER"]],
        "grants": [["user:a", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]], "attrs": {"table:main.s.t": {}}})");
    auto view = in.view();
    redundancy_report wrong; // as if the grant were covered
    for (const auto& grant : in.facts().grants_to(in.id("user:a")))
        if (grant.what == facet::unity) wrong.findings.push_back({grant, grant.allow, redundancy::full, {}});
    const auto script = make_revoke_script(view, in.source(), wrong, false).value();
    EXPECT_FALSE(script.proved);
    EXPECT_NE(script.sql.find("NOT PROVED"), std::string::npos);
}

// Rule K1: what was found stays true, and there may be more.
TEST(Redundancy, NamesWhatWasNotReadAndMayHoldMore) {
    const auto told = [](std::string_view world) {
        test_account in(world);
        auto view = in.view();
        std::string parts;
        for (const auto& note : audit_redundancy(view, {}).value().coverage())
            parts += note.part + " of " + note.about.name + "\n";
        const auto script = make_revoke_script(view, in.source(), find_redundancy(in.facts()), false).value();
        EXPECT_TRUE(script.proved);
        EXPECT_EQ(script.complete, parts.empty());
        EXPECT_EQ(script.sql.find("-- NOT COMPLETE: 1 part was not read") != std::string::npos, !parts.empty())
            << script.sql;
        return parts;
    };
    EXPECT_EQ(told(R"({"grants": [["user:a", "catalog:main", ["SELECT"]]], "not_crawled": ["schema:main.s"]})"),
              "grants of main.s\n");
    EXPECT_EQ(told(R"({"grants": [["user:a", "catalog:main", ["SELECT"]]], "not_crawled": ["group:g"]})"),
              "members of g\n");
    EXPECT_EQ(told(R"({"grants": [["user:a", "catalog:main", ["SELECT"]]], "not_crawled": ["job:prod:nightly"]})"), "");
    EXPECT_EQ(told(R"({"grants": [["user:a", "catalog:main", ["SELECT"]]]})"), "");
}

} // namespace
} // namespace canreach::audit
