#include <gtest/gtest.h>

#include <string>

#include "audit/audits.hpp"
#include "audit/subject.hpp"
#include "report/dossier.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

using test::shown;
using test::test_account;

constexpr auto audited = R"({
    "members": [["user:alice", "group:readers"], ["user:alice", "group:idle"], ["group:readers", "group:staff"],
                ["user:dan", "wgroup:prod:ops"], ["user:root", "builtin:prod:admins"]],
    "assign": [["group:staff", "ws:prod", "USER"], ["group:bosses", "ws:prod", "ADMIN"]],
    "roles": [["user:root", "account", "account.admin"]],
    "owners": [["user:olga", "table:main.sales.orders"], ["user:gone", "table:main.sales.old"], ["user:ada", "metastore:m1"]],
    "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
               ["user:alice", "schema:main.sales", ["MODIFY"]], ["user:gone", "catalog:main", ["BROWSE"]]],
    "attrs": {"user:gone": {"active": false}, "group:empty": {}}})";

class Audits : public testing::Test {
protected:
    test_account in_{audited};
    account view_ = in_.view();
};

TEST_F(Audits, PrincipalJudgesEachMembership) {
    const auto made = audit_principal(view_, "alice").value();
    EXPECT_EQ(made.subject, "user alice");
    EXPECT_EQ(shown(made, "memberships"),
              "group | idle | 0 | 0 | 0 | 0 | 0 | gives nothing that another membership does not\n"
              "group | readers | 1 | 0 | 0 | 1 | 0 | \n");
    EXPECT_NE(shown(made, "effective").find("main.sales.orders"), std::string::npos);
    EXPECT_EQ(shown(made, "owned"), "");
}

// A table that is in reach anyway may hide what is held in vain on it, and what could be had by becoming somebody.
TEST_F(Audits, PrincipalToldWhatItHoldsInVainAndCouldObtainActionByAction) {
    test_account in{R"({
        "assign": [["user:bob", "ws:prod", "USER"], ["sp:bot", "ws:prod", "USER"]],
        "roles": [["user:bob", "sp:bot", "servicePrincipal.user"]],
        "links": [["RUN_AS", "job:prod:nightly", "sp:bot"]],
        "acls": [["user:bob", "job:prod:nightly", "CAN_MANAGE"]],
        "owners": [["user:bob", "schema:main.own"]],
        "grants": [["user:bob", "catalog:main", ["USE_CATALOG"]], ["user:bob", "schema:main.hr", ["BROWSE"]],
                   ["user:bob", "table:main.hr.salaries", ["SELECT", "BROWSE"]],
                   ["sp:bot", "catalog:main", ["USE_CATALOG"]], ["sp:bot", "schema:main.hr", ["USE_SCHEMA", "MODIFY"]]]})"};
    auto view = in.view();
    const auto made = audit_principal(view, "bob").value();
    EXPECT_EQ(shown(made, "effective").find("main.hr.salaries | table | - | SELECT"), std::string::npos);
    const auto dormant = shown(made, "dormant");
    EXPECT_NE(dormant.find("main.hr.salaries"), std::string::npos) << dormant;
    EXPECT_NE(dormant.find("SELECT"), std::string::npos) << dormant;
    EXPECT_EQ(dormant.find("BROWSE"), std::string::npos) << dormant;
    const auto obtainable = shown(made, "obtainable");
    EXPECT_NE(obtainable.find("main.hr.salaries"), std::string::npos) << obtainable;
    EXPECT_NE(obtainable.find("becomes bot"), std::string::npos) << obtainable;
    EXPECT_EQ(obtainable.find("BROWSE"), std::string::npos) << obtainable;
}

TEST_F(Audits, GroupShowsWhatMembersHoldBesides) {
    const auto made = audit_group(view_, "staff").value();
    EXPECT_EQ(shown(made, "personal_grants"), "user | alice | schema | main.sales | MODIFY\n");
    EXPECT_EQ(shown(made, "inherited_grants"), "");
}

