#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "audit/sql_text.hpp"
#include "audit/system_tables.hpp"
#include "audit/workspace_admins.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

using test::shown;
using test::test_account;

/// alice administers prod herself; bob dev, through nested account groups; dan dev, through a group of that workspace,
/// which is named as an account group is; rita reads the audit table itself.
constexpr auto governed = R"({
    "members": [["user:bob", "group:ops"], ["group:ops", "group:platform"], ["user:zoe", "group:ops"],
                ["user:dan", "wgroup:dev:readers"], ["user:eve", "builtin:dev:admins"], ["user:rita", "group:readers"]],
    "assign": [["user:alice", "ws:prod", "ADMIN"], ["user:alice", "ws:dev", "USER"], ["group:platform", "ws:dev", "ADMIN"],
               ["wgroup:dev:readers", "ws:dev", "ADMIN"], ["group:readers", "ws:prod", "USER"], ["sp:gov", "ws:prod", "USER"],
               ["user:dan", "ws:prod", "USER"], ["user:eve", "ws:prod", "USER"]],
    "grants": [["group:account users", "catalog:gov", ["USE_CATALOG"]], ["group:account users", "schema:gov.sys", ["USE_SCHEMA"]],
               ["group:platform", "view:gov.sys.vw_system_access_audit", ["SELECT"]],
               ["user:eve", "table:gov.sys.all_workspace_and_catalog_perms_admins", ["MODIFY"]],
               ["user:alice", "volume:gov.sys.system_table_views", ["READ_VOLUME", "WRITE_VOLUME"]],
               ["group:readers", "catalog:system", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
               ["sp:gov", "catalog:system", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
    "owners": [["sp:gov", "view:gov.sys.vw_system_access_audit"], ["user:eve", "view:gov.sys.vw_system_query_history"]],
    "links": [["READS", "view:gov.sys.vw_system_access_audit", "table:system.access.audit"],
              ["READS", "view:gov.sys.vw_system_query_history", "table:system.query.history"]],
    "attrs": {"user:zoe": {"active": false}, "catalog:private": {"isolation": "ISOLATED"}}})";

class SystemTables : public testing::Test {
protected:
    dossier audited(const system_table_options& how = {view_place{"gov", "sys"}, "gov", true}) {
        return audit_system_tables(view_, in_.source(), how).value();
    }
    test_account in_{governed};
    account view_ = in_.view();
};

TEST_F(SystemTables, ShowRowsOfWorkspacesThatOneAdministers) {
    const auto made = audited();
    EXPECT_EQ(shown(made, "visibility"), "user | alice | prod | direct | 0\nuser | bob | dev | platform | 1\n");
    // The views know account groups only (R2).
    EXPECT_EQ(shown(made, "unseen_admins"), "user | dan | ws | dev | readers\nuser | eve | ws | dev | admins\n");
}

TEST_F(SystemTables, AgreeWithWhichRows) {
    const auto made = visibility_of(view_).value();
    const auto view = in_.id("view:gov.sys.vw_system_access_audit");
    for (const auto* name : {"user:alice", "user:bob", "user:zoe", "user:dan", "user:eve", "user:rita", "sp:gov"}) {
        const auto rows = in_.facts().rows(in_.id(name), {}, view);
        if (rows.access.how != graph::verdict::yes) continue;
        std::vector<node_id> wanted;
        for (const auto& row : rows.workspaces) wanted.push_back(row.workspace);
        std::vector<node_id> got;
        if (const auto found = made.seen.find(in_.id(name)); found != made.seen.end())
            for (const auto& [workspace, via] : found->second) got.push_back(workspace);
        EXPECT_EQ(got, wanted) << name;
    }
}

TEST_F(SystemTables, NameWhoReadsPastTheViews) {
    EXPECT_EQ(shown(audited(), "leaks"),
              "reads all workspaces' rows in the system table itself | user | rita | system.access.audit, "
              "system.query.history | yes\n"
              "can change who the views take for an admin | user | eve | "
              "gov.sys.all_workspace_and_catalog_perms_admins | yes\n"
              "can change what that table is loaded from | user | alice | gov.sys.system_table_views | yes\n");
}

TEST_F(SystemTables, JudgeEachView) {
    const auto views = shown(audited(), "views");
    for (const auto* line :
         {"system.access.audit | gov.sys.vw_system_access_audit | gov | yes | \n",
          "system.query.history | gov.sys.vw_system_query_history | eve | no | owned by eve, not by the service "
          "principal, "
          "its owner does not read the system table: it shows nothing\n",
          "system.billing.usage | gov.sys.vw_system_billing_usage |  |  | the system table is not in the account file, "
          "there is no such view\n"})
        EXPECT_NE(views.find(line), std::string::npos) << line << views;
    EXPECT_EQ(std::ranges::count(views, '\n'), 18);
    // Without a place, nothing is said of views.
    const auto bare = shown(audited({}), "views");
    EXPECT_NE(bare.find("system.access.audit | \n"), std::string::npos) << bare;
}

TEST_F(SystemTables, ThatNobodyCrawledClearNobody) {
    test_account in(R"({"assign": [["user:al", "ws:prod", "ADMIN"]], "attach": [["ws:prod", "metastore:m1"]]})");
    auto view = in.view();
    const auto made = audit_system_tables(view, in.source(), {}).value();
    EXPECT_EQ(shown(made, "leaks"), "");
    ASSERT_FALSE(made.coverage().empty());
    EXPECT_EQ(made.coverage().front().reason, "no system table is in the account file: nobody knows who reads them");
}

TEST_F(SystemTables, TellWhatWasNotRead) {
    test_account in(R"({"assign": [["group:g", "ws:prod", "ADMIN"]], "not_crawled": ["group:g", "ws:prod"],
        "attrs": {"table:system.access.audit": {}}})");
    auto view = in.view();
    const auto made = audit_system_tables(view, in.source(), {}).value();
    EXPECT_EQ(shown(made, "visibility"), "");
    EXPECT_FALSE(made.coverage().empty());
}

