// What the tool that users had before got wrong, each entry with the right answer; docs/parity.md is the table.
#include <gtest/gtest.h>

#include <string>

#include "audit/audits.hpp"
#include "audit/redundancy.hpp"
#include "audit/subject.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

using test::shown;
using test::test_account;

/// The redundancy findings of a personal grant beside one of the person's group, both on the catalog.
std::size_t findings(const std::string& of_group, const std::string& personal) {
    test_account in(R"({"members": [["user:a", "group:g"]], "grants": [["group:g", "catalog:main", [")" + of_group +
                    R"("]], ["user:a", "catalog:main", [")" + personal + R"("]]]})");
    return find_redundancy(in.facts()).findings.size();
}

TEST(Parity, PrivilegesGrantedApartDoNotCoverEachOther) {
    EXPECT_EQ(findings("MODIFY", "SELECT"), 0U);
    EXPECT_EQ(findings("CREATE_TABLE", "USE_SCHEMA"), 0U);
    EXPECT_EQ(findings("CREATE_SCHEMA", "USE_CATALOG"), 0U);
    EXPECT_EQ(findings("WRITE_VOLUME", "READ_VOLUME"), 0U);
    EXPECT_EQ(findings("SELECT", "SELECT"), 1U);
}

TEST(Parity, AllPrivilegesCoverWhatTheyStandForAndManageNot) {
    EXPECT_EQ(findings("ALL_PRIVILEGES", "CREATE_MATERIALIZED_VIEW"), 1U);
    EXPECT_EQ(findings("ALL_PRIVILEGES", "MANAGE"), 0U);
}

TEST(Parity, AGroupThatCarriesTheAccessIsNotUnused) {
    // alice in c, c in p, p assigned to the workspace.
    test_account in(
        R"({"members": [["user:alice", "group:c"], ["group:c", "group:p"]], "assign": [["group:p", "ws:prod", "USER"]],
        "grants": [["user:alice", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]], "attrs": {"table:main.s.t": {}}})");
    auto view = in.view();
    const auto memberships = shown(audit_principal(view, "alice").value(), "memberships");
    EXPECT_NE(memberships.find("group | c | "), std::string::npos) << memberships;
    EXPECT_EQ(memberships.find("gives nothing"), std::string::npos) << memberships;
}

TEST(Parity, AccessWithoutAnAssignmentOfOnesOwnIsTold) {
    test_account in(R"({"assign": [["group:account users", "ws:prod", "USER"]],
        "grants": [["user:alice", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]], "attrs": {"table:main.s.t": {}}})");
    auto view = in.view();
    EXPECT_NE(shown(audit_principal(view, "alice").value(), "effective").find("main.s.t"), std::string::npos);
}

TEST(Parity, GrantsOfMembersAreFoundAtEveryLevel) {
    test_account in(R"({"members": [["user:alice", "group:h"], ["group:h", "group:g"]],
        "grants": [["user:alice", "table:main.s.t", ["SELECT"]], ["user:alice", "schema:other.s", ["USE_SCHEMA"]]]})");
    auto view = in.view();
    EXPECT_EQ(shown(audit_group(view, "g").value(), "personal_grants"),
              "user | alice | schema | other.s | USE SCHEMA\nuser | alice | table | main.s.t | SELECT\n");
}

TEST(Parity, DeactivatedPeopleDoNotReachWhatTheyHold) {
    test_account in(R"({"assign": [["user:zoe", "ws:prod", "USER"], ["user:al", "ws:prod", "USER"]],
        "grants": [["user:zoe", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["user:al", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "attrs": {"user:zoe": {"active": false}, "table:main.s.t": {}}})");
    auto view = in.view();
    const auto actions = shown(audit_resource(view, "main.s.t").value(), "actions");
    EXPECT_NE(actions.find("al"), std::string::npos);
    EXPECT_EQ(actions.find("zoe"), std::string::npos) << actions;
}

TEST(Parity, SystemGroupsAreNoLocalGroups) {
    test_account in(R"({"assign": [["user:al", "ws:prod", "USER"]], "members": [["user:al", "builtin:prod:admins"]]})");
    auto view = in.view();
    EXPECT_EQ(shown(audit_local_groups(view).value(), "local_groups"), "");
}

TEST(Parity, ATableCalledDatabricksIsATable) {
    test_account in(R"({"attrs": {"table:main.databricks.t": {}}})");
    auto view = in.view();
    EXPECT_EQ(find_resource(view.names, "main.databricks.t").value().node.key.kind, node_kind::table);
}

TEST(Parity, EscalationAndPeopleFromOutsideAreTold) {
    test_account in(R"({"members": [["user:b", "group:g"]], "grants": [["group:g", "schema:main.s", ["ALL_PRIVILEGES"]],
        ["user:a", "catalog:main", ["MANAGE", "SELECT"]]]})");
    auto view = in.view();
    EXPECT_EQ(shown(audit_escalation(view).value(), "wide_grants"),
              "user | a | catalog | main | MANAGE | 1\ngroup | g | schema | main.s | ALL PRIVILEGES | 1\n");
    const auto outside = audit_external_gaps(view).value();
    EXPECT_EQ(shown(outside, "users"), "user | a | 0 | 1 | 0\nuser | b | 1 | 0 | 0\n");
    EXPECT_EQ(shown(outside, "guests"), "");
}

TEST(Parity, APersonalGrantIsDirectWhateverItsHolderIsCalled) {
    // No group is made up for it, not even where one has the same name in other letters.
    test_account in(R"({
        "members": [["user:ann@example.com", "group:Ann@Example.com"]], "assign": [["user:ann@example.com", "ws:prod", "USER"]],
        "grants": [["user:ann@example.com", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "attrs": {"table:main.s.t": {}}})");
    auto view = in.view();
    const auto made = audit_resource(view, "main.s.t", {});
    ASSERT_TRUE(made) << made.error().to_string();
    const auto who = shown(*made, "who");
    EXPECT_NE(who.find("user | ann@example.com"), std::string::npos) << who;
    EXPECT_NE(who.find("| direct |"), std::string::npos) << who;
    EXPECT_EQ(who.find("Ann@Example.com"), std::string::npos) << who;
    auto again = in.view();
    const auto group = audit_group(again, "Ann@Example.com");
    ASSERT_TRUE(group) << group.error().to_string();
    EXPECT_NE(shown(*group, "personal_grants").find("catalog | main"), std::string::npos);
    EXPECT_EQ(shown(*group, "grants"), "");
}

TEST(Resource, TellsWhatIsHeldInVainOfThoseTooWhoCanUseSomethingElse) {
    // BROWSE needs no USE SCHEMA, SELECT does.
    test_account in(R"({
        "assign": [["user:ann", "ws:prod", "USER"], ["user:bob", "ws:prod", "USER"]],
        "grants": [["user:ann", "catalog:main", ["BROWSE"]], ["user:ann", "table:main.s.t", ["SELECT"]],
                   ["user:bob", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]]})");
    auto view = in.view();
    const auto made = audit_resource(view, "main.s.t", {});
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_NE(shown(*made, "who").find("user | ann"), std::string::npos) << shown(*made, "who");
    EXPECT_EQ(shown(*made, "held"), "user | ann | SELECT | yes\n") << shown(*made, "held");
}

} // namespace
} // namespace canreach::audit
