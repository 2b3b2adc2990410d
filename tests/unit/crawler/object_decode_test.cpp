// Workspace objects: bodies as the platform sends them, and odd ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crawler/decode/compute.hpp"
#include "crawler/decode/folders.hpp"
#include "crawler/decode/jobs.hpp"
#include "crawler/decode/object_acls.hpp"
#include "crawler/decode/objects.hpp"
#include "crawler/object_families.hpp"
#include "crawler/object_lists.hpp"
#include "memory_sink.hpp"
#include "tests/support/decoded.hpp"

namespace canreach::crawler {
namespace {

using support::decoded;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::facts_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const decode_context space{"acc", "77", "", {node_kind::workspace, "", "77"}};
decode_context about(node_kind kind, std::string id) {
    return {"acc", "77", "", {kind, "77", std::move(id)}};
}

TEST(DecodeObjects, TakeAbsentAndNullForEmpty) {
    for (const auto& one : object_families()) {
        SCOPED_TRACE(one.name);
        if (one.part != node_part::children && one.part != node_part::grants) continue;
        for (const auto* body : {"{}", R"({"jobs":null,"results":null,"objects":null,"access_control_list":null,
                                           "items":null,"next_page_token":null})"}) {
            const auto page = decoded(one.decode, body, about(node_kind::folder, "/x"));
            ASSERT_TRUE(page) << page.error().to_string();
            EXPECT_TRUE(page->rows.empty());
            EXPECT_EQ(page->malformed, 0U);
        }
    }
}

TEST(DecodeObjects, CountElementsWithoutAnIdAndKeepTheRest) {
    // A listing's key, and what its elements are known by.
    for (const auto& one : object_families()) {
        if (one.part != node_part::children) continue;
        SCOPED_TRACE(one.name);
        std::string body = "{";
        for (const std::string key : {"jobs",
                                      "statuses",
                                      "clusters",
                                      "policies",
                                      "instance_pools",
                                      "warehouses",
                                      "results",
                                      "alerts",
                                      "dashboards",
                                      "spaces",
                                      "experiments",
                                      "registered_models",
                                      "feature_tables",
                                      "endpoints",
                                      "apps",
                                      "database_instances",
                                      "projects",
                                      "knowledge_assistants",
                                      "supervisor_agents",
                                      "scopes",
                                      "token_infos",
                                      "objects"}) {
            body += body.size() > 1 ? "," : "";
            body += "\"" + key +
                    R"(":[5,null,{},{"name":{}},{"job_id":1,"pipeline_id":"1","cluster_id":"1","policy_id":"1",
                       "instance_pool_id":"1","id":1,"dashboard_id":"1","space_id":"1","experiment_id":"1","name":"n",
                       "knowledge_assistant_id":"1","supervisor_agent_id":"1","token_id":"1","path":"/n"}])";
        }
        const auto page = decoded(one.decode, body + "}", space);
        ASSERT_TRUE(page) << page.error().to_string();
        EXPECT_EQ(page->rows.size(), 1U);
        EXPECT_EQ(page->malformed, 4U);
        EXPECT_THAT(page->first_malformed, HasSubstr("/0: not an object"));
    }
}