TEST_F(SystemTables, KeepGroupsOfAWorkspaceOutOfTheTables) {
    const auto made = audited();
    const auto admins = shown(made, "admins");
    EXPECT_NE(admins.find(".net | alice | \n"), std::string::npos) << admins;
    EXPECT_NE(admins.find(".net |  | platform\n"), std::string::npos) << admins;
    EXPECT_EQ(admins.find("readers"), std::string::npos) << "its name is an account group's: strangers would see dev";
    EXPECT_EQ(std::ranges::count(admins, '\n'), 2);
    const auto users = shown(made, "users");
    EXPECT_NE(users.find(".net |  | readers\n"), std::string::npos) << users;
    EXPECT_EQ(view_readers(view_).value(), (std::vector<std::string>{"alice", "platform"}));
}

TEST_F(SystemTables, NestPermissionsOfEachWorkspace) {
    const auto made = audited();
    const auto found = std::ranges::find(made.sections, "permissions", &section::id);
    ASSERT_NE(found, made.sections.end());
    for (const auto& row : found->table.rows) {
        const auto all = boost::json::parse(std::get<std::string>(row.at(3)));
        const auto& admins = all.at("admins").as_array();
        if (std::get<std::string>(row.at(1)) == "prod") {
            ASSERT_EQ(admins.size(), 1U);
            EXPECT_EQ(admins[0], (boost::json::value{{"kind", "user"}, {"name", "alice"}}));
        } else {
            ASSERT_EQ(admins.size(), 2U);
        }
        std::string catalogs;
        for (const auto& one : all.at("catalogs").as_array())
            catalogs += one.at("catalog").as_string().c_str() + std::string(" ");
        EXPECT_EQ(catalogs, "gov system ") << "private is bound nowhere";
    }
}

