#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crawler/decode/identity.hpp"
#include "crawler/decode/members.hpp"
#include "crawler/decode/oauth.hpp"
#include "crawler/decode/tenancy.hpp"
#include "crawler/decode/unity.hpp"
#include "crawler/families.hpp"
#include "crawler/sql_families.hpp"
#include "memory_sink.hpp"
#include "tests/support/decoded.hpp"
#include "tests/support/one_by_one.hpp"

namespace canreach::crawler {
namespace {

using support::decoded;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::text_of;

const decode_context account_context{"acc", "", ".azuredatabricks.net", {node_kind::account, "", "acc"}};
const decode_context workspace_context{"acc", "77", ".azuredatabricks.net", {node_kind::workspace, "", "77"}};
const decode_context metastore_context{"acc", "77", "", {node_kind::metastore, "", "m"}};
const decode_context schema_context{"acc", "77", "", {node_kind::schema, "m", "c.s"}};
const decode_context table_context{"acc", "77", "", {node_kind::table, "m", "c.s.t"}};

std::vector<std::string> told_by(const result<decoded_page>& page) {
    std::vector<std::string> made;
    if (!page) return {page.error().to_string()};
    for (const auto& row : page->rows)
        for (const auto& one : support::one_by_one(row.facts)) made.push_back(text_of(one));
    return made;
}

TEST(Decode, RefusesWhatIsNoPage) {
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += R"({"a":)";
    for (const auto& one : all_families()) {
        SCOPED_TRACE(one.name);
        if (is_read_by_sql(one)) continue; // its rows come out of statements: statement_test.cpp, hive_test.cpp
        for (const std::string& body : {std::string{}, std::string("nul"), std::string("5"), std::string("\"x\""),
                                        std::string(R"({"Resources":[)"), std::string("{}{}"), deep,
                                        std::string("\xff\xfe"), std::string(R"({"a":"\ud800"})")}) {
            const auto page = decoded(one.decode, body, table_context);
            ASSERT_FALSE(page) << body;
            EXPECT_TRUE(page.error().is(errc::malformed_reply));
        }
    }
    EXPECT_FALSE(decoded(decode_users, R"({"Resources":{}})", account_context));
    EXPECT_FALSE(decoded(decode_users, R"({"Resources":"x"})", account_context));
    EXPECT_FALSE(decoded(decode_grants, R"({"next_page_token":5})", table_context));
    EXPECT_FALSE(decoded(decode_workspaces, "{}", account_context));
    EXPECT_FALSE(decoded(decode_metastore_workspaces, R"({"workspace_ids":5})", metastore_context));
    EXPECT_FALSE(decoded(decode_group_members, R"({"members":5})", account_context));
}

TEST(Decode, TakesAbsentAndNullForEmpty) {
    for (const auto* body : {"{}", R"({"Resources":null,"permission_assignments":null,"catalogs":null})"}) {
        EXPECT_EQ(decoded(decode_users, body, account_context)->rows.size(), 0U);
        EXPECT_EQ(decoded(decode_assignments, body, workspace_context)->rows.size(), 0U);
        EXPECT_EQ(decoded(decode_catalogs, body, metastore_context)->rows.size(), 0U);
        EXPECT_EQ(decoded(decode_grants, body, table_context)->rows.size(), 0U);
    }
}

TEST(Decode, KeepsTheGoodElementsAndNamesTheFirstBadOne) {
    const auto page = decoded(decode_users, R"({"Resources":[{"id":"1","userName":"a@x"},5,{"userName":"b@x"},null,
                                       {"id":9007199254740993,"userName":"c@x","active":"FALSE"}]})",
                              account_context);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->summary.items, 5U);
    EXPECT_EQ(page->malformed, 3U);
    EXPECT_EQ(page->first_malformed, "/Resources/1: not an object");
    EXPECT_THAT(told_by(page), ElementsAre("NODE user//1 name=a@x type= flags=0 parent=-",
                                           "NODE user//9007199254740993 name=c@x type= flags=1 parent=-"));
}

