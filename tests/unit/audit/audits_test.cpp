#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <variant>

#include "audit/audits.hpp"
#include "audit/redundancy.hpp"
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

TEST(GroupAudit, TellsWhoHoldsMostAndWhatOfItCouldGo) {
    test_account in(R"({"members": [["user:ann", "group:g"], ["user:bob", "group:inner"], ["group:inner", "group:g"]],
        "grants": [["group:g", "catalog:main", ["SELECT"]], ["user:ann", "table:main.s.t", ["MODIFY"]],
                   ["user:bob", "table:main.s.t", ["SELECT", "MODIFY"]], ["user:bob", "schema:main.s", ["SELECT"]]]})");
    auto view = in.view();
    const auto made = audit_group(view, "g").value();
    EXPECT_EQ(shown(made, "members_by_grants"), "user | bob | 2 | 1 | 1\nuser | ann | 1 | 0 | 0\n");
    EXPECT_EQ(shown(made, "redundant"),
              "user | bob | schema | main.s | SELECT |  | SELECT on main to g | FULL\n"
              "user | bob | table | main.s.t | SELECT | MODIFY | SELECT on main to g | PARTIAL\n");
    EXPECT_EQ(shown(made, "nested_members"), "group | inner | user | bob | internal\n");
}

TEST(GroupAudit, DrawsMembersUnderTheirGroups) {
    test_account in(
        R"({"members": [["group:inner", "group:g"], ["group:other", "group:g"], ["group:inner", "group:other"],
        ["user:bob", "group:inner"], ["group:g", "group:inner"], ["user:ann", "group:g"]],
        "assign": [["group:g", "ws:prod", "USER"]], "roles": [["group:g", "ws:prod", "USER"]],
        "grants": [["group:g", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]], ["group:inner", "table:main.s.t", ["SELECT"]]]})");
    auto view = in.view();
    const auto made = audit_group(view, "g").value();
    const auto all =
        report::render(made, {.how = report::dossier_format::tree, .style = {}, .ids = false, .section = {}});
    EXPECT_NE(all.find("├─ Direct members (3)\n"
                       "│  ├─ ann (user)     internal\n"
                       "│  ├─ inner (group)  internal\n"
                       "│  │  ├─ bob (user)  internal\n"
                       "│  │  └─ g (group)   internal\n"
                       "│  └─ other (group)  internal\n"
                       "│     └─ inner (group)  internal · see above\n"),
              std::string::npos)
        << all;
    const auto bob = audit_principal(view, "bob").value();
    const auto ways =
        report::render(bob, {.how = report::dossier_format::tree, .style = {}, .ids = false, .section = "effective"});
    EXPECT_NE(ways.find("via inner (2)"), std::string::npos) << ways;
    EXPECT_NE(ways.find("main.s.t (table)  DESCRIBE, SELECT · from prod\n"), std::string::npos) << ways;
}

// Whoever holds all rows of a table is told as anybody else: only the subject needs no name.
TEST(GroupAudit, ATreeNamesTheOneMemberWhoHoldsAll) {
    test_account in(R"({"members": [["user:ann", "group:g"]], "grants": [["group:g", "catalog:main", ["SELECT"]],
        ["user:ann", "table:main.s.t", ["SELECT"]], ["user:ann", "table:main.s.u", ["SELECT"]]]})");
    auto view = in.view();
    report::dossier_options how;
    how.how = report::dossier_format::tree;
    how.section = "redundant";
    const auto of_all = report::render(audit_redundancy(view, {}).value(), how);
    EXPECT_NE(of_all.find("ann (user)  table main.s.t · "), std::string::npos) << of_all;
    const auto of_ann = report::render(audit_redundancy(view, "ann").value(), how);
    EXPECT_NE(of_ann.find("main.s.t (table)  SELECT"), std::string::npos) << of_ann;
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
    for (const auto* line : {"account admin | account | ", "workspace admin | ws | prod | group | bosses",
                             "workspace admin | ws | prod | user | root | admins of prod",
                             "metastore admin | metastore | m1 | user | ada | direct"})
        EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
    EXPECT_TRUE(text.starts_with("account admin | ")) << text;
    EXPECT_LT(text.find("metastore admin"), text.find("workspace admin")) << text;
}

TEST_F(Audits, OrphansOfEveryKind) {
    const auto made = audit_orphans(view_).value();
    EXPECT_EQ(shown(made, "owners"), "table | main.sales.old | user | gone | deactivated\n");
    EXPECT_EQ(shown(made, "grants"), "user | gone | catalog | main | BROWSE | deactivated\n");
    EXPECT_NE(shown(made, "groups").find("empty |  | no user or service principal is in it"), std::string::npos);
    EXPECT_NE(shown(made, "groups").find("idle |  | neither it"), std::string::npos);
}