TEST(DecodeObjects, ReadJobsWithWhomTheyRunAsAndWhatTheyRun) {
    const auto page = decoded(decode_jobs, R"({"jobs":[
        {"job_id":771204,"creator_user_name":"carol@x","settings":{"name":"nightly",
          "run_as":{"service_principal_name":"0b3e"},
          "tasks":[{"task_key":"a","notebook_task":{"notebook_path":"/Workspace/Prod/load","source":"WORKSPACE"},
                    "existing_cluster_id":"c-1"},
                   {"notebook_task":{"notebook_path":"jobs/load","source":"GIT"},"existing_cluster_id":"c-1"},
                   {"spark_python_task":{"python_file":"/Prod/x.py"}},
                   {"spark_python_task":{"python_file":"dbfs:/x.py"}},
                   {"sql_task":{"warehouse_id":"w","file":{"path":"/Prod/q.sql"}}},
                   {"for_each_task":{"task":{"notebook_task":{"notebook_path":"/Prod/each"}}}},
                   5,{"notebook_task":7}]}},
        {"job_id":"2","creator_user_name":"dan@x","has_more":true},
        {"job_id":3,"settings":{"run_as":{"group_name":"etl"}}},
        {"job_id":4,"settings":{"run_as":{}}}]})",
                              space);
    EXPECT_THAT(facts_of(page),
                ElementsAre("NODE job/77/771204 name=nightly type= flags=0 parent=ws//77 creator=carol@x",
                            "LINK RUN_AS job/77/771204 3/sp/77/0b3e", "LINK USES job/77/771204 cluster/77/c-1",
                            "LINK USES job/77/771204 notebook/77//Prod/load",
                            "LINK USES job/77/771204 file/77//Prod/x.py", "LINK USES job/77/771204 warehouse/77/w",
                            "LINK USES job/77/771204 file/77//Prod/q.sql",
                            "LINK USES job/77/771204 notebook/77//Prod/each",
                            "NODE job/77/2 name=2 type= flags=0 parent=ws//77 creator=dan@x",
                            "LINK RUN_AS job/77/2 3/other/77/dan@x", "NODE job/77/3 name=3 type= flags=0 parent=ws//77",
                            "LINK RUN_AS job/77/3 3/group/77/etl", "NODE job/77/4 name=4 type= flags=0 parent=ws//77"));
    EXPECT_FALSE(page->rows[0].incomplete);
    EXPECT_TRUE(page->rows[1].incomplete); // more tasks than the list shows
    EXPECT_FALSE(page->rows[2].incomplete);
    EXPECT_TRUE(page->rows[3].incomplete); // as whom?
    const auto one = decoded(decode_job, R"({"job_id":4,"run_as_user_name":"eve@x","next_page_token":"t",
                                    "settings":{"tasks":[{"existing_cluster_id":"c-2"}]}})",
                             about(node_kind::job, "4"));
    EXPECT_THAT(facts_of(one),
                ElementsAre("LINK RUN_AS job/77/4 3/other/77/eve@x", "LINK USES job/77/4 cluster/77/c-2"));
    EXPECT_EQ(one->summary.next_page_token, "t");
}

TEST(DecodeObjects, ReadPipelines) {
    EXPECT_THAT(
        facts_of(decoded(decode_pipelines, R"({"statuses":[{"pipeline_id":"p","name":"bronze","creator_user_name":"a@x",
                                              "run_as_user_name":"b@x"}]})",
                         space)),
        ElementsAre("NODE pipeline/77/p name=bronze type= flags=0 parent=ws//77 creator=a@x",
                    "LINK RUN_AS pipeline/77/p 3/other/77/b@x"));
    EXPECT_THAT(facts_of(decoded(decode_pipeline, R"({"spec":{"libraries":[{"notebook":{"path":"/Prod/a"}},
                                             {"file":{"path":"/Workspace/Prod/b.py"}},{"glob":{"include":"/Prod/x/**"}},
                                             {"maven":{}},5]}})",
                                 about(node_kind::pipeline, "p"))),
                ElementsAre("LINK USES pipeline/77/p notebook/77//Prod/a", "LINK USES pipeline/77/p file/77//Prod/b.py",
                            "LINK USES pipeline/77/p folder/77//Prod/x"));
    EXPECT_THAT(facts_of(decoded(decode_pipeline, "{}", about(node_kind::pipeline, "p"))), IsEmpty());
}

TEST(DecodeObjects, ReadClustersWithTheIdentitiesBehindThem) {
    EXPECT_THAT(facts_of(decoded(decode_clusters, R"({"clusters":[
                    {"cluster_id":"c","cluster_name":"x","cluster_source":"UI","data_security_mode":"SINGLE_USER",
                     "single_user_name":"joe@x","aws_attributes":{"instance_profile_arn":"arn:aws:iam::1:instance-profile/p"}},
                    {"cluster_id":"d","data_security_mode":"SOMETHING_NEW"}],"next_page_token":""})",
                                 space)),
                ElementsAre("NODE cluster/77/c name=x type=UI flags=0 parent=ws//77 data_security_mode=SINGLE_USER "
                            "profile=arn:aws:iam::1:instance-profile/p single_user_name=joe@x",
                            "LINK SINGLE_USER cluster/77/c 3/other/77/joe@x",
                            "LINK PROFILE cluster/77/c other/77/instance-profile/arn:aws:iam::1:instance-profile/p",
                            "NODE other/77/instance-profile/arn:aws:iam::1:instance-profile/p "
                            "name=arn:aws:iam::1:instance-profile/p type=instance-profile flags=0 parent=ws//77",
                            "NODE cluster/77/d name=d type= flags=0 parent=ws//77 data_security_mode=SOMETHING_NEW"));
}

