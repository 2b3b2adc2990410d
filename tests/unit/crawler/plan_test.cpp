#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "crawler/families.hpp"
#include "crawler/object_families.hpp"
#include "crawler/plan.hpp"

namespace canreach::crawler {
namespace {

using ::testing::ElementsAre;

node_fact node(node_kind kind, std::string scope, std::string id, node_flags flags = {}, std::string subtype = {}) {
    node_fact made;
    made.key = {kind, std::move(scope), std::move(id)};
    made.flags = flags;
    made.subtype = std::move(subtype);
    return made;
}
decoded_row row(node_fact what) {
    decoded_row made;
    made.id = what.key.id;
    made.facts.emplace_back(std::move(what));
    return made;
}
std::vector<std::string> families_of(const std::vector<crawl_task>& tasks) {
    std::vector<std::string> made;
    for (const auto& task : tasks) made.push_back(task.family + "@" + task.workspace);
    return made;
}
crawl_task listing(std::string family, node_key about) {
    return {std::move(family), {}, std::move(about), node_part::children};
}

directory two_workspaces() {
    directory known;
    for (const auto* id : {"1", "2", "3"}) {
        auto made = node(node_kind::workspace, "", id, *id == '3' ? node_flags(node_flag::unreachable) : node_flags{});
        made.attributes.emplace_back("url", std::string("https://adb-") + id + ".azuredatabricks.net");
        known.learn_workspace(made);
        known.learn_attachment("m", id);
    }
    return known;
}

TEST(Plan, BeginsWithTheAccountFamilies) {
    EXPECT_THAT(families_of(root_tasks("acc")),
                ElementsAre("workspaces@", "metastores@", "account-users@", "account-service-principals@",
                            "account-groups@", "account-access-rules@", "account-roles@", "account-federation@"));
}

TEST(Plan, FollowsFactsMd) {
    auto known = two_workspaces();
    const node_key metastore{node_kind::metastore, "", "m"};
    const auto next = [&](const std::string& family, const node_key& about, const std::string& ws, node_fact what) {
        return families_of(follow_ups_of_row(listing(family, about), ws, row(std::move(what)), known));
    };
    const node_key account{node_kind::account, "", "acc"};
    const auto of_running = next("workspaces", account, "", node(node_kind::workspace, "", "1"));
    ASSERT_EQ(of_running.size(), 6 + workspace_questions().size());
    EXPECT_EQ(of_running[1], "assignments@");
    EXPECT_EQ(of_running[2], "workspace-groups@1");
    EXPECT_EQ(of_running[6], "jobs@1");
    EXPECT_EQ(of_running.back(), "tree@1");
    EXPECT_THAT(next("workspaces", account, "", node(node_kind::workspace, "", "3", node_flag::unreachable)),
                ElementsAre("hive-schemas@3", "assignments@", "workspace-groups@3", "workspace-users@3",
                            "workspace-service-principals@3", "restrict-admins@3"));
    EXPECT_THAT(next("metastores", account, "", node(node_kind::metastore, "", "m")),
                ElementsAre("metastore-workspaces@"));
    EXPECT_THAT(next("account-groups", account, "", node(node_kind::group, "", "g")),
                ElementsAre("group-members@", "group-roles@"));
    EXPECT_THAT(next("account-users", account, "", node(node_kind::user, "", "u")), ElementsAre());
    EXPECT_THAT(next("catalogs", metastore, "1", node(node_kind::catalog, "m", "c")),
                ElementsAre("schemas@1", "grants@1", "policies@1"));
    EXPECT_THAT(next("catalogs", metastore, "2", node(node_kind::catalog, "m", "c")), ElementsAre());
    EXPECT_THAT(next("catalogs", metastore, "2", node(node_kind::catalog, "m", "iso", node_flag::isolated)),
                ElementsAre("schemas@2", "grants@2", "bindings@2", "policies@2"));
    EXPECT_THAT(next("locations", metastore, "1", node(node_kind::location, "m", "c")), ElementsAre("grants@1"));
    EXPECT_THAT(next("schemas", {node_kind::catalog, "m", "c"}, "1", node(node_kind::schema, "m", "c.s")),
                ElementsAre("tables@1", "volumes@1", "functions@1", "models@1", "grants@1", "policies@1", "tags@1"));
    EXPECT_THAT(next("credentials", metastore, "1", node(node_kind::credential, "m", "s", {}, "STORAGE")),
                ElementsAre("grants@1"));
    EXPECT_THAT(
        next("credentials", metastore, "1", node(node_kind::credential, "m", "api", node_flag::isolated, "SERVICE")),
        ElementsAre("service-credential-grants@1", "service-credential-bindings@1"));
    EXPECT_THAT(next("credentials", metastore, "2", node(node_kind::credential, "m", "s", {}, "STORAGE")),
                ElementsAre());
    EXPECT_THAT(next("shares", metastore, "1", node(node_kind::share, "m", "q")),
                ElementsAre("share-objects@1", "share-grants@1"));
    EXPECT_THAT(next("recipients", metastore, "1", node(node_kind::recipient, "m", "q")), ElementsAre());
    const node_key schema{node_kind::schema, "m", "c.s"};
    EXPECT_THAT(next("tables", schema, "1", node(node_kind::table, "m", "c.s.t", {}, "MANAGED")),
                ElementsAre("grants@1", "table-policies@1", "tags@1"));
    EXPECT_THAT(next("tables", schema, "1", node(node_kind::table, "m", "c.s.v", {}, "VIEW")),
                ElementsAre("grants@1", "view-definition@1", "table-policies@1", "tags@1"));
    EXPECT_THAT(next("tables", schema, "1", node(node_kind::table, "m", "c.s.q", {}, "NEVER_SEEN")),
                ElementsAre("grants@1", "view-definition@1", "table-policies@1", "tags@1"));
    EXPECT_THAT(next("models", schema, "1", node(node_kind::model, "m", "c.s.m")), ElementsAre("grants@1", "tags@1"));
}

TEST(Plan, LeavesOutMembersThatCameWithTheList) {
    directory known;
    auto made = row(node(node_kind::group, "", "g"));
    made.members_listed = true;
    EXPECT_THAT(families_of(follow_ups_of_row(listing("account-groups", {}), "", made, known)),
                ElementsAre("group-roles@"));
}

TEST(Plan, ReadsMembersOfAdminsUnderTheReservedId) {
    directory known;
    decoded_row made;
    made.id = "501";
    made.system_group = "admins";
    const auto tasks = follow_ups_of_row(listing("workspace-groups", {}), "1", made, known);
    ASSERT_EQ(tasks.size(), 1U);
    EXPECT_EQ(tasks[0].about, (node_key{node_kind::group, "1", "admins"}));
    made.system_group = "users";
    EXPECT_TRUE(follow_ups_of_row(listing("workspace-groups", {}), "1", made, known).empty());
}

TEST(Plan, AsksEveryRunningWorkspaceForCatalogs) {
    const auto known = two_workspaces();
    EXPECT_THAT(families_of(follow_ups_of_end(listing("metastore-workspaces", {node_kind::metastore, "", "m"}), known)),
                ElementsAre("grants@1", "connections@1", "shares@1", "providers@1", "recipients@1", "clean-rooms@1",
                            "allowed-init-scripts@1", "allowed-jars@1", "allowed-maven@1", "catalogs@1", "locations@1",
                            "credentials@1", "catalogs@2", "locations@2", "credentials@2"));
}

TEST(Plan, TextNamesEveryFamily) {
    const auto text = plan_text();
    for (const auto& one : all_families()) EXPECT_NE(text.find(one.name), std::string::npos);
}

TEST(Plan, TextFitsATerminal) {
    auto text = plan_text(80);
    for (const auto& one : all_families()) EXPECT_NE(text.find(one.name), std::string::npos);
    std::set<std::size_t> hosts_at;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        EXPECT_LE(line.size(), 80U) << line;
        for (const std::string_view host : {" account ", " workspace "})
            if (const auto at = line.find(host); at != std::string::npos && line.front() != ' ') hosts_at.insert(at);
        text.erase(0, line.size() + 1);
    }
    EXPECT_EQ(hosts_at.size(), 1U) << "one column, however long the names";
}

TEST(Families, AreUniqueAndHaveTargets) {
    std::set<std::string_view> names;
    for (const auto& one : all_families()) {
        SCOPED_TRACE(one.name);
        EXPECT_TRUE(names.insert(one.name).second);
        EXPECT_EQ(family_named(one.name), &one);
        const bool about_objects = one.path.find("{acl}") != std::string_view::npos;
        const auto kind = about_objects ? node_kind::cluster : node_kind::table;
        const auto target = target_of(one, {"a/b", {kind, "m", "c.s.t x/?"}, {}, "c", "s", {}, "u"});
        ASSERT_TRUE(target);
        EXPECT_EQ(target->find('{'), std::string::npos);
        EXPECT_EQ(target->find("a/b"), std::string::npos);
        EXPECT_EQ(target->find(' '), std::string::npos);
    }
    EXPECT_EQ(family_named("nonsense"), nullptr);
    EXPECT_EQ(target_of(*family_named("grants"), {"a", {node_kind::model, "m", "c.s.m"}, {}, {}, {}, {}}).value(),
              "/api/2.1/unity-catalog/permissions/function/c.s.m?include_deleted_principals=true");
    EXPECT_FALSE(target_of(*family_named("grants"), {"a", {node_kind::user, "", "u"}, {}, {}, {}, {}}));
}

TEST(Directory, OrdersAlternatives) {
    auto known = two_workspaces();
    const node_key catalog{node_kind::catalog, "m", "c"};
    const node_key table{node_kind::table, "m", "c.s.t"};
    EXPECT_THAT(known.alternatives("grants", table, "1", 4), ElementsAre("2")); // 3 does not run
    auto more = node(node_kind::workspace, "", "4");
    more.attributes.emplace_back("url", "https://adb-4.azuredatabricks.net");
    known.learn_workspace(more);
    known.learn_attachment("m", "4");
    EXPECT_TRUE(known.claim(catalog, "1"));
    EXPECT_FALSE(known.claim(catalog, "4"));
    EXPECT_THAT(known.alternatives("grants", table, "1", 4), ElementsAre("4", "2"));
    known.note_answer("grants", "2");
    EXPECT_THAT(known.alternatives("grants", table, "1", 4), ElementsAre("4", "2")); // who saw it comes first
    EXPECT_THAT(known.alternatives("grants", {node_kind::metastore, "", "m"}, "1", 4), ElementsAre("2", "4"));
    known.give_up_workspace("4", "dead");
    EXPECT_THAT(known.alternatives("grants", table, "1", 4), ElementsAre("2"));
    EXPECT_THAT(known.alternatives("grants", table, "2", 1), ElementsAre("1"));
}

TEST(Directory, KnowsWhoReadsAsWell) {
    auto known = two_workspaces();
    const node_key catalog{node_kind::catalog, "m", "c"};
    const node_key table{node_kind::table, "m", "c.s.t"};
    EXPECT_FALSE(known.can_read_as_well("grants", table, "2")) << "has not seen the catalog";
    (void)known.claim(catalog, "1");
    (void)known.claim(catalog, "2");
    EXPECT_TRUE(known.can_read_as_well("grants", table, "2"));
    EXPECT_THAT(known.who_reads_as_well("grants", table, "1"), ElementsAre("2"));
    EXPECT_THAT(known.who_reads_as_well("grants", {node_kind::metastore, "", "m"}, "1"), ::testing::IsEmpty());
    known.note_refusal("grants", "2");
    EXPECT_FALSE(known.can_read_as_well("grants", table, "2"));
    EXPECT_TRUE(known.can_read_as_well("tables", {node_kind::schema, "m", "c.s"}, "2"));
    known.give_up_workspace("2", "dead");
    EXPECT_FALSE(known.can_read_as_well("tables", {node_kind::schema, "m", "c.s"}, "2"));
}

TEST(Directory, SplitsSchemaNamesByTheCatalogsSeen) {
    directory known;
    EXPECT_EQ(known.split_schema({node_kind::schema, "m", "a.b.c"}), std::pair(std::string("a"), std::string("b.c")));
    (void)known.claim({node_kind::catalog, "m", "a.b"}, "1");
    EXPECT_EQ(known.split_schema({node_kind::schema, "m", "a.b.c"}), std::pair(std::string("a.b"), std::string("c")));
    EXPECT_EQ(known.split_schema({node_kind::schema, "m", "a"}), std::pair(std::string("a"), std::string()));
}

} // namespace
} // namespace canreach::crawler