TEST(Decode, ReadsMembersByReference) {
    const decode_context group{"acc", "", "", {node_kind::group, "", "5"}};
    const auto page = decoded(decode_group_members, R"({"members":[
        {"value":"1","$ref":"Users/1"},{"value":2,"$ref":"https://h/api/2.0/scim/v2/Groups/2"},
        {"$ref":"ServicePrincipals/3"},{"value":"4"},{"value":"6","$ref":"Robots/6"},{"$ref":"x"},7]})",
                              group);
    ASSERT_TRUE(page);
    EXPECT_THAT(told_by(page),
                ElementsAre("MEMBER 0/user//1 group//5", "MEMBER 0/group//2 group//5", "MEMBER 0/sp//3 group//5",
                            "MEMBER 1/other//4 group//5", "MEMBER 1/other//6 group//5"));
    EXPECT_EQ(page->malformed, 2U);
    EXPECT_EQ(page->first_malformed, "/members/5: neither `value` nor `$ref`");
    const decode_context local{"acc", "77", "", {node_kind::group, "77", "9"}};
    EXPECT_THAT(
        told_by(decoded(decode_group_members,
                        R"({"members":[{"value":"2","$ref":"Groups/2"},{"value":"1","$ref":"Users/1"}]})", local)),
        ElementsAre("MEMBER 1/group/77/2 group/77/9", "MEMBER 0/user//1 group/77/9"));
}

TEST(Decode, ReadsMembersByPagesAsItReadsThemWhole) {
    const decode_context group{"acc", "", "", {node_kind::group, "", "5"}};
    const auto page = decoded(decode_direct_members, R"({"direct_group_members":[
        {"principal_id":1,"principal_type":"USER","membership_source":"IDENTITY_PROVIDER"},
        {"principal_id":"2","principal_type":"GROUP"},{"principal_id":3,"principal_type":"SERVICE_PRINCIPAL"},
        {"principal_id":4},{"principal_id":6,"principal_type":"ROBOT"},{"principal_type":"USER"},
        {"principal_id":1.5,"principal_type":"USER"},7],"next_page_token":"n"})",
                              group);
    ASSERT_TRUE(page);
    EXPECT_THAT(told_by(page),
                ElementsAre("MEMBER 0/user//1 group//5", "MEMBER 0/group//2 group//5", "MEMBER 0/sp//3 group//5",
                            "MEMBER 1/other//4 group//5", "MEMBER 1/other//6 group//5"));
    EXPECT_EQ(page->malformed, 3U);
    EXPECT_EQ(page->first_malformed, "/direct_group_members/5: no `principal_id`");
    EXPECT_EQ(page->summary.next_page_token, "n");
    EXPECT_TRUE(decoded(decode_direct_members, "{}", group)->rows.empty());
    for (const auto* odd : {"", "[]", R"({"direct_group_members":{}})", R"({"next_page_token":7})"})
        EXPECT_FALSE(decoded(decode_direct_members, odd, group)) << odd;
}

TEST(Decode, ReadsGroupsWithAndWithoutMembers) {
    const auto page = decoded(decode_groups, R"({"Resources":[{"id":"1","displayName":"a","externalId":"x"},
        {"id":"2","displayName":"b","members":[{"value":"1","$ref":"Groups/1"},{}]},
        {"id":"3","displayName":"c","roles":[{"value":"account_admin"}]},
        {"id":"4","displayName":"d","roles":[{"value":"account_admin","type":"indirect"}]}]})",
                              account_context);
    ASSERT_TRUE(page);
    EXPECT_FALSE(page->rows[0].members_listed);
    EXPECT_TRUE(page->rows[1].members_listed);
    EXPECT_EQ(page->first_malformed, "/Resources/1/members/1: neither `value` nor `$ref`");
    EXPECT_THAT(told_by(page),
                ElementsAre("NODE group//1 name=a type= flags=2 parent=- external_id=x",
                            "NODE group//2 name=b type= flags=0 parent=-", "MEMBER 0/group//1 group//2",
                            "NODE group//3 name=c type= flags=0 parent=-", "GRANT 0/group//3 account//acc role 4:0",
                            "NODE group//4 name=d type= flags=0 parent=-"));
}

TEST(Decode, TellsLocalGroupsFromAccountGroups) {
    const auto page = decoded(decode_workspace_groups, R"({"Resources":[
        {"id":"1","displayName":"users","meta":{"resourceType":"WorkspaceGroup"}},
        {"id":"2","displayName":"admins"},
        {"id":"3","displayName":"etl","meta":{"resourceType":"WorkspaceGroup"}},
        {"id":"4","displayName":"data","meta":{"resourceType":"Group"}},
        {"id":"5","displayName":"odd"}]})",
                              workspace_context);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->rows.size(), 4U);
    EXPECT_EQ(page->rows[0].system_group, "users");
    EXPECT_EQ(page->rows[1].system_group, "admins");
    EXPECT_EQ(page->rows[1].id, "2");
    EXPECT_THAT(told_by(page), ElementsAre("NODE group/77/3 name=etl type= flags=0 parent=-"));
    EXPECT_THAT(page->first_malformed, HasSubstr("/Resources/4"));
}