TEST(DecodeObjects, ReadWhereTableAccessControlIsSwitchedOn) {
    EXPECT_THAT(facts_of(decoded(decode_clusters, R"({"clusters":[
                    {"cluster_id":"a","spark_conf":{"spark.databricks.acl.dfAclsEnabled":"true"}},
                    {"cluster_id":"b","spark_conf":{"spark.databricks.acl.sqlOnly":true}},
                    {"cluster_id":"c","spark_conf":{"spark.databricks.acl.sqlOnly":"false","spark.x":"true"}},
                    {"cluster_id":"d","spark_conf":"true"}]})",
                                 space)),
                ElementsAre("NODE cluster/77/a name=a type= flags=0 parent=ws//77 table_acls=true",
                            "NODE cluster/77/b name=b type= flags=0 parent=ws//77 table_acls=true",
                            "NODE cluster/77/c name=c type= flags=0 parent=ws//77",
                            "NODE cluster/77/d name=d type= flags=0 parent=ws//77"));
}

TEST(DecodeObjects, ReadTheModesThatClusterPoliciesAllow) {
    const auto told = [](const std::string& definition) {
        std::string text = R"({"policies":[{"policy_id":"p","definition":")";
        for (const char c : definition) {
            if (c == '"') text += '\\';
            text += c;
        }
        const auto facts = facts_of(decoded(decode_cluster_policies, text + R"("}]})", space));
        return facts.empty() ? std::string{}
                             : facts.front().substr(
                                   std::string("NODE clusterpolicy/77/p name=p type= flags=0 parent=ws//77").size());
    };
    EXPECT_EQ(told(""), "");
    EXPECT_EQ(told("no JSON"), "");
    EXPECT_EQ(told("[1]"), "");
    EXPECT_EQ(told("{}"), " data_security_mode=ANY");
    EXPECT_EQ(told(R"({"data_security_mode":{"type":"unlimited"}})"), " data_security_mode=ANY");
    EXPECT_EQ(told(R"({"data_security_mode":{"type":"fixed","value":"USER_ISOLATION"}})"),
              " data_security_mode=USER_ISOLATION");
    EXPECT_EQ(told(R"({"data_security_mode":{"type":"forbidden"}})"), " data_security_mode=NONE");
    EXPECT_EQ(told(R"({"data_security_mode":{"type":"allowlist","values":["USER_ISOLATION",1,"SINGLE_USER"]}})"),
              " data_security_mode=USER_ISOLATION,SINGLE_USER");
    EXPECT_EQ(told(R"({"data_security_mode":{"type":"regex","pattern":"USER.*"}})"),
              " data_security_mode=limited by regex");
    EXPECT_EQ(told(R"({"data_security_mode":"USER_ISOLATION"})"), " data_security_mode=ANY");
    EXPECT_EQ(told(R"({"spark_conf.spark.databricks.acl.sqlOnly":{"type":"fixed","value":"true"}})"),
              " data_security_mode=ANY table_acls=true");
    EXPECT_EQ(told(R"({"spark_conf.spark.databricks.acl.sqlOnly":{"type":"unlimited","defaultValue":"true"}})"),
              " data_security_mode=ANY");
}

TEST(DecodeObjects, ReadAppsWithTheirServicePrincipal) {
    EXPECT_THAT(facts_of(decoded(decode_apps, R"({"apps":[{"name":"portal","service_principal_id":9007199254740993},
                                         {"name":"b","service_principal_client_id":"0b3e"},{"name":"c"}]})",
                                 space)),
                ElementsAre("NODE app/77/portal name=portal type= flags=0 parent=ws//77",
                            "LINK APP_SP app/77/portal 0/sp//9007199254740993",
                            "NODE app/77/b name=b type= flags=0 parent=ws//77", "LINK APP_SP app/77/b 3/sp/77/0b3e",
                            "NODE app/77/c name=c type= flags=0 parent=ws//77"));
}