TEST_F(Audits, LocalGroupsAndWhereToOffboard) {
    EXPECT_EQ(shown(audit_local_groups(view_).value(), "local_groups"), "group | ops | prod | 1 | 0 | 0 | 0\n");
    EXPECT_EQ(shown(audit_offboarding(view_, in_.source(), "dan").value(), "memberships"),
              "group | ops | workspace prod\n");
}

TEST_F(Audits, OrphanedGroupsOfOneNameAreToldApart) {
    test_account in(R"({"attrs": {"wgroup:prod:etl-ops": {}, "wgroup:dev:etl-ops": {}}})");
    auto view = in.view();
    const auto groups = shown(audit_orphans(view).value(), "groups");
    for (const auto* line : {"etl-ops | prod | no user", "etl-ops | dev | no user"})
        EXPECT_NE(groups.find(line), std::string::npos) << groups;
}

// What stops when a service principal goes, and what lets it in still.
TEST_F(Audits, OffboardingTellsWhatRunsAsIt) {
    test_account in(R"({"attrs": {"sp:etl": {}, "user:olga": {}},
        "links": [["RUN_AS", "job:prod:nightly", "sp:etl"], ["RUN_AS", "pipeline:prod:bronze", "sp:etl"],
                  ["RUN_AS", "job:prod:other", "user:olga"]]})");
    auto view = in.view();
    const auto made = audit_offboarding(view, in.source(), "etl").value();
    EXPECT_EQ(shown(made, "runs"), "job | prod:nightly | runs as it\npipeline | prod:bronze | runs as it\n");
    EXPECT_NE(std::ranges::find(made.facts, std::pair<std::string, std::string>{"secrets", "none"}), made.facts.end());
    EXPECT_EQ(shown(made, "tokens"), "");
}

// A token is revoked, not handed over, and somebody's secrets are counted.
TEST_F(Audits, TokensAreToldWithTheirTimes) {
    test_account in(
        R"({"attrs": {"user:mei": {}, "sp:etl": {}, "ws:prod": {}},
        "owners": [["user:mei", "table:main.s.t"]]})",
        [](simulator::world& world) {
            const auto& prod = world.keys.at("ws:prod");
            const node_key token{node_kind::other, prod.id, "token/5634"};
            world.facts.emplace_back(node_fact{
                token, "5634", prod, "token", {}, {{"created", "1700000923977"}, {"last_used", "1764028800000"}}});
            const auto& mei = world.keys.at("user:mei");
            world.facts.emplace_back(owner_fact{principal_ref::to(mei), token});
            for (auto& one : world.facts)
                if (auto* node = std::get_if<node_fact>(&one); node != nullptr && node->key == world.keys.at("sp:etl"))
                    node->attributes.emplace_back("secrets", "3");
        });
    auto view = in.view();
    constexpr auto token = "token | prod:`5634` | prod | 2023-11-14 22:28 | never | 2025-11-25 00:00\n";
    const auto offboard = audit_offboarding(view, in.source(), "mei").value();
    EXPECT_EQ(shown(offboard, "tokens"), token);
    EXPECT_EQ(shown(offboard, "owned").find("5634"), std::string::npos) << shown(offboard, "owned");
    EXPECT_NE(shown(offboard, "owned").find("main.s.t"), std::string::npos) << shown(offboard, "owned");
    EXPECT_EQ(shown(audit_principal(view, "mei").value(), "tokens"), token);
    const auto told = std::pair<std::string, std::string>{"secrets", "3"};
    for (const auto& made : {audit_offboarding(view, in.source(), "etl").value(), audit_principal(view, "etl").value()})
        EXPECT_EQ(std::ranges::count(made.facts, told), 1) << made.audit;
}

