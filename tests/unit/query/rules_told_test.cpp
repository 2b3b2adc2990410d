/// What sentences answer where one rule decides what is said: cells and lines, rather than verdicts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "test_account.hpp"

namespace canreach::query {
namespace {

using testing::HasSubstr;
using testing::Not;

class Told {
public:
    explicit Told(std::string_view world) : account_(world) {}

    std::string operator()(const std::string& question) {
        std::string text;
        for (const auto& one : account_.ask().run_script(question))
            text += one.outcome ? test::shown(*one.outcome) : render(one.outcome.error(), question);
        return text;
    }

private:
    test::test_account account_;
};

TEST(RulesTold, ActionsOfObjectsAreNamedAmongSeveral) { // W1
    Told told(R"({"assign": [["user:j", "ws:prod", "USER"]], "acls": [["user:j", "job:prod:j", "CAN_MANAGE"]],
                  "grants": [["user:j", "catalog:main", ["USE_CATALOG", "MANAGE"]]]})");
    const auto all = told("WHAT CAN j ANY OF (MANAGE, SELECT)");
    EXPECT_THAT(all, HasSubstr("job | j | - | MANAGE")) << all;
    EXPECT_THAT(told("WHAT CAN j ANY OF (CAN_MANAGE_RUN, CAN_VIEW, IS_OWNER)"),
                HasSubstr("CAN MANAGE RUN, CAN VIEW | direct"));
    EXPECT_THAT(told("WHAT CAN j ANY OF (MANAGE, SELECT) GRANTED"), HasSubstr("MANAGE"));
}

/// Local groups, built-in groups and account groups of one name, asked by views.
constexpr auto readers = R"json({
    "assign": [["user:root", "ws:prod", "ADMIN"], ["user:k", "ws:prod", "USER"], ["user:al", "ws:prod", "USER"],
               ["user:al", "ws:dev", "USER"]],
    "members": [["user:k", "wgroup:dev:hr"], ["user:al", "group:pay"], ["user:k", "wgroup:prod:pay"],
                ["builtin:prod:users", "wgroup:prod:all"]],
    "owners": [["user:o", "view:main.s.v"]],
    "links": [["READS", "view:main.s.v", "table:main.s.t"]],
    "grants": [["user:o", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
               ["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
    "attrs": {"view:main.s.v": {"text": "SELECT * FROM t WHERE is_member('admins') OR is_member('users') OR is_member('hr') OR is_member('pay') OR is_member('all') OR is_account_group_member('pay') OR is_member('account users')"}}})json";

TEST(RulesTold, ViewsAskTheWorkspaceForMembers) { // V7, M4-M8
    Told told(readers);
    const auto root = told("CAN root SELECT main.s.v");
    EXPECT_THAT(root, HasSubstr("is_member('admins'): yes")) << root;
    EXPECT_THAT(root, HasSubstr("is_member('users'): yes"));
    EXPECT_THAT(root, HasSubstr("is_member('all'): yes"));
    EXPECT_THAT(root, HasSubstr("is_member('account users'): yes"));
    EXPECT_THAT(root, HasSubstr("is_member('pay'): no"));
    const auto k = told("CAN k SELECT main.s.v");
    EXPECT_THAT(k, HasSubstr("is_member('admins'): no")) << k;
    EXPECT_THAT(k, HasSubstr("is_member('hr'): no")); // dev's group, and k is not in dev
    EXPECT_THAT(k, HasSubstr("is_member('pay'): yes"));
    EXPECT_THAT(k, HasSubstr("is_account_group_member('pay'): no"));
    // Of the account's group of that name from dev, which has none of its own; from prod its own comes first.
    const auto al = told("CAN al SELECT main.s.v");
    EXPECT_THAT(al, HasSubstr("is_member('pay'): yes from dev, no from prod")) << al;
    EXPECT_THAT(al, HasSubstr("is_account_group_member('pay'): yes"));
    EXPECT_THAT(told("CAN al SELECT main.s.v FROM prod"), HasSubstr("is_member('pay'): no"));
}

TEST(RulesTold, ViewsAskGroupsThatHoldEverybody) { // V7, M3
    Told told(R"json({
        "assign": [["user:u", "ws:prod", "USER"], ["user:o", "ws:prod", "USER"]],
        "members": [["group:account users", "group:all"], ["group:account users", "wgroup:prod:hr"]],
        "owners": [["user:o", "view:main.s.v"]],
        "links": [["READS", "view:main.s.v", "table:main.s.t"]],
        "grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "attrs": {"view:main.s.v": {"text": "SELECT * FROM t WHERE is_account_group_member('all') OR is_member('hr') OR is_member('zz')"}}})json");
    const auto all = told("CAN u SELECT main.s.v");
    EXPECT_THAT(all, HasSubstr("is_account_group_member('all'): yes")) << all;
    EXPECT_THAT(all, HasSubstr("is_member('hr'): yes"));
    EXPECT_THAT(all, HasSubstr("is_member('zz'): no"));
}

TEST(RulesTold, AGroupThatWasNotReadMakesNoDoubtOfOthers) { // V7, K1
    Told told(R"json({
        "assign": [["user:k", "ws:prod", "USER"], ["user:o", "ws:prod", "USER"]],
        "members": [["user:u", "group:fin"], ["user:u", "group:zz"]],
        "owners": [["user:o", "view:main.s.v"]],
        "links": [["READS", "view:main.s.v", "table:main.s.t"]],
        "grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "not_crawled": ["group:zz"],
        "attrs": {"view:main.s.v": {"text": "SELECT * FROM t WHERE is_account_group_member('fin') OR is_account_group_member('zz')"}}})json");
    const auto all = told("CAN k SELECT main.s.v");
    EXPECT_THAT(all, HasSubstr("is_account_group_member('fin'): no")) << all;
    EXPECT_THAT(all, HasSubstr("is_account_group_member('zz'): unknown"));
}

TEST(RulesTold, UnreadDenialsAreToBeFound) { // H3, K1
    Told told(R"({"assign": [["user:al", "ws:prod", "USER"]],
                  "grants": [["user:al", "hms:prod", ["USAGE", "SELECT"]]],
                  "attrs": {"htable:prod:hs.u": {}}, "not_crawled": ["hschema:prod:hs"]})");
    const auto why = told("WHY CAN al SELECT prod:hive_metastore.hs.u");
    EXPECT_THAT(why, HasSubstr("and find no denial of SELECT")) << why;
    EXPECT_THAT(why, Not(HasSubstr("read the grants of Hive schema prod:hive_metastore.hs;")));
}