TEST(DecodeObjects, ReadTheTree) {
    const auto page = decoded(decode_tree, R"({"objects":[
        {"object_type":"DIRECTORY","path":"/Prod","object_id":1},
        {"object_type":"NOTEBOOK","path":"/Workspace/load","object_id":9007199254740993,"resource_id":"2"},
        {"object_type":"DASHBOARD","path":"/sales.lvdash.json","object_id":3,"resource_id":"01ef"},
        {"object_type":"LIBRARY","path":"/x.jar","object_id":4},
        {"object_type":"HOLOGRAM","path":"/h"},{"object_type":"FILE","path":"relative"}]})",
                              about(node_kind::folder, "/"));
    EXPECT_THAT(
        facts_of(page),
        ElementsAre("NODE folder/77// name=/ type= flags=0 parent=ws//77 object_id=0",
                    "NODE folder/77//Prod name=/Prod type= flags=0 parent=folder/77// object_id=1",
                    "NODE notebook/77//load name=/load type= flags=0 parent=folder/77// "
                    "object_id=9007199254740993",
                    "NODE dashboard/77/01ef name=sales type= flags=0 parent=folder/77// object_id=3 "
                    "path=/sales.lvdash.json",
                    "NODE other/77/LIBRARY/x.jar name=/x.jar type=LIBRARY flags=0 parent=folder/77// object_id=4",
                    "NODE other/77/HOLOGRAM/h name=/h type=HOLOGRAM flags=0 parent=folder/77//"));
    EXPECT_EQ(page->first_malformed, "/objects/5: no absolute `path`");
    EXPECT_EQ(page->rows[2].object_id, "9007199254740993");
    EXPECT_EQ(decoded(decode_object_id, R"({"object_id":"5"})").value(), "5");
    EXPECT_EQ(decoded(decode_object_id, "{}").value(), "");
    EXPECT_FALSE(decoded(decode_object_id, "[]"));
}

TEST(DecodeObjects, ReadQueriesAndAlertsWithTheirFolder) {
    const auto listed = decoded(
        decode_queries,
        R"({"results":[{"id":"q","display_name":"top","owner_user_name":"a@x","run_as_mode":"OWNER"}]})", space);
    EXPECT_THAT(facts_of(listed),
                ElementsAre("NODE query/77/q name=top type= flags=0 parent=ws//77 run_as_mode=OWNER",
                            "OWNER 3/other/77/a@x query/77/q", "LINK RUN_AS query/77/q 3/other/77/a@x"));
    EXPECT_TRUE(listed->rows[0].incomplete);
    EXPECT_THAT(
        facts_of(decoded(decode_query, R"({"id":"q","display_name":"top","parent_path":"/Workspace/Users/a@x"})",
                         about(node_kind::query, "q"))),
        ElementsAre("NODE query/77/q name=top type= flags=0 parent=folder/77//Users/a@x "
                    "parent_path=/Users/a@x"));
    EXPECT_THAT(facts_of(decoded(decode_alerts, R"({"results":[{"id":"a","owner_user_name":"Unavailable"}]})", space)),
                ElementsAre("NODE alert/77/a name=a type=alert flags=0 parent=ws//77"));
    EXPECT_THAT(facts_of(decoded(decode_alerts_v2, R"({"alerts":[{"id":"b","parent_path":"/S",
                                              "effective_run_as":{"service_principal_name":"0b3e"}}]})",
                                 space)),
                ElementsAre("NODE alert/77/b name=b type=alertv2 flags=0 parent=folder/77//S parent_path=/S",
                            "LINK RUN_AS alert/77/b 3/sp/77/0b3e"));
}