TEST_F(SystemTables, LeaveOutWhatIsLongWhereItIsNotWanted) {
    system_table_options how;
    how.nested = false;
    EXPECT_EQ(shown(audited(how), "permissions"), "no section");
    EXPECT_NE(shown(audited(how), "admins"), "no section");
}

TEST_F(SystemTables, AskForNamesThatCanBe) {
    for (const auto* wrong : {"", "a.b", "a/b", "a b", "a\nb"}) {
        EXPECT_EQ(check({wrong, "s", "v"}).error().code, errc::bad_input) << wrong;
        EXPECT_EQ(check({"c", wrong, "v"}).error().code, errc::bad_input) << wrong;
        EXPECT_EQ(check({"c", "s", wrong}).error().code, errc::bad_input) << wrong;
    }
    EXPECT_TRUE(check({"gov`", "it's", "v"}));
    EXPECT_FALSE(audit_system_tables(view_, in_.source(), {{}, "nobody", true}));
    EXPECT_FALSE(audit_system_tables(view_, in_.source(), {{}, "alice", true})) << "a user is no service principal";
}

TEST(SystemTableSql, LoadsEachTableInOneStatement) {
    EXPECT_EQ(script_of(load_tables_sql({"gov`", "it's", "v"})),
              R"(CREATE OR REPLACE TABLE `gov```.`it's`.`all_workspace_and_catalog_perms` AS
SELECT workspace_id, workspace_name, workspace_url, permissions
FROM read_files('/Volumes/gov`/it\'s/v/all_workspace_and_catalog_perms.ndjson', format => 'json', schema => 'workspace_id STRING, workspace_name STRING, workspace_url STRING, permissions STRING');
CREATE OR REPLACE TABLE `gov```.`it's`.`all_workspace_and_catalog_perms_admins` AS
SELECT workspace_id, workspace_name, workspace_url, user_name, group_name
FROM read_files('/Volumes/gov`/it\'s/v/all_workspace_and_catalog_perms_admins.ndjson', format => 'json', schema => 'workspace_id STRING, workspace_name STRING, workspace_url STRING, user_name STRING, group_name STRING');
CREATE OR REPLACE TABLE `gov```.`it's`.`all_workspace_and_catalog_perms_users` AS
SELECT workspace_id, workspace_name, workspace_url, user_name, group_name
FROM read_files('/Volumes/gov`/it\'s/v/all_workspace_and_catalog_perms_users.ndjson', format => 'json', schema => 'workspace_id STRING, workspace_name STRING, workspace_url STRING, user_name STRING, group_name STRING');
)");
}

