// Every rule of indirect paths by itself: where it leads, where it does not, what is not known, and how many hops it
// is.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "graph/access_graph.hpp"
#include "graph/operations.hpp"
#include "simulator/world.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach {
namespace {

using graph::verdict;

constexpr std::string_view table = "table:main.sales.orders";

/// A world, a question, and what is expected.
struct path_case {
    std::string name;
    std::string world;
    std::string who;
    std::string action; ///< of table main.sales.orders unless `on` is set; empty: to act as `on`
    verdict how = verdict::yes;
    unsigned hops = 0;
    std::vector<std::string> rules{}; ///< of the hops, in order
    std::string on{};
    std::string profile{};
    bool invoke = false;
    friend std::ostream& operator<<(std::ostream& out, const path_case& one) { return out << one.name; }
};

/// Access of etl, a service principal in prod, to the table; and joe, a user in prod.
constexpr std::string_view etl_reads = R"("assign": [["sp:etl", "ws:prod", "USER"], ["user:joe", "ws:prod", "USER"]],
    "grants": [["sp:etl", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]])";

std::string with_etl(std::string_view more) {
    return "{" + std::string(etl_reads) + ", " + std::string(more) + "}";
}

std::vector<path_case> path_cases() {
    const std::string none;
    return {
        {"SelfGrantIsOneHop",
         R"({"owners": [["user:sam", "catalog:main"]], "assign": [["user:sam", "ws:prod", "USER"]]})",
         "user:sam",
         "SELECT",
         verdict::yes,
         1,
         {"E1"}},
        {"OwnerOutsideOfWorkspacesGrantsNothing",
         R"({"owners": [["user:sam", "catalog:main"]], "workspaces": ["ws:prod"]})", "user:sam", "SELECT", verdict::no},
        {"SelfGrantIsUnknownWhereGrantsWereNotRead",
         R"({"assign": [["user:sam", "ws:prod", "USER"]], "not_crawled": ["catalog:main"]})", "user:sam", "SELECT",
         verdict::unknown, 0},
        {"ManageOnACatalogGivesUsageBelowIt",
         R"({"grants": [["user:sam", "catalog:main", ["USE_CATALOG", "MANAGE"]]], "assign": [["user:sam", "ws:prod", "USER"]]})",
         "user:sam",
         "SELECT",
         verdict::yes,
         1,
         {"E1"}},
        {"ManageWithoutItsOwnUsageGivesNothing",
         R"({"grants": [["user:sam", "catalog:main", ["MANAGE"]]], "assign": [["user:sam", "ws:prod", "USER"]]})",
         "user:sam", "SELECT", verdict::no},
        {"MetastoreAdminGrantsItself",
         R"({"owners": [["user:ada", "metastore:m1"]], "assign": [["user:ada", "ws:prod", "USER"]]})",
         "user:ada",
         "DROP TABLE",
         verdict::yes,
         1,
         {"E3"}},
        {"BindingIsAHopOfItsOwn",
         R"({"owners": [["user:cat", "catalog:main"]], "assign": [["user:cat", "ws:dev", "USER"]],
             "attrs": {"catalog:main": {"isolation": "ISOLATED"}}, "bind": [["catalog:main", "ws:prod", "READ_WRITE"]]})",
         "user:cat",
         "SELECT",
         verdict::yes,
         2,
         {"E2", "E1"}},
        {"ReadersCannotBind",
         R"({"grants": [["user:cat", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
             "assign": [["user:cat", "ws:dev", "USER"]], "attrs": {"catalog:main": {"isolation": "ISOLATED"}},
             "bind": [["catalog:main", "ws:prod", "READ_WRITE"]]})",
         "user:cat", "SELECT", verdict::no},
        {"AccountAdminNeedsThreeHops",
         R"({"roles": [["user:acc", "account", "account.admin"]],
             "owners": [["user:olga", "table:main.sales.orders"]], "workspaces": ["ws:prod"]})",
         "user:acc",
         "SELECT",
         verdict::yes,
         3,
         {"E4", "E4", "E3"}},
        {"BillingAdminNeedsMore", R"({"roles": [["user:acc", "account", "billing.admin"]],
             "owners": [["user:olga", "table:main.sales.orders"]], "assign": [["user:acc", "ws:prod", "USER"]]})",
         "user:acc", "SELECT", verdict::no},
        {"GroupManagerJoins",
         R"({"roles": [["user:gil", "group:a", "group.manager"]], "assign": [["user:gil", "ws:prod", "USER"]],
             "grants": [["group:a", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]]})",
         "user:gil",
         "SELECT",
         verdict::yes,
         1,
         {"E5"}},
        {"JoiningSeveralGroupsIsOneHop",
         R"({"roles": [["user:gil", "group:a", "group.manager"], ["group:a", "group:b", "group.manager"]],
             "assign": [["user:gil", "ws:prod", "USER"]],
             "grants": [["group:a", "catalog:main", ["USE_CATALOG"]], ["group:b", "catalog:main", ["USE_SCHEMA", "SELECT"]]]})",
         "user:gil",
         "SELECT",
         verdict::yes,
         1,
         {"E5"}},
        {"ManagersOfAGroupWhoseMembersAreElsewhereStayOut",
         R"({"roles": [["user:gil", "group:a", "group.manager"]], "assign": [["user:gil", "ws:prod", "USER"]],
             "attrs": {"group:a": {"source": "external", "immutable": true}},
             "grants": [["group:a", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]]})",
         "user:gil", "SELECT", verdict::no},
        {"RoleOnAServicePrincipal",
         with_etl(R"("roles": [["user:joe", "sp:etl", "servicePrincipal.user"]])"),
         "user:joe",
         "SELECT",
         verdict::yes,
         1,
         {"E7"}},
        {"NoWorkspaceInCommon", R"({"assign": [["sp:etl", "ws:prod", "USER"], ["user:joe", "ws:dev", "USER"]],
             "grants": [["sp:etl", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
             "roles": [["user:joe", "sp:etl", "servicePrincipal.user"]]})",
         "user:joe", "SELECT", verdict::no},
        {"ManagerOfAServicePrincipal",
         with_etl(R"("roles": [["user:joe", "sp:etl", "servicePrincipal.manager"]])"),
         "user:joe",
         "SELECT",
         verdict::yes,
         2,
         {"E6", "E7"}},
        {"DeactivatedServicePrincipalsAreNoUse",
         with_etl(
             R"("roles": [["user:joe", "sp:etl", "servicePrincipal.user"]], "attrs": {"sp:etl": {"active": false}})"),
         "user:joe", "SELECT", verdict::no},
        {"DeactivatedUsersDoNothing",
         with_etl(
             R"("roles": [["user:joe", "sp:etl", "servicePrincipal.user"]], "attrs": {"user:joe": {"active": false}})"),
         "user:joe", "SELECT", verdict::no},
        {"EditorOfAJob",
         with_etl(
             R"("acls": [["user:joe", "job:prod:j", "CAN_MANAGE"]], "links": [["RUN_AS", "job:prod:j", "sp:etl"]])"),
         "user:joe",
         "SELECT",
         verdict::yes,
         1,
         {"E8"}},
        {"EditorsMayBeRefusedTheServicePrincipal",
         with_etl(
             R"("acls": [["user:joe", "job:prod:j", "CAN_MANAGE"]], "links": [["RUN_AS", "job:prod:j", "sp:etl"]])"),
         "user:joe",
         "SELECT",
         verdict::no,
         0,
         {},
         none,
         "job_editor_keeps_sp=no"},
        {"EditorOfAJobWhoseAclWasNotRead",
         with_etl(R"("links": [["RUN_AS", "job:prod:j", "sp:etl"]], "not_crawled": ["job:prod:j"])"), "user:joe",
         "SELECT", verdict::unknown, 1},
        {"RunningAJobIsNotEditingIt",
         with_etl(
             R"("acls": [["user:joe", "job:prod:j", "CAN_MANAGE_RUN"]], "links": [["RUN_AS", "job:prod:j", "sp:etl"]])"),
         "user:joe", "SELECT", verdict::no},
        {"RunningAJobCountsWhereInvokingDoes",
         with_etl(
             R"("acls": [["user:joe", "job:prod:j", "CAN_MANAGE_RUN"]], "links": [["RUN_AS", "job:prod:j", "sp:etl"]])"),
         "user:joe",
         "SELECT",
         verdict::yes,
         1,
         {"E18"},
         none,
         none,
         true},
        {"EditorOfCode",
         with_etl(R"("acls": [["user:joe", "notebook:prod:/a/n", "CAN_EDIT"]],
             "links": [["RUN_AS", "job:prod:j", "sp:etl"], ["USES", "job:prod:j", "notebook:prod:/a/n"]])"),
         "user:joe",
         "SELECT",
         verdict::yes,
         1,
         {"E9"}},
        {"ManagerOfTheFolderAroundCode",
         with_etl(R"("acls": [["user:joe", "folder:prod:/a", "CAN_MANAGE"]],
             "links": [["RUN_AS", "job:prod:j", "sp:etl"], ["USES", "job:prod:j", "notebook:prod:/a/n"]])"),
         "user:joe",
         "SELECT",
         verdict::yes,
         1,
         {"E9"}},
        {"ReaderOfCode", with_etl(R"("acls": [["user:joe", "notebook:prod:/a/n", "CAN_READ"]],
             "links": [["RUN_AS", "job:prod:j", "sp:etl"], ["USES", "job:prod:j", "notebook:prod:/a/n"]])"),
         "user:joe", "SELECT", verdict::no},
        {"EditorOfAPipeline",
         with_etl(
             R"("acls": [["user:joe", "pipeline:prod:p", "CAN_MANAGE"]], "links": [["RUN_AS", "pipeline:prod:p", "sp:etl"]])"),
         "user:joe",
         "SELECT",
         verdict::yes,
         1,
         {"E10"}},
        {"RunnerOfAPipeline",
         with_etl(
             R"("acls": [["user:joe", "pipeline:prod:p", "CAN_RUN"]], "links": [["RUN_AS", "pipeline:prod:p", "sp:etl"]])"),
         "user:joe", "SELECT", verdict::no},
        {"WorkspaceAdmin",
         R"({"assign": [["sp:etl", "ws:prod", "USER"], ["user:root", "ws:prod", "ADMIN"]],
             "grants": [["sp:etl", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]]})",
         "user:root",
         "SELECT",
         verdict::yes,
         1,
         {"E11"}},
        {"WorkspaceAdminElsewhere", R"({"assign": [["sp:etl", "ws:prod", "USER"], ["user:root", "ws:dev", "ADMIN"]],
             "grants": [["sp:etl", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]]})",
         "user:root", "SELECT", verdict::no},
        {"RestrictedWorkspaceAdminWithoutSecrets",
         R"({"assign": [["sp:etl", "ws:prod", "USER"], ["user:root", "ws:prod", "ADMIN"]],
             "grants": [["sp:etl", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
             "attrs": {"ws:prod": {"restrict_admins": "RESTRICT_TOKENS_AND_JOB_RUN_AS"}}})",
         "user:root",
         "SELECT",
         verdict::no,
         0,
         {},
         none,
         "admin_sp_secrets=no"},
        {"ReaderOfASecret",
         with_etl(
             R"("acls": [["user:joe", "secrets:prod:kv", "READ"]], "links": [["HOLDS", "secrets:prod:kv", "sp:etl"]])"),
         "user:joe",
         "SELECT",
         verdict::yes,
         1,
         {"E12"}},
        {"SecretOfNobody", with_etl(R"("acls": [["user:joe", "secrets:prod:kv", "READ"]])"), "user:joe", "SELECT",
         verdict::no},
        {"ViewerOfADashboard",
         with_etl(R"("acls": [["user:joe", "dashboard:prod:d", "CAN_READ"]],
             "links": [["PUBLISHED_AS", "dashboard:prod:d", "sp:etl"], ["READS", "dashboard:prod:d", "table:main.sales.orders"]])"),
         "user:joe",
         "SELECT",
         verdict::yes,
         1,
         {"E16"},
         none,
         none,
         true},
        {"ADashboardShowsWhatItReads",
         with_etl(R"("acls": [["user:joe", "dashboard:prod:d", "CAN_READ"]],
             "links": [["PUBLISHED_AS", "dashboard:prod:d", "sp:etl"], ["READS", "dashboard:prod:d", "table:main.sales.other"]])"),
         "user:joe",
         "SELECT",
         verdict::no,
         0,
         {},
         none,
         none,
         true},
        {"AQueryThatRunsAsItsOwner",
         with_etl(
             R"("acls": [["user:joe", "query:prod:q", "CAN_RUN"]], "links": [["RUN_AS", "query:prod:q", "sp:etl"]])"),
         "user:joe",
         "SELECT",
         verdict::yes,
         1,
         {"E17"},
         none,
         none,
         true},
        {"ManagerOfAnApp",
         with_etl(
             R"("acls": [["user:joe", "app:prod:a", "CAN_MANAGE"]], "links": [["APP_SP", "app:prod:a", "sp:etl"]])"),
         "user:joe",
         "SELECT",
         verdict::yes,
         1,
         {"E19"}},
        {"UserOfAnApp",
         with_etl(R"("acls": [["user:joe", "app:prod:a", "CAN_USE"]], "links": [["APP_SP", "app:prod:a", "sp:etl"]])"),
         "user:joe", "SELECT", verdict::no},
        {"IdentitiesOfAChainDoNotAddUp",
         R"({"assign": [["sp:etl", "ws:prod", "USER"], ["user:joe", "ws:prod", "USER"]],
             "grants": [["sp:etl", "table:main.sales.orders", ["SELECT"]], ["user:joe", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]]],
             "roles": [["user:joe", "sp:etl", "servicePrincipal.user"]]})",
         "user:joe", "SELECT", verdict::no},
        {"ActingAs",
         with_etl(R"("roles": [["user:joe", "sp:etl", "servicePrincipal.user"]])"),
         "user:joe",
         "IMPERSONATE",
         verdict::yes,
         1,
         {"E7"},
         "sp:etl"},
        {"ActingAsOneself", with_etl(R"("roles": [])"), "sp:etl", "IMPERSONATE", verdict::yes, 0, {}, "sp:etl"},
        {"AccountAdminEditsAnyJob",
         R"({"roles": [["user:acc", "account", "account.admin"]], "attrs": {"job:prod:j": {}}})",
         "user:acc",
         "EDIT",
         verdict::yes,
         1,
         {"E4"},
         "job:prod:j"},
    };
}