TEST(DecodeObjects, ReadDashboards) {
    EXPECT_THAT(facts_of(decoded(decode_legacy_dashboards,
                                 R"({"count":1,"results":[{"id":"d","name":"n","user":{"email":"a@x"}},
                                                      {"id":"e","user":[]}]})",
                                 space)),
                ElementsAre("NODE legacydashboard/77/d name=n type= flags=0 parent=ws//77",
                            "OWNER 3/other/77/a@x legacydashboard/77/d",
                            "NODE legacydashboard/77/e name=e type= flags=0 parent=ws//77"));
    EXPECT_THAT(
        facts_of(decoded(decode_dashboards, R"({"dashboards":[{"dashboard_id":"d","display_name":"sales"}]})", space)),
        ElementsAre("NODE dashboard/77/d name=sales type= flags=0 parent=ws//77"));
    EXPECT_THAT(facts_of(decoded(decode_genie_spaces,
                                 R"({"spaces":[{"space_id":"s","title":"t","parent_path":"/S/"}]})", space)),
                ElementsAre("NODE geniespace/77/s name=t type= flags=0 parent=folder/77//S"));
    EXPECT_EQ(decoded(decode_published_dashboard, R"({"embed_credentials":false})", space)->limited_by, "");
    EXPECT_THAT(std::string(decoded(decode_published_dashboard, R"({"embed_credentials":"TRUE"})", space)->limited_by),
                HasSubstr("does not tell whose"));
}

TEST(DecodeObjects, LeaveOutExperimentsOfNotebooks) {
    EXPECT_THAT(facts_of(decoded(decode_experiments, R"({"experiments":[
                    {"experiment_id":"1","name":"/Users/a@x/churn","tags":[{"key":"k","value":"v"},7]},
                    {"experiment_id":"2","name":"/n","tags":[{"key":"mlflow.experimentType","value":"NOTEBOOK"}]},
                    {"experiment_id":"3","name":"Default"}]})",
                                 space)),
                ElementsAre("NODE experiment/77/1 name=/Users/a@x/churn type= flags=0 parent=folder/77//Users/a@x",
                            "NODE experiment/77/3 name=Default type= flags=0 parent=ws//77"));
}

TEST(DecodeObjects, ReadTypesWithoutAKindUnderTheirWord) {
    EXPECT_THAT(facts_of(decoded(decode_database_projects,
                                 R"({"projects":[{"name":"projects/p1","display_name":"P"}]})", space)),
                ElementsAre("NODE other/77/database-projects/p1 name=P type=database-projects flags=0 parent=ws//77"));
    EXPECT_THAT(facts_of(decoded(decode_feature_tables, R"({"feature_tables":[{"id":"f","name":"n"}]})", space)),
                ElementsAre("NODE other/77/feature-tables/f name=n type=feature-tables flags=0 parent=ws//77"));
    const auto model = decoded(decode_workspace_model, R"({"registered_model_databricks":{"id":"abc"}})",
                               about(node_kind::workspace_model, "churn"));
    EXPECT_THAT(facts_of(model),
                ElementsAre("NODE workspacemodel/77/churn name=churn type= flags=0 parent=ws//77 object_id=abc"));
    EXPECT_EQ(model->rows[0].object_id, "abc");
    EXPECT_EQ(decoded(decode_workspace_model, "{}", about(node_kind::workspace_model, "churn"))->malformed, 1U);
}

TEST(DecodeObjects, NeverReadATokensValue) {
    EXPECT_THAT(
        facts_of(decoded(decode_tokens, R"({"token_infos":[{"token_id":"t","owner_id":11,"created_by_username":"a@x",
                    "comment":"for the loader","token_value":"dapi-secret","creation_time":1700000000000,
                    "expiry_time":-1,"last_used_day":1764028800000},{"token_id":"u","created_by_id":12}]})",
                         space)),
        ElementsAre("NODE other/77/token/t name=t type=token flags=0 parent=ws//77 created=1700000000000 "
                    "creator=a@x last_used=1764028800000",
                    "OWNER 1/other//11 other/77/token/t",
                    "NODE other/77/token/u name=u type=token flags=0 parent=ws//77",
                    "OWNER 1/other//12 other/77/token/u"));
}