// A workspace by each of its assignments, and every chain into a group of which no link could be left out.
TEST_F(Audits, PrincipalToldAsWhatAndByWhichWay) {
    test_account in(R"({
        "members": [["user:a", "group:g1"], ["user:a", "group:g2"], ["group:g1", "group:top"], ["group:g2", "group:top"],
                    ["group:g1", "group:g2"], ["group:top", "group:all"]],
        "assign": [["group:top", "ws:prod", "USER"], ["user:a", "ws:prod", "ADMIN"], ["user:a", "ws:dev", "USER"]]})");
    auto view = in.view();
    const auto made = audit_principal(view, "a", {}, true).value();
    const auto prod = view.names.describe(in.id("ws:prod")).value().key.id;
    const auto dev = view.names.describe(in.id("ws:dev")).value().key.id;
    EXPECT_EQ(shown(made, "workspaces"), "dev | " + dev + " | USER | direct | yes\n" + "prod | " + prod +
                                             " | ADMIN | direct | yes\n" + "prod | " + prod + " | USER | top | yes\n");
    // a ∈ g1 ∈ g2 is none: a lies in g2 itself.
    const auto paths = shown(made, "paths");
    for (const auto* line : {"g1 | 1 | a ∈ g1\n", "g2 | 1 | a ∈ g2\n", "top | 2 | a ∈ g1 ∈ top\n",
                             "top | 2 | a ∈ g2 ∈ top\n", "all | 3 | a ∈ g1 ∈ top ∈ all\n"})
        EXPECT_NE(paths.find(line), std::string::npos) << line << paths;
    EXPECT_EQ(paths.find("g1 ∈ g2"), std::string::npos) << paths;
    EXPECT_EQ(shown(audit_principal(view, "a").value(), "paths"), "no section");
}

TEST_F(Audits, RolesInWorkspacesAreThoseOfTheAccountAndOfAdmins) { // T1, T2
    test_account in(R"({
        "members": [["user:al", "builtin:prod:admins"], ["user:dan", "wgroup:dev:ops"], ["user:x", "group:bosses"]],
        "assign": [["user:al", "ws:prod", "USER"], ["wgroup:dev:ops", "ws:dev", "ADMIN"], ["user:dan", "ws:dev", "USER"],
                   ["group:bosses", "ws:prod", "ADMIN"]]})");
    auto view = in.view();
    const auto prod = view.names.describe(in.id("ws:prod")).value().key.id;
    const auto dev = view.names.describe(in.id("ws:dev")).value().key.id;
    EXPECT_EQ(shown(audit_principal(view, "al").value(), "workspaces"),
              "prod | " + prod + " | USER | direct | yes\n" + "prod | " + prod + " | ADMIN | admins | yes\n");
    EXPECT_EQ(shown(audit_principal(view, "dan").value(), "workspaces"), "dev | " + dev + " | USER | direct | yes\n");
    // Whoever is an admin by an assignment is not in the group for that.
    const auto admins = shown(audit_admins(view).value(), "admins");
    EXPECT_NE(admins.find("admins of prod"), std::string::npos) << admins;
    std::istringstream lines(admins);
    for (std::string line; std::getline(lines, line);) {
        if (line.find("admins of prod") != std::string::npos) {
            EXPECT_NE(line.find(" | al | "), std::string::npos) << line;
        }
    }
}

TEST_F(Audits, EscalationRanksWithChainAndFix) {
    test_account in(R"({"attrs": {"user:bob": {}}, "links": [["RUN_AS", "job:prod:nightly", "sp:bot"]],
        "assign": [["user:bob", "ws:prod", "USER"], ["sp:bot", "ws:prod", "USER"]],
        "acls": [["user:bob", "job:prod:nightly", "CAN_MANAGE"]], "roles": [["user:bob", "sp:bot", "servicePrincipal.user"]]})");
    auto view = in.view();
    const auto made = audit_escalation(view).value();
    const auto ranked = shown(made, "identities");
    EXPECT_NE(ranked.find("user | bob | 1 | 0 | bot | 1 | become service principal bot: "), std::string::npos)
        << ranked;
    EXPECT_NE(ranked.find("| remove "), std::string::npos) << ranked;
}

