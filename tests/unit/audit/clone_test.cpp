#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "audit/clone.hpp"
#include "audit/edited_source.hpp"
#include "audit/reach.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

using test::shown;
using test::test_account;

std::string section_of(test_account& in, std::string_view id, std::string_view from = "ann",
                       std::string_view to = "new") {
    auto view = in.view();
    const auto made = audit_clone(view, in.source(), from, to);
    return made ? shown(*made, id) : made.error().to_string();
}

TEST(Clone, TellsWhatIsDoneWhere) {
    test_account in(R"({
        "members": [["user:ann", "group:idp"], ["user:ann", "group:local"], ["user:ann", "group:empty"],
                    ["user:ann", "group:shared"], ["user:new", "group:shared"], ["user:ann", "wgroup:prod:ops"]],
        "assign": [["group:shared", "ws:prod", "USER"]],
        "grants": [["group:idp", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]], ["group:local", "schema:main.s", ["SELECT"]],
                   ["user:ann", "table:main.s.t", ["MODIFY", "SELECT"]]],
        "acls": [["wgroup:prod:ops", "job:prod:nightly", "CAN_MANAGE_RUN"]],
        "attrs": {"group:idp": {"source": "external"}, "table:main.s.u": {}}})");
    const auto steps = section_of(in, "steps");
    EXPECT_NE(steps.find("identity provider | group | idp | "), std::string::npos) << steps;
    EXPECT_NE(steps.find("ADD new TO GROUP idp"), std::string::npos) << steps;
    EXPECT_NE(steps.find("Databricks | group | local | "), std::string::npos) << steps;
    EXPECT_NE(steps.find("Databricks | group | ops | "), std::string::npos) << steps;
    // SELECT on the table comes with `local`; MODIFY does not.
    EXPECT_NE(steps.find("Databricks | table | main.s.t | SELECT, MODIFY | "), std::string::npos) << steps;
    EXPECT_NE(steps.find("| GRANT SELECT, MODIFY ON TABLE `main`.`s`.`t` TO `new` | "), std::string::npos) << steps;
    EXPECT_NE(
        steps.find(
            "nothing needed | group | empty |  | 0 |  | gives nothing that is not there, or given by the others\n"),
        std::string::npos)
        << steps;
    EXPECT_NE(steps.find("nothing needed | group | shared |  | 0 |  | is in it already\n"), std::string::npos) << steps;
}

TEST(Clone, JudgesGroupsByWhatTheyGiveTogether) {
    // Neither group alone gives a usable table; the one above `doors` opens the workspace.
    test_account in(R"({
        "members": [["user:ann", "group:doors"], ["group:doors", "group:parent"], ["user:ann", "group:data"]],
        "assign": [["group:parent", "ws:prod", "USER"]],
        "grants": [["group:data", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]], "attrs": {"table:main.s.t": {}, "user:new": {}}})");
    const auto steps = section_of(in, "steps");
    EXPECT_EQ(steps.find("nothing needed"), std::string::npos) << steps;
    EXPECT_NE(section_of(in, "gains").find("table | main.s.t | SELECT"), std::string::npos) << section_of(in, "gains");
    EXPECT_NE(section_of(in, "gains").find("ws | prod | "), std::string::npos) << section_of(in, "gains");
    EXPECT_EQ(section_of(in, "still_lacks"), "");
}

TEST(Clone, OfTwoGroupsThatGiveTheSameOneIsEnough) {
    test_account in(R"({
        "members": [["user:ann", "group:a"], ["user:ann", "group:b"]],
        "assign": [["group:account users", "ws:prod", "USER"]],
        "grants": [["group:a", "catalog:main", ["USE_CATALOG"]], ["group:b", "catalog:main", ["USE_CATALOG"]],
                   ["user:ann", "catalog:main", ["USE_CATALOG"]]], "attrs": {"group:a": {"source": "external"}, "user:new": {}}})");
    const auto steps = section_of(in, "steps");
    // The grant first, then what Databricks keeps.
    EXPECT_EQ(std::count(steps.begin(), steps.end(), '\n'), 3);
    EXPECT_TRUE(steps.starts_with("identity provider | group | a | ")) << steps;
    EXPECT_NE(steps.find("nothing needed | group | b | "), std::string::npos) << steps;
    EXPECT_NE(steps.find("nothing needed | catalog | main | USE CATALOG | 0"), std::string::npos) << steps;
}