class PathCases : public testing::TestWithParam<path_case> {};

TEST_P(PathCases, AreDecidedBothWays) {
    const auto& one = GetParam();
    const auto on = one.on.empty() ? std::string(table) : one.on;
    const auto world = simulator::parse_world(one.world, {one.who, on}).value();
    auto source = support::memory_source::from(world.facts, world.gaps).value();
    const auto facts = graph::access_graph::build(source).value();
    const auto id = [&](const std::string& name) { return source.id_of(world.keys.at(name)); };
    graph::request what;
    what.how = graph::mode::escalatable;
    what.invoke = one.invoke;
    if (!one.profile.empty()) what.profile = graph::rule_profile::named(one.profile).value();
    for (const auto& word : graph::action_words(source.privileges()))
        if (word.spelling == one.action) what.actions.push_back(graph::meaning_of(word, what.how));
    ASSERT_EQ(what.actions.size(), 1U);

    const auto answer = facts.can(id(one.who), what, id(on));
    EXPECT_EQ(answer.how, one.how);
    EXPECT_TRUE(one.how != verdict::yes || answer.hops == one.hops) << answer.hops << " hops";
    EXPECT_EQ(answer.missing.empty(), one.how == verdict::yes);
    EXPECT_EQ(answer.gaps.empty(), one.how != verdict::unknown);

    const std::vector kinds{node_kind::user, node_kind::service_principal};
    auto told = verdict::no;
    for (const auto& row : facts.who(what, id(on), kinds).rows)
        if (row.principal == id(one.who)) {
            told = row.how;
            EXPECT_EQ(row.hops, answer.hops);
        }
    EXPECT_EQ(told, one.how);

    auto listed = verdict::no;
    for (const auto& row : facts.what(id(one.who), what, {}, no_node).rows)
        if (row.resource == id(on)) listed = row.how;
    EXPECT_EQ(listed, one.how);

    const auto chains = facts.how(id(one.who), what, id(on)).chains;
    EXPECT_EQ(chains.empty(), one.how != verdict::yes);
    if (chains.empty()) return;
    std::vector<std::string> rules;
    for (const auto& hop : chains.front().hops) {
        rules.push_back(hop.rule);
        EXPECT_FALSE(hop.facts.empty()) << "a hop by " << hop.rule << " stands on no fact";
    }
    EXPECT_EQ(rules, one.rules);
    if (one.hops == 0) return;
    what.within = one.hops - 1;
    EXPECT_EQ(facts.can(id(one.who), what, id(on)).how, verdict::no);
}

INSTANTIATE_TEST_SUITE_P(Rules, PathCases, testing::ValuesIn(path_cases()),
                         [](const auto& row) { return row.param.name; });

} // namespace
} // namespace canreach