TEST(RulesTold, NobodyAloneCanWhatTheOtherSurelyCan) { // K1
    Told told(R"({"assign": [["group:account users", "ws:prod", "USER"]],
                  "grants": [["user:al", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]],
                             ["user:full", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
                  "attrs": {"table:main.s.t": {}}, "not_crawled": ["table:main.s.t"]})");
    EXPECT_THAT(told("COMPARE al WITH full ON main.s.t"),
                HasSubstr("table | main.s.t | second |  | DESCRIBE (unknown), SELECT (unknown) | "));
    EXPECT_THAT(told("COMPARE full WITH al ON main.s.t"),
                HasSubstr("table | main.s.t | first | DESCRIBE (unknown), SELECT (unknown) |  | "));
}

TEST(RulesTold, AnyFileOfOneWorkspaceHasTheNameOfTables) {
    Told told(R"({"assign": [["user:al", "ws:prod", "USER"], ["user:al", "ws:dev", "USER"]],
                  "grants": [["user:al", "anyfile:prod", ["SELECT"]], ["user:al", "anyfile:dev", ["MODIFY"]]]})");
    const auto grants = told("SHOW GRANTS ON ANY FILE FROM prod");
    EXPECT_THAT(grants, HasSubstr("SELECT")) << grants;
    EXPECT_THAT(grants, Not(HasSubstr("MODIFY")));
    EXPECT_THAT(told("SHOW GRANTS ON ANY FILE"), HasSubstr("MODIFY"));
    EXPECT_THAT(told("SHOW OWNER OF ANY FILE FROM dev"), Not(HasSubstr("error")));
    EXPECT_THAT(told("SHOW GRANTS ON CATALOG main FROM prod"), HasSubstr("`FROM` has no meaning for `SHOW GRANTS`"));
}

