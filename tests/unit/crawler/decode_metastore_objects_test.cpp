#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crawler/decode/metastore_objects.hpp"
#include "memory_sink.hpp"
#include "tests/support/decoded.hpp"

namespace canreach::crawler {
namespace {

using support::decoded;
using ::testing::ElementsAre;
using testing::facts_of;

const decode_context metastore{"acc", "77", "", {node_kind::metastore, "", "m"}};
const decode_context share{"acc", "77", "", {node_kind::share, "m", "q3"}};

TEST(DecodeMetastoreObjects, ReadsCredentialsOfEveryCloud) {
    const auto page = decoded(decode_credentials, R"({"credentials":[
        {"name":"a","purpose":"STORAGE","aws_iam_role":{"role_arn":"arn:x"},"read_only":true,"owner":"o"},
        {"name":"b","azure_managed_identity":{"access_connector_id":"/sub/x"},
         "isolation_mode":"ISOLATION_MODE_ISOLATED"},
        {"name":"c","purpose":"SERVICE","azure_service_principal":{"application_id":"u","directory_id":"d"}},
        {"name":"d","purpose":"NOVEL","databricks_gcp_service_account":{"email":"e@x"}},
        {"name":"e","aws_iam_role":"arn"},{"purpose":"STORAGE"},7]})",
                              metastore);
    ASSERT_TRUE(page);
    EXPECT_THAT(facts_of(page),
                ElementsAre("NODE credential/m/a name=a type=STORAGE flags=16 parent=metastore//m identity=arn:x",
                            "OWNER 2/other//o credential/m/a",
                            "NODE credential/m/b name=b type=STORAGE flags=8 parent=metastore//m identity=/sub/x",
                            "NODE credential/m/c name=c type=SERVICE flags=0 parent=metastore//m identity=u",
                            "NODE credential/m/d name=d type=NOVEL flags=0 parent=metastore//m identity=e@x",
                            "NODE credential/m/e name=e type=STORAGE flags=0 parent=metastore//m"));
    EXPECT_EQ(page->malformed, 2U);
    EXPECT_EQ(page->first_malformed, "/credentials/5: no `name`");
}

TEST(DecodeMetastoreObjects, ReadsConnections) {
    EXPECT_THAT(facts_of(decoded(decode_connections, R"({"connections":[{"name":"c","connection_type":"SNOWFLAKE",
                    "url":"https://x","credential_name":"api","read_only":"true","browse_only":true},
                    {"name":"d","connection_type":5,"credential_name":null}]})",
                                 metastore)),
                ElementsAre("NODE connection/m/c name=c type=SNOWFLAKE flags=80 parent=metastore//m "
                            "credential_name=api url=https://x",
                            "LINK CREDENTIAL connection/m/c credential/m/api",
                            "NODE connection/m/d name=d type= flags=0 parent=metastore//m"));
}

TEST(DecodeMetastoreObjects, ReadsSharing) {
    EXPECT_THAT(
        facts_of(decoded(decode_recipients, R"({"recipients":[{"name":"acme inc","authentication_type":"DATABRICKS",
                    "data_recipient_global_metastore_id":"aws:r:u","owner":"System user",
                    "tokens":[{"activation_url":"https://secret"}]}]})",
                         metastore)),
        ElementsAre("NODE recipient/m/acme inc name=acme inc type=DATABRICKS flags=0 parent=metastore//m "
                    "global_metastore_id=aws:r:u"));
    EXPECT_THAT(
        facts_of(decoded(decode_providers, R"({"providers":[{"name":"p","authentication_type":"TOKEN","owner":"o"}]})",
                         metastore)),
        ElementsAre("NODE provider/m/p name=p type=TOKEN flags=0 parent=metastore//m",
                    "OWNER 2/other//o provider/m/p"));
    EXPECT_THAT(facts_of(decoded(decode_clean_rooms,
                                 R"({"clean_rooms":[{"name":"r","status":"ACTIVE","owner":"o"},{}]})", metastore)),
                ElementsAre("NODE cleanroom/m/r name=r type= flags=0 parent=metastore//m status=ACTIVE",
                            "OWNER 2/other//o cleanroom/m/r"));
    EXPECT_THAT(
        facts_of(decoded(decode_shares, R"({"shares":[{"name":"q3","owner":"o"}]})", metastore)),
        ElementsAre("NODE share/m/q3 name=q3 type= flags=0 parent=metastore//m", "OWNER 2/other//o share/m/q3"));
}