TEST(Clone, CannotTellWhatWasNotRead) {
    test_account in(R"({
        "members": [["user:ann", "group:a"]], "assign": [["group:account users", "ws:prod", "USER"]],
        "attrs": {"table:main.s.t": {}, "user:new": {}}, "not_crawled": ["schema:main.s"]})");
    auto view = in.view();
    const auto made = audit_clone(view, in.source(), "ann", "new").value();
    EXPECT_NE(shown(made, "steps").find("cannot tell | group | a | "), std::string::npos) << shown(made, "steps");
    EXPECT_FALSE(made.coverage().empty());
}

TEST(Clone, IsSureOfGrantsThatOthersStandInFor) {
    test_account in(R"({
        "members": [["user:ann", "group:a"]], "assign": [["group:account users", "ws:prod", "USER"]],
        "grants": [["group:a", "schema:main.s", ["EXECUTE"]], ["user:ann", "schema:main.s", ["EXECUTE"]]],
        "attrs": {"user:new": {}, "function:main.s.f": {}}, "not_crawled": ["schema:main.other", "group:g"]})");
    EXPECT_NE(section_of(in, "steps").find("nothing needed | schema | main.s | EXECUTE | 0 | "), std::string::npos)
        << section_of(in, "steps");
}

TEST(Clone, MakesNoSecondOwner) {
    test_account in(R"({
        "assign": [["group:account users", "ws:prod", "USER"]],
        "acls": [["user:ann", "job:prod:nightly", "IS_OWNER"]], "attrs": {"user:new": {}}})");
    EXPECT_NE(section_of(in, "steps").find("| give CAN_MANAGE on job nightly of prod | "), std::string::npos)
        << section_of(in, "steps");
}

TEST(Clone, KeepsRolesAndTellsWhatNoStepGives) {
    test_account in(R"({
        "members": [["user:ann", "group:a"]], "roles": [["group:a", "account", "billing.admin"]],
        "assign": [["user:ann", "ws:prod", "ADMIN"], ["user:new", "ws:prod", "USER"]],
        "owners": [["user:ann", "catalog:main"]], "attrs": {"table:main.s.t": {}}})");
    const auto steps = section_of(in, "steps");
    EXPECT_NE(steps.find("Databricks | group | a | "), std::string::npos) << steps;
    EXPECT_NE(steps.find("| give ADMIN on ws prod | "), std::string::npos) << steps;
    EXPECT_NE(section_of(in, "gains").find("account | "), std::string::npos);
    EXPECT_NE(section_of(in, "still_lacks").find("table | main.s.t | "), std::string::npos);
    EXPECT_NE(section_of(in, "owned").find("main"), std::string::npos);
}

// K1: behind what only may be stands so.
TEST(Clone, TellsUnknownFromSure) {
    test_account in(R"({
        "assign": [["user:ann", "ws:prod", "USER"], ["user:new", "ws:prod", "USER"]],
        "grants": [["user:ann", "catalog:main", ["USE_CATALOG"]], ["user:ann", "table:main.s.t", ["SELECT"]]],
        "not_crawled": ["schema:main.s"]})");
    const auto gains = section_of(in, "gains");
    EXPECT_NE(gains.find("catalog | main | USE CATALOG |  | yes\n"), std::string::npos) << gains;
    EXPECT_NE(gains.find("table | main.s.t | SELECT (unknown), MODIFY (unknown), "), std::string::npos) << gains;
    EXPECT_NE(gains.find("schema | main.s | USE SCHEMA (unknown), "), std::string::npos) << gains;
    EXPECT_NE(gains.find(" |  | unknown\n"), std::string::npos) << gains;
}

// What the other surely has and the one has perhaps is perhaps lacking.
TEST(Clone, LacksForSureOnlyWhatIsSurelyNotThere) {
    test_account in(R"({
        "members": [["group:inner", "group:g"]], "assign": [["group:account users", "ws:prod", "USER"]],
        "owners": [["user:ann", "catalog:main"]], "grants": [["group:g", "catalog:main", ["BROWSE"]]],
        "attrs": {"user:new": {}}, "not_crawled": ["group:inner"]})");
    const auto lacks = section_of(in, "still_lacks");
    EXPECT_NE(lacks.find("BROWSE (unknown)"), std::string::npos) << lacks;
    EXPECT_NE(lacks.find("MANAGE,"), std::string::npos) << lacks;
}