TEST(RulesTold, PathsMayComeAsNames) { // a shell takes the quotes off
    Told told(R"({"assign": [["user:pam", "ws:prod", "USER"]], "paths": {"location:landing": "s3://bkt/landing"},
                  "grants": [["user:pam", "location:landing", ["READ_FILES"]]]})");
    EXPECT_EQ(told("CAN pam READ PATH `s3://bkt/landing/x`"), told("CAN pam READ PATH 's3://bkt/landing/x'"));
    EXPECT_THAT(told("CAN pam READ PATH `s3://bkt/landing/x`"), HasSubstr(", yes"));
    EXPECT_THAT(told("CAN pam READ PATH `s3://bkt/else`"), HasSubstr(", no"));
}

TEST(RulesTold, WhoeverIsBarredIsToldWhy) { // M10
    Told told(R"({"members": [["user:bad", "group:blocked"]], "assign": [["group:account users", "ws:prod", "USER"]],
                  "grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
                  "policies": [{"name": "r1", "type": "DENY", "privileges": [], "on": "account", "to": ["group:blocked"],
                                "except": [], "matches": []}],
                  "attrs": {"table:main.s.t": {}}})");
    const auto why = told("WHY CANNOT bad SELECT main.s.t");
    EXPECT_THAT(why, HasSubstr("exemption from access rule r1 :: access rule r1 bars bad [no]")) << why;
    EXPECT_THAT(why, HasSubstr("would help: exempt bad from access rule r1"));
}

TEST(RulesTold, FiltersBehindViewsAreNamed) { // V1, V3
    Told told(R"({"assign": [["group:account users", "ws:prod", "USER"]], "owners": [["user:o", "view:main.s.v"],
                  ["user:o", "view:main.s.w"]],
                  "links": [["READS", "view:main.s.w", "view:main.s.v"], ["READS", "view:main.s.v", "table:main.s.t"]],
                  "grants": [["group:account users", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
                  "policies": [{"name": "rf1", "type": "ROW_FILTER", "on": "catalog:main", "to": ["group:account users"],
                                "except": [], "matches": ["table:main.s.t"]}]})");
    EXPECT_THAT(told("CAN o SELECT main.s.v"), HasSubstr("shapes what it shows: rf1"));
    EXPECT_THAT(told("CAN o SELECT main.s.w"), HasSubstr("shapes what it shows: rf1"));
    EXPECT_THAT(told("CAN o SELECT main.s.t"), Not(HasSubstr("shapes what it shows")));
}

TEST(RulesTold, DroppedFiltersAreNamedInTheChain) { // V3, E1
    Told told(R"({"assign": [["group:account users", "ws:prod", "USER"]], "owners": [["user:ot", "table:main.s.t"]],
                  "grants": [["user:ot", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]]],
                  "policies": [
        {"name": "a1", "type": "ROW_FILTER", "on": "table:main.s.t", "to": ["group:account users"], "except": [], "matches": ["table:main.s.t"]},
        {"name": "a2", "type": "ROW_FILTER", "on": "table:main.s.t", "to": ["group:account users"], "except": [], "matches": ["table:main.s.t"]}]})");
    const auto how = told("HOW CAN ot SELECT main.s.t");
    EXPECT_THAT(how, HasSubstr("drop policy a")) << how;
    EXPECT_THAT(how, HasSubstr("ot owns table main.s.t"));
    EXPECT_THAT(how, Not(HasSubstr("grant itself")));
}

} // namespace
} // namespace canreach::query