TEST_F(Audits, CompareSetsSidesBesideEachOther) {
    const auto made = compare_principals(view_, "alice", "dan", {.access = true}).value();
    EXPECT_NE(shown(made, "groups").find("readers"), std::string::npos);
    EXPECT_NE(shown(made, "access"), "no section");
    EXPECT_EQ(shown(made, "paths_first"), "no section");
    const auto with_paths = compare_principals(view_, "alice", "dan", {.paths = true}).value();
    EXPECT_NE(shown(with_paths, "paths_first").find("alice ∈ readers"), std::string::npos)
        << shown(with_paths, "paths_first");
    EXPECT_NE(shown(with_paths, "paths_second"), "no section");
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

// Whatever canreach prints, and what people have at hand, names a resource.
TEST(ResourceNames, AreThoseThatTablesShowAndPeopleWrite) {
    test_account in{R"({
        "attrs": {"htable:prod:sales.orders": {}, "htable:dev:sales.orders": {}, "htable:prod:sales.only": {},
                  "job:prod:nightly": {}, "job:dev:nightly": {}, "notebook:prod:/Prod/etl/load": {},
                  "folder:prod:/Users": {}, "folder:dev:/Users": {}, "table:=formula.default.x": {}},
        "members": [["user:alice", "group:hr"]], "assign": [["sp:etl", "ws:prod", "USER"]],
        "grants": [["group:hr", "anyfile:prod", ["SELECT"]], ["group:hr", "anyfile:dev", ["SELECT"]]]})"};
    auto view = in.view();
    const auto told = [&](std::string_view name, std::optional<node_kind> kind = {}) {
        const auto found = find_resource(view, name, kind);
        if (!found) return found.error().to_string();
        const auto made = audit_resource(view, name, {kind, true});
        return made ? made->subject : "no audit: " + made.error().to_string();
    };
    EXPECT_EQ(told("prod:hive_metastore.sales.orders"), "Hive table sales.orders (in prod)");
    EXPECT_EQ(told("HIVE_METASTORE.sales.only"), "Hive table sales.only (in prod)");
    EXPECT_EQ(told("hive_metastore.sales.only", node_kind::table), "Hive table sales.only (in prod)");
    EXPECT_EQ(told("sales.only"), "Hive table sales.only (in prod)");
    EXPECT_EQ(told("dev:nightly"), "job nightly (in dev)");
    EXPECT_EQ(told("JOB dev:nightly"), "job nightly (in dev)");
    EXPECT_EQ(told("prod:'/Prod/etl/load'"), "notebook /Prod/etl/load (in prod)");
    EXPECT_EQ(told("prod:/Prod/etl/load"), "notebook /Prod/etl/load (in prod)");
    EXPECT_EQ(told("ANY FILE FROM prod"), "ANY FILE (in prod)");
    EXPECT_EQ(told("`=formula`.default.x"), "table =formula.default.x");
    EXPECT_EQ(told("hr"), "group hr");
    EXPECT_EQ(told("etl"), "service principal etl");
    const auto prod = view.names.describe(in.id("ws:prod")).value();
    EXPECT_EQ(told(prod.key.id), "workspace prod");
    EXPECT_EQ(told("prod:nothing"), "nothing in the account is called `prod:nothing`");
    const auto both = find_resource(view, "hive_metastore.sales.orders");
    ASSERT_FALSE(both);
    EXPECT_TRUE(both.error().is(errc::ambiguous));
    for (const auto* way : {"dev:hive_metastore.sales.orders", "prod:hive_metastore.sales.orders"}) {
        EXPECT_NE(both.error().to_string().find(way), std::string::npos) << both.error().to_string();
        EXPECT_TRUE(find_resource(view, way));
    }
    EXPECT_EQ(kind_called("Hive table"), node_kind::hive_table);
    // Objects whose id is their name or path have the same one in every workspace.
    for (const auto* name : {"nightly", "/Users"}) {
        const auto several = find_resource(view, name);
        ASSERT_FALSE(several);
        ASSERT_EQ(several.error().context.size(), 2U) << several.error().to_string();
        for (const auto& [what, way] : several.error().context) {
            const auto one = find_resource(view, way);
            EXPECT_TRUE(one && one->label == what) << way;
        }
    }
}

TEST(ResourceNames, AThingOfNoKnownKindIsToldAsItIsStored) {
    test_account in(R"({"attrs": {"ws:prod": {}}, "owners": [["user:mei", "table:main.s.t"]]})",
                    [](simulator::world& world) {
                        const auto& prod = world.keys.at("ws:prod");
                        const node_key agent{node_kind::other, prod.id, "agents/77"};
                        world.facts.emplace_back(node_fact{agent, "devices", prod, "agents", {}, {}});
                        const auto& mei = world.keys.at("user:mei");
                        world.facts.emplace_back(owner_fact{principal_ref::to(mei), agent});
                    });
    auto view = in.view();
    const auto made = audit_resource(view, "prod:devices").value();
    EXPECT_EQ(made.subject, "other devices (in prod)");
    EXPECT_EQ(shown(made, "owner"), "user | mei\n");
}

// Who holds what on one workspace's ANY FILE is nobody's in another.
TEST(ResourceNames, OneOfSeveralHiveMetastoresIsAskedAlone) {
    test_account in{
        R"({"grants": [["user:alice", "anyfile:prod", ["SELECT"]], ["user:bob", "anyfile:dev", ["SELECT"]]]})"};
    auto view = in.view();
    const auto made = audit_resource(view, "ANY FILE FROM prod").value();
    EXPECT_NE(shown(made, "grants").find("alice"), std::string::npos) << shown(made, "grants");
    EXPECT_EQ(shown(made, "grants").find("bob"), std::string::npos) << shown(made, "grants");
}