// A5: managing a group is a role, not the membership.
TEST(Clone, GivesTheManagementOfAGroupThatOneIsIn) {
    test_account in(R"({"members": [["user:new", "group:x"]], "roles": [["user:ann", "group:x", "group.manager"]]})");
    EXPECT_NE(
        section_of(in, "steps").find("Databricks | group | x | group.manager | 1 | give group.manager on group x | "),
        std::string::npos)
        << section_of(in, "steps");
    EXPECT_EQ(section_of(in, "gains"), "group | x | MANAGE | group.manager | yes\n");
    EXPECT_EQ(section_of(in, "still_lacks"), "");
}

// Who is surely in a group lacks nothing that the other may have by being in it.
TEST(Clone, DoesNotLackAGroupThatTheOtherMayBeIn) {
    test_account in(R"({"members": [["user:new", "group:x"]], "attrs": {"user:ann": {}}, "not_crawled": ["group:x"]})");
    EXPECT_EQ(section_of(in, "still_lacks"), "");
}

// As many as rows of `gains`, if no other step gives some of it.
TEST(Clone, CountsTheThingsThatAStepGivesSomethingOn) {
    test_account in(R"({"roles": [["user:ann", "group:x", "group.manager"]], "attrs": {"user:new": {}},
        "assign": [["group:account users", "ws:prod", "USER"]],
        "acls": [["user:ann", "job:prod:nightly", "CAN_MANAGE"]]})");
    const auto steps = section_of(in, "steps");
    EXPECT_NE(steps.find("group.manager | 1 | "), std::string::npos) << steps;
    EXPECT_NE(steps.find("CAN_MANAGE | 1 | "), std::string::npos) << steps;
}

TEST(Clone, WantsTwoPrincipalsThatAreThere) {
    test_account in(R"({"members": [["user:ann", "group:a"], ["user:new", "group:a"]]})");
    EXPECT_NE(section_of(in, "steps", "ann", "ann").find("the same principal"), std::string::npos);
    EXPECT_NE(section_of(in, "steps", "ann", "nobody").find("nobody"), std::string::npos);
    EXPECT_EQ(section_of(in, "still_lacks"), "");
}

TEST(Clone, DeactivatedPeopleAreJudgedByWhatTheyWouldHold) {
    test_account in(R"({"members": [["user:ann", "group:a"]], "assign": [["group:account users", "ws:prod", "USER"]],
        "grants": [["group:a", "catalog:main", ["USE_CATALOG"]]], "attrs": {"user:new": {"active": false}}})");
    auto view = in.view();
    const auto made = audit_clone(view, in.source(), "ann", "new").value();
    EXPECT_NE(shown(made, "steps").find("Databricks | group | a | "), std::string::npos) << shown(made, "steps");
    EXPECT_TRUE(made.remarks.front().starts_with("the target is deactivated"));
}

TEST(Reach, ComparesWhatIsSurerToo) {
    const graph::action select{graph::action::form::privilege, 1};
    reach more;
    more.rows = {{graph::mode::granted, select, node_id{1}, graph::verdict::yes},
                 {graph::mode::effective, select, node_id{1}, graph::verdict::yes},
                 {graph::mode::effective, select, node_id{2}, graph::verdict::unknown}};
    more.roles = {{node_id{7}, 2}};
    reach less;
    less.rows = {{graph::mode::granted, select, node_id{1}, graph::verdict::unknown},
                 {graph::mode::effective, select, node_id{2}, graph::verdict::yes}};
    const auto found = beyond(more, less);
    ASSERT_EQ(found.rows.size(), 2U);
    EXPECT_EQ(found.rows[0].how, graph::mode::granted);
    EXPECT_EQ(found.rows[1].resource, node_id{1});
    EXPECT_EQ(found.rows[0].sure, graph::verdict::unknown); // the other may have it as well
    EXPECT_EQ(found.rows[1].sure, graph::verdict::yes);
    EXPECT_EQ(found.roles.size(), 1U);
    EXPECT_TRUE(beyond(less, less).rows.empty());
}

} // namespace
} // namespace canreach::audit