TEST(DecodeObjects, KeepDirectEntriesOnly) {
    const auto page = decoded(decode_object_acl, R"({"object_id":"/jobs/echo","access_control_list":[
        {"user_name":"a@x","all_permissions":[{"permission_level":"CAN_MANAGE","inherited":true},
                                              {"permission_level":"IS_OWNER","inherited":false}]},
        {"group_name":"data","all_permissions":[{"permission_level":"CAN_VIEW"},{"permission_level":"CAN_LEVITATE"}]},
        {"group_name":"admins","all_permissions":[{"permission_level":"CAN_MANAGE","inherited":true,
                                                   "inherited_from_object":["/jobs/"]}]},
        {"service_principal_name":"0b3e","permission_level":"CAN_MANAGE_RUN"},
        {"group_name":"empty","all_permissions":[]},{"all_permissions":[]},{"user_name":"b@x","all_permissions":[5]},6]})",
                              about(node_kind::job, "1"));
    EXPECT_THAT(facts_of(page), ElementsAre("GRANT 3/user/77/a@x job/77/1 acl 32:0",
                                            "GRANT 3/group/77/data job/77/1 acl 2:0 CAN_LEVITATE",
                                            "GRANT 3/sp/77/0b3e job/77/1 acl 64:0"));
    EXPECT_EQ(page->malformed, 3U);
    EXPECT_EQ(page->first_malformed, "/access_control_list/5: names no principal");
}

TEST(DecodeObjects, ReadPoliciesAndSecretScopes) {
    EXPECT_THAT(facts_of(decoded(decode_object_acl, R"({"access_control_list":[{"group_name":"users",
                    "all_permissions":[{"permission_level":"CAN_USE"}]}]})",
                                 about(node_kind::token_policy, ""))),
                Contains("NODE tokens/77/ name=tokens type= flags=0 parent=ws//77"));
    EXPECT_THAT(
        facts_of(decoded(decode_secret_scopes, R"({"scopes":[{"name":"kv","backend_type":"AZURE_KEYVAULT",
                    "keyvault_metadata":{"resource_id":"/subscriptions/1"}},{"name":"db"}]})",
                         space)),
        ElementsAre("NODE secrets/77/kv name=kv type=AZURE_KEYVAULT flags=0 parent=ws//77 vault=/subscriptions/1",
                    "NODE secrets/77/db name=db type= flags=0 parent=ws//77"));
    const auto page =
        decoded(decode_secret_acl, R"({"items":[{"principal":"0b3e","permission":"READ"},{"permission":"READ"},
                                            {"principal":"a@x","permission":"GAZE"},{"principal":"b@x"}]})",
                about(node_kind::secret_scope, "kv"));
    EXPECT_THAT(facts_of(page), ElementsAre("GRANT 3/other/77/0b3e secrets/77/kv acl 4294967296:0",
                                            "GRANT 3/other/77/a@x secrets/77/kv acl 0:0 GAZE"));
    EXPECT_EQ(page->first_malformed, "/items/1: no `principal`");
}

TEST(ObjectLists, KnowWhereTheyAre) {
    EXPECT_EQ(acl_place_of({node_kind::job, "7", "5"}, ""), "jobs/5");
    EXPECT_EQ(acl_place_of({node_kind::folder, "7", "/a"}, "12"), "directories/12");
    EXPECT_EQ(acl_place_of({node_kind::folder, "7", "/a"}, ""), "");
    EXPECT_EQ(acl_place_of({node_kind::app, "7", "a/b"}, ""), "apps/a%2Fb");
    EXPECT_EQ(acl_place_of({node_kind::genie_space, "7", "s"}, ""), "genie/s");
    EXPECT_EQ(acl_place_of({node_kind::token_policy, "7", ""}, ""), "authorization/tokens");
    EXPECT_EQ(acl_place_of({node_kind::other, "7", "knowledge-assistants/k"}, ""), "knowledge-assistants/k");
    EXPECT_EQ(acl_place_of({node_kind::other, "7", "LIBRARY/x.jar"}, "4"), "");
    EXPECT_EQ(acl_place_of({node_kind::secret_scope, "7", "kv"}, ""), "");
    EXPECT_EQ(tree_path_of("/Workspace/Users/x/"), "/Users/x");
    EXPECT_EQ(tree_path_of("/Workspace"), "");
    EXPECT_EQ(tree_path_of("/Workspaces/x"), "/Workspaces/x");
    EXPECT_EQ(tree_path_of("/"), "/");
    EXPECT_EQ(tree_path_of("Shared/x"), "");
}

} // namespace
} // namespace canreach::crawler