TEST_F(Audits, ResourceTellsWhatEachMayDo) {
    const auto made = audit_resource(view_, "main.sales.orders").value();
    const auto actions = shown(made, "actions");
    EXPECT_NE(actions.find("user | alice | "), std::string::npos) << actions;
    EXPECT_NE(actions.find("SELECT"), std::string::npos);
    const auto units = audit_resource(view_, "main.sales.orders", {{}, false}).value();
    EXPECT_EQ(shown(units, "actions"), "no section");
    EXPECT_NE(shown(units, "who").find("readers"), std::string::npos);
}

TEST_F(Audits, AdminsOfEveryKind) {
    const auto text = shown(audit_admins(view_).value(), "admins");
    for (const auto* line :
         {"account admin | account | ", "workspace admin | ws | prod | group | bosses",
          "workspace admin | ws | prod | user | root", "metastore admin | metastore | m1 | user | ada"})
        EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
}

TEST_F(Audits, OrphansOfEveryKind) {
    const auto made = audit_orphans(view_).value();
    EXPECT_EQ(shown(made, "owners"), "table | main.sales.old | user | gone | deactivated\n");
    EXPECT_EQ(shown(made, "grants"), "user | gone | catalog | main | BROWSE | deactivated\n");
    EXPECT_NE(shown(made, "groups").find("empty | no user or service principal is in it"), std::string::npos);
    EXPECT_NE(shown(made, "groups").find("idle | neither it"), std::string::npos);
}

TEST_F(Audits, LocalGroupsAndWhereToOffboard) {
    EXPECT_EQ(shown(audit_local_groups(view_).value(), "local_groups"), "group | ops | prod | 1 | 0 | 0\n");
    EXPECT_EQ(shown(audit_offboarding(view_, "dan").value(), "memberships"), "group | ops | workspace prod\n");
}

TEST_F(Audits, CompareSetsSidesBesideEachOther) {
    const auto made = compare_principals(view_, "alice", "dan", true).value();
    EXPECT_NE(shown(made, "groups").find("readers"), std::string::npos);
    EXPECT_NE(shown(made, "access"), "no section");
}

TEST_F(Audits, SayWhatIsWrongWithAName) {
    const auto unknown = audit_principal(view_, "alicf");
    ASSERT_FALSE(unknown);
    EXPECT_TRUE(unknown.error().is(errc::not_found));
    EXPECT_EQ(unknown.error().hint, "did you mean `alice`?");
    EXPECT_FALSE(audit_group(view_, "alice"));
    EXPECT_FALSE(audit_resource(view_, "main.sales.orders", {node_kind::catalog, true}));
    EXPECT_EQ(kind_called("external location"), node_kind::location);
    EXPECT_EQ(kind_called("wombat"), std::nullopt);
}

TEST(Dossier, IsDataInEveryForm) {
    // Names that are markup, formulas or line breaks in one of the forms.
    test_account in(R"({"grants": [["user:<b>|=cmd`", "catalog:main", ["SELECT"]]]})");
    auto view = in.view();
    const auto made = audit_principal(view, "<b>|=cmd`").value();
    for (const auto form : {report::dossier_format::text, report::dossier_format::json, report::dossier_format::ndjson,
                            report::dossier_format::csv, report::dossier_format::md, report::dossier_format::html}) {
        report::dossier_options how;
        how.how = form;
        const auto text = render(made, how);
        EXPECT_EQ(text, render(made, how));
        EXPECT_TRUE(text.ends_with('\n'));
        if (form == report::dossier_format::html) {
            EXPECT_EQ(text.find("<b>"), std::string::npos);
            EXPECT_NE(text.find("&lt;b&gt;|=cmd`"), std::string::npos);
            EXPECT_EQ(text.find("://"), std::string::npos);                // nothing is fetched,
            EXPECT_NE(text.find("default-src 'none'"), std::string::npos); // and nothing may be
        }
        if (form == report::dossier_format::md) {
            EXPECT_NE(text.find("\\<b\\>\\|=cmd\\`"), std::string::npos);
        }
    }
}

} // namespace
} // namespace canreach::audit