TEST(Decode, ReadsAssignments) {
    const auto page = decoded(decode_assignments, R"({"permission_assignments":[
        {"principal":{"principal_id":1,"user_name":"a"},"permissions":["USER"]},
        {"principal":{"principal_id":"2","service_principal_name":"b"},"permissions":["ADMIN","UNKNOWN"]},
        {"principal":{"principal_id":3},"permissions":["USER"]},
        {"principal":{"principal_id":4,"group_name":"g"},"permissions":["UNKNOWN"]},
        {"principal":{"principal_id":5,"group_name":"g"},"permissions":["USER"],"error":"broken"},
        {"permissions":["USER"]}],"next_page_token":"n"})",
                              workspace_context);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->summary.next_page_token, "n");
    EXPECT_EQ(page->malformed, 3U);
    EXPECT_THAT(told_by(page), ElementsAre("GRANT 0/user//1 ws//77 role 1:0", "GRANT 0/sp//2 ws//77 role 2:0",
                                           "GRANT 1/other//3 ws//77 role 1:0"));
}

TEST(Decode, FindsWorkspaceAddresses) {
    const auto page = decoded(decode_workspaces, R"([
        {"workspace_id":1,"deployment_name":"adb-1.1","cloud":"Azure","azure_workspace_info":{"region":"west"}},
        {"workspace_id":"2","workspace_name":"two","workspace_url":"dbc-2.cloud.databricks.com/","aws_region":"us"},
        {"workspace_id":3,"deployment_url":"https://x.azuredatabricks.net/","workspace_status":"PROVISIONING"},
        {"workspace_id":4,"workspace_url":"https://us er@evil"},{"workspace_name":"none"}])",
                              account_context);
    ASSERT_TRUE(page);
    EXPECT_THAT(
        told_by(page),
        ElementsAre(
            "NODE ws//1 name=1 type= flags=0 parent=account//acc cloud=azure region=west "
            "url=https://adb-1.1.azuredatabricks.net",
            "NODE ws//2 name=two type= flags=0 parent=account//acc region=us url=https://dbc-2.cloud.databricks.com",
            "NODE ws//3 name=3 type= flags=512 parent=account//acc status=PROVISIONING "
            "url=https://x.azuredatabricks.net",
            "NODE ws//4 name=4 type= flags=0 parent=account//acc"));
    EXPECT_EQ(page->first_malformed, "/4: no `workspace_id`");
}

TEST(Decode, ReadsMetastores) {
    EXPECT_THAT(told_by(decoded(decode_metastores, R"({"metastores":[
                    {"metastore_id":"m","name":"n","owner":"o","external_access_enabled":true,"region":"r"},
                    {"metastore_id":"k","name":"l","owner":"System user"}]})",
                                account_context)),
                ElementsAre("NODE metastore//m name=n type= flags=256 parent=account//acc region=r",
                            "OWNER 2/other//o metastore//m",
                            "NODE metastore//k name=l type= flags=0 parent=account//acc"));
}

TEST(Decode, ReadsSecurables) {
    EXPECT_THAT(
        told_by(decoded(decode_catalogs, R"({"catalogs":[{"name":"c","catalog_type":"FOREIGN_CATALOG","owner":"o",
                    "connection_name":"cn","share_name":"s","provider_name":"p","isolation_mode":"ISOLATED",
                    "browse_only":true},{"name":""}]})",
                        metastore_context)),
        ElementsAre("NODE catalog/m/c name=c type=FOREIGN_CATALOG flags=72 parent=metastore//m "
                    "connection_name=cn provider_name=p share_name=s",
                    "OWNER 2/other//o catalog/m/c"));
    EXPECT_THAT(told_by(decoded(decode_tables,
                                R"({"tables":[{"name":"t","table_type":"SHINY_NEW","storage_location":"s3://x"}]})",
                                schema_context)),
                ElementsAre("NODE table/m/c.s.t name=c.s.t type=SHINY_NEW flags=0 parent=schema/m/c.s url=s3://x"));
    EXPECT_THAT(
        told_by(decoded(
            decode_locations,
            R"({"external_locations":[{"name":"l","isolation_mode":"ISOLATION_MODE_ISOLATED","read_only":true}]})",
            metastore_context)),
        ElementsAre("NODE location/m/l name=l type= flags=24 parent=metastore//m"));
}