TEST(ResourceNames, APlaceInStorageIsAuditedThroughWhatIsRegisteredThere) {
    test_account in{R"({"paths": {"location:raw": "s3://lake/raw"}, "assign": [["user:alice", "ws:prod", "USER"]],
        "grants": [["user:alice", "location:raw", ["READ_FILES"]]]})"};
    auto view = in.view();
    const auto made = audit_resource(view, "s3://lake/raw/x.json").value();
    EXPECT_EQ(made.subject, "path s3://lake/raw/x.json");
    EXPECT_NE(shown(made, "readers").find("alice"), std::string::npos) << shown(made, "readers");
    EXPECT_EQ(shown(made, "writers").find("alice"), std::string::npos);
    EXPECT_NE(shown(made, "places").find("raw | s3://lake/raw | the path lies in it"), std::string::npos)
        << shown(made, "places");
}

TEST(Dossier, IsDataInEveryForm) {
    // Names that are markup, formulas or line breaks in one of the forms.
    test_account in(R"({"grants": [["user:<b>|=cmd`", "catalog:main", ["SELECT"]]]})");
    auto view = in.view();
    const auto made = audit_principal(view, "<b>|=cmd`").value();
    for (const auto form : {report::dossier_format::text, report::dossier_format::tree, report::dossier_format::json,
                            report::dossier_format::ndjson, report::dossier_format::csv, report::dossier_format::md,
                            report::dossier_format::html}) {
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

TEST_F(Audits, TellOwnershipThatUnityCatalogIgnores) { // M6
    test_account in(R"({"assign": [["user:al", "ws:prod", "USER"]], "members": [["user:al", "wgroup:prod:ops"]],
        "owners": [["wgroup:prod:ops", "catalog:main"], ["group:core", "catalog:lake"],
                   ["wgroup:prod:ops", "htable:prod:s.t"]]})");
    auto view = in.view();
    EXPECT_EQ(shown(audit_orphans(view).value(), "void_owners"), "catalog | main | group | ops | prod\n");
    EXPECT_EQ(shown(audit_local_groups(view).value(), "local_groups"), "group | ops | prod | 1 | 0 | 0 | 1\n");
    const auto main = audit_resource(view, "main", {node_kind::catalog, true}).value();
    ASSERT_EQ(main.remarks.size(), 1U);
    EXPECT_EQ(main.remarks[0],
              "group ops of workspace prod owns it without effect: Unity Catalog ignores groups of one workspace");
    EXPECT_TRUE(audit_resource(view, "lake", {node_kind::catalog, true}).value().remarks.empty());
}

TEST_F(Audits, OffboardingTellsPoliciesThatNameTheLeaver) {
    test_account in(R"({"members": [["user:al", "group:g"]],
        "policies": [{"name": "only_eu", "type": "ROW_FILTER", "on": "catalog:main", "to": ["group:account users"],
                      "except": ["user:al", "group:g"], "matches": ["table:main.s.t"]},
                     {"name": "reads", "type": "GRANT", "privileges": ["SELECT"], "on": "schema:main.s",
                      "to": ["user:al"], "except": [], "matches": ["table:main.s.t"]},
                     {"name": "by_group", "type": "GRANT", "privileges": ["SELECT"], "on": "schema:main.s",
                      "to": ["group:g"], "except": [], "matches": ["table:main.s.t"]}]})");
    auto view = in.view();
    EXPECT_EQ(shown(audit_offboarding(view, in.source(), "al").value(), "policies"),
              "only_eu | ROW_FILTER | EXCEPT | catalog | main\nreads | GRANT | TO | schema | main.s\n");
}

TEST_F(Audits, AnEmptyNameIsNoName) {
    test_account in(R"({"members": [["user:al", "group:g"]]})");
    auto view = in.view();
    for (const auto* name : {"", "  "}) {
        const auto who = audit_principal(view, name);
        ASSERT_FALSE(who);
        EXPECT_NE(who.error().to_string().find("the name is empty"), std::string::npos) << who.error().to_string();
        const auto what = audit_resource(view, name, {});
        ASSERT_FALSE(what);
        EXPECT_NE(what.error().to_string().find("the name is empty"), std::string::npos) << what.error().to_string();
    }
}

} // namespace
} // namespace canreach::audit