TEST(SystemTableSql, MakesAViewForEachTable) {
    const auto sql = script_of(create_views_sql({"gov", "sys", "v"}));
    EXPECT_TRUE(sql.starts_with(R"(CREATE OR REPLACE VIEW `gov`.`sys`.`vw_system_access_assistant_events` AS
SELECT x.*
FROM `system`.`access`.`assistant_events` AS x
WHERE CAST(x.workspace_id AS STRING) IN (
  SELECT a.workspace_id
  FROM `gov`.`sys`.`all_workspace_and_catalog_perms_admins` AS a
  WHERE (a.user_name IS NOT NULL AND lower(a.user_name) = lower(current_user()))
     OR (a.group_name IS NOT NULL AND is_account_group_member(a.group_name))
);
)")) << sql;
    std::size_t views = 0;
    for (auto at = sql.find("CREATE OR REPLACE VIEW"); at != std::string::npos; at = sql.find("CREATE OR", at + 1))
        ++views;
    EXPECT_EQ(views, 18U);
    for (const auto* name :
         {"vw_system_access_column_lineage", "vw_system_access_outbound_network", "vw_system_access_table_lineage",
          "vw_system_access_workspaces_latest", "vw_system_billing_usage", "vw_system_compute_clusters",
          "vw_system_compute_node_timeline", "vw_system_compute_warehouse_events", "vw_system_compute_warehouses",
          "vw_system_lakeflow_job_run_timeline", "vw_system_lakeflow_job_task_run_timeline",
          "vw_system_lakeflow_job_tasks", "vw_system_lakeflow_jobs", "vw_system_query_history",
          "vw_system_serving_served_entities", "vw_system_storage_predictive_optimization_operations_history"})
        EXPECT_NE(sql.find(std::string("`") + name + "` AS"), std::string::npos) << name;
}

TEST(SystemTableSql, GrantsTheViewsAndNotTheSchema) {
    const std::vector<std::string> readers{"o`ps", "ann@example.com"};
    const auto sql = script_of(grant_views_sql({"gov", "sys", "v"}, readers));
    EXPECT_TRUE(sql.starts_with("GRANT USE SCHEMA ON SCHEMA `gov`.`sys` TO `o``ps`;\n"
                                "GRANT SELECT ON VIEW `gov`.`sys`.`vw_system_access_assistant_events` TO `o``ps`;\n"))
        << sql;
    EXPECT_EQ(sql.find("SELECT ON SCHEMA"), std::string::npos);
    EXPECT_EQ(std::ranges::count(sql, '\n'), 2 * (1 + 18));
}

TEST(SystemTableSql, SetsUpWhatTheServicePrincipalNeeds) {
    const std::vector<std::string> readers{"ops"};
    EXPECT_EQ(setup_sql({"gov", "sys", "v"}, readers, "0b3e"), R"(GRANT USE CATALOG ON CATALOG `system` TO `0b3e`;
GRANT USE SCHEMA, SELECT ON SCHEMA `system`.`access` TO `0b3e`;
GRANT USE SCHEMA, SELECT ON SCHEMA `system`.`billing` TO `0b3e`;
GRANT USE SCHEMA, SELECT ON SCHEMA `system`.`compute` TO `0b3e`;
GRANT USE SCHEMA, SELECT ON SCHEMA `system`.`lakeflow` TO `0b3e`;
GRANT USE SCHEMA, SELECT ON SCHEMA `system`.`query` TO `0b3e`;
GRANT USE SCHEMA, SELECT ON SCHEMA `system`.`serving` TO `0b3e`;
GRANT USE SCHEMA, SELECT ON SCHEMA `system`.`storage` TO `0b3e`;
GRANT USE CATALOG ON CATALOG `gov` TO `0b3e`;
CREATE SCHEMA IF NOT EXISTS `gov`.`sys`;
CREATE VOLUME IF NOT EXISTS `gov`.`sys`.`v`;
ALTER VOLUME `gov`.`sys`.`v` SET OWNER TO `0b3e`;
ALTER SCHEMA `gov`.`sys` SET OWNER TO `0b3e`;
GRANT USE CATALOG ON CATALOG `gov` TO `ops`;
)");
}

TEST(SystemTableSql, WritesAJobWithASchedule) {
    const auto yaml = bundle_yaml("a\"b\n", "0 30 4 ? * MON");
    for (const auto* line :
         {"        service_principal_name: \"a\\\"b\\x0a\"\n", "        quartz_cron_expression: \"0 30 4 ? * MON\"\n",
          "            warehouse_id: ${var.warehouse_id}\n",
          "        - task_key: views\n          depends_on:\n            - task_key: tables\n",
          "              path: ./grants.sql\n"})
        EXPECT_NE(yaml.find(line), std::string::npos) << line << yaml;
}

TEST(SqlText, KeepsNamesWhatTheyAre) {
    EXPECT_EQ(full_name_in_sql("main.s`x.t"), "`main`.`s``x`.`t`");
    EXPECT_EQ(text_in_sql(R"(it's \ "so")"), R"('it\'s \\ "so"')");
}

} // namespace
} // namespace canreach::audit