TEST(DecodeMetastoreObjects, ReadsWhatASharesHolds) {
    const auto page = decoded(decode_share_objects, R"({"name":"q3","objects":[
        {"name":"c.s.t","data_object_type":"TABLE","shared_as":"x.y"},{"name":"c.s.v","data_object_type":"VIEW"},
        {"name":"c.s","data_object_type":"SCHEMA"},{"name":"c.s.o","data_object_type":"VOLUME"},
        {"name":"c.s.m","data_object_type":"MODEL"},{"name":"c.s.f","data_object_type":"FUNCTION"},
        {"name":"/n","data_object_type":"NOTEBOOK_FILE"},{"name":"c.s.z","data_object_type":"HOLOGRAM"},
        {"data_object_type":"TABLE"},null]})",
                              share);
    ASSERT_TRUE(page);
    EXPECT_THAT(facts_of(page),
                ElementsAre("LINK SHARES share/m/q3 table/m/c.s.t", "LINK SHARES share/m/q3 table/m/c.s.v",
                            "LINK SHARES share/m/q3 schema/m/c.s", "LINK SHARES share/m/q3 volume/m/c.s.o",
                            "LINK SHARES share/m/q3 model/m/c.s.m", "LINK SHARES share/m/q3 function/m/c.s.f"));
    EXPECT_EQ(page->malformed, 3U);
    EXPECT_EQ(page->first_malformed, "/objects/7: an unknown `data_object_type`");
    EXPECT_TRUE(decoded(decode_share_objects, R"({"name":"empty"})", share)->rows.empty());
}

TEST(DecodeMetastoreObjects, ReadsAllowListsAsAttributes) {
    const decode_context store{"acc", "1", "", {node_kind::metastore, "", "m"}};
    const auto page = decoded(decode_allowed_jars, R"({"artifact_matchers":[
        {"artifact":"/Volumes/b/x, y/","match_type":"PREFIX_MATCH"},{"artifact":"/Volumes/a/","match_type":"NEW_MATCH"},
        {"artifact":"/Volumes/a/","match_type":"PREFIX_MATCH"},{"artifact":"/odd","match_type":null},
        {"match_type":"PREFIX_MATCH"},5],"metastore_id":"m"})",
                              store);
    ASSERT_TRUE(page);
    EXPECT_THAT(facts_of(page),
                ElementsAre("NODE metastore//m name= type= flags=0 parent=- "
                            "allowed_library_jar:/Volumes/a/=NEW_MATCH,PREFIX_MATCH "
                            "allowed_library_jar:/Volumes/b/x, y/=PREFIX_MATCH allowed_library_jar:/odd="));
    EXPECT_EQ(page->malformed, 2U);
    EXPECT_EQ(page->first_malformed, "/artifact_matchers/4: no `artifact`");
    EXPECT_TRUE(decoded(decode_allowed_init_scripts, R"({"metastore_id":"m"})", store)->rows.empty());
    EXPECT_THAT(facts_of(decoded(decode_allowed_init_scripts, R"({"artifact_matchers":[{"artifact":"a"}]})", store)),
                ElementsAre("NODE metastore//m name= type= flags=0 parent=- allowed_init_script:a="));
    EXPECT_THAT(facts_of(decoded(decode_allowed_maven, R"({"artifact_matchers":[{"artifact":"g:a"}]})", store)),
                ElementsAre("NODE metastore//m name= type= flags=0 parent=- allowed_library_maven:g:a="));
    for (const auto* odd : {"", "[]", R"({"artifact_matchers":{}})"})
        EXPECT_FALSE(decoded(decode_allowed_maven, odd, store)) << odd;
}

TEST(DecodeMetastoreObjects, GrantsOfSharesGoToRecipients) {
    const auto page =
        decoded(decode_share_grants, R"({"privilege_assignments":[{"principal":"acme","privileges":["SELECT"]},
        {"principal":"idle","privileges":[]},{"privileges":["SELECT"]},{"principal":"x","privileges":[3.5]}],
        "next_page_token":"n"})",
                share);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->summary.next_page_token, "n");
    EXPECT_THAT(facts_of(page), ElementsAre("GRANT 0/recipient/m/acme share/m/q3 unity 4:0"));
    EXPECT_EQ(page->malformed, 2U);
}

} // namespace
} // namespace canreach::crawler