TEST(Decode, ReadsFiltersMasksAndTextsOfTables) {
    const auto page = decoded(decode_tables, R"({"tables":[
        {"name":"v","table_type":"VIEW","view_definition":"SELECT 1"},
        {"name":"t","storage_location":"s3://x","row_filter":{"function_name":"c.s.f","input_column_names":["a"]},
         "columns":[{"name":"a"},{"name":"b","mask":{"function_name":"c.s.m"}},{"name":"d","mask":{}},5,
                    {"name":"e","mask":null}]},
        {"name":"u","row_filter":"c.s.f","columns":"none"}]})",
                              schema_context);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->malformed, 0U);
    EXPECT_THAT(told_by(page),
                ElementsAre("NODE table/m/c.s.v name=c.s.v type=VIEW flags=0 parent=schema/m/c.s definition=SELECT 1",
                            "NODE table/m/c.s.t name=c.s.t type= flags=0 parent=schema/m/c.s url=s3://x",
                            "POLICY c.s.f", "POLICY c.s.m",
                            "NODE table/m/c.s.u name=c.s.u type= flags=0 parent=schema/m/c.s"));
    const auto& mask = std::get<policy_fact>(page->rows[1].facts[2]);
    EXPECT_EQ(mask.type, policy_type::column_mask);
    EXPECT_EQ(mask.column, "b");
    EXPECT_EQ(mask.function, (node_key{node_kind::function, "m", "c.s.m"}));
    EXPECT_THAT(mask.to, ElementsAre(principal_ref::to({node_kind::group, "", "account users"})));
    EXPECT_THAT(mask.matches, ElementsAre(node_key{node_kind::table, "m", "c.s.t"}));
}

TEST(Decode, ReadsGrants) {
    const auto page = decoded(decode_grants, R"({"privilege_assignments":[
        {"principal":"g","privileges":["SELECT","use schema","NEW-ONE","NEW ONE"]},
        {"principal":"","principal_id":990017,"privileges":["MODIFY"]},
        {"principal":"h","privileges":[{"privilege":"BROWSE"}]},
        {"principal":"i"},{"privileges":["SELECT"]},{"principal":"j","privileges":[null]}]})",
                              table_context);
    ASSERT_TRUE(page);
    EXPECT_THAT(told_by(page), ElementsAre("GRANT 2/other//g table/m/c.s.t unity 6:0 NEW_ONE",
                                           "GRANT 1/other//990017 table/m/c.s.t unity 8:0",
                                           "GRANT 2/other//h table/m/c.s.t unity 256:0"));
    EXPECT_EQ(page->malformed, 2U);
}

TEST(Decode, ReadsBindingsAndViews) {
    const decode_context catalog{"acc", "77", "", {node_kind::catalog, "m", "c"}};
    const auto page =
        decoded(decode_bindings, R"({"bindings":[{"workspace_id":1,"binding_type":"BINDING_TYPE_READ_ONLY"},
        {"workspace_id":2},{"workspace_id":3,"binding_type":"BINDING_TYPE_NOVEL"}]})",
                catalog);
    EXPECT_THAT(told_by(page), ElementsAre("BIND catalog/m/c ws//1 READ_ONLY", "BIND catalog/m/c ws//2 READ_WRITE"));
    EXPECT_EQ(page->malformed, 1U);
    EXPECT_THAT(told_by(decoded(decode_view_definition, R"({"view_dependencies":{"dependencies":[
                    {"table":{"table_full_name":"c.s.u"}},{"function":{}},{"table":{}},3]}})",
                                table_context)),
                ElementsAre("LINK READS table/m/c.s.t table/m/c.s.u"));
    EXPECT_TRUE(decoded(decode_view_definition, "{}", table_context)->rows[0].facts.empty());
}

TEST(Decode, ReadsTokensWithoutTellingThem) {
    const auto made = decode_token(R"({"access_token":"abc","token_type":"bearer","expires_in":"3600"})");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->access_token.reveal(), "abc");
    EXPECT_EQ(made->expires_in, std::chrono::seconds{3600});
    for (const auto* body :
         {R"({"access_token":"very-secret"})", R"({"access_token":"very-secret","expires_in":0})",
          R"({"access_token":"very-secret\r\nX: y","expires_in":5})", R"({"access_token":"very-secret)",
          R"({"access_token":"very-secret","expires_in":5,"token_type":"mac"})", R"(["very-secret"])",
          R"({"expires_in":5})"}) {
        const auto refused = decode_token(body);
        ASSERT_FALSE(refused) << body;
        EXPECT_EQ(refused.error().to_string().find("very-secret"), std::string::npos);
    }
}

} // namespace
} // namespace canreach::crawler
