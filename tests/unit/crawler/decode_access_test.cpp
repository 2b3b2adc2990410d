#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crawler/decode/access.hpp"
#include "crawler/decode/identity.hpp"
#include "memory_sink.hpp"
#include "tests/support/decoded.hpp"

namespace canreach::crawler {
namespace {

using support::decoded;
using ::testing::ElementsAre;
using testing::facts_of;

const decode_context in_group{"acc", "", "", {node_kind::group, "", "8241"}};
const decode_context in_workspace{"acc", "77", "", {node_kind::workspace, "", "77"}};

TEST(DecodeAccess, ReadsRuleSets) {
    const auto page = decoded(decode_rule_set, R"({"name":"n","etag":"e","grant_rules":[
        {"role":"roles/group.manager","principals":["users/a@x","groups/data / team","servicePrincipals/0b3e"]},
        {"role":"group.assumer","principals":["robots/r","users/",7,null]},
        {"role":"roles/novel.thing","principals":["users/a@x"]},{"principals":["users/a@x"]},
        {"role":"roles/group.manager"}]})",
                              in_group);
    ASSERT_TRUE(page);
    EXPECT_THAT(facts_of(page),
                ElementsAre("GRANT 2/user//a@x group//8241 role 8:0", "GRANT 2/group//data / team group//8241 role 8:0",
                            "GRANT 2/sp//0b3e group//8241 role 8:0"));
    EXPECT_EQ(page->malformed, 5U);
    EXPECT_EQ(page->first_malformed, "/grant_rules/3: no `role`");
    EXPECT_TRUE(decoded(decode_rule_set, R"({"name":"untouched","etag":"e"})", in_group)->rows.empty());
    EXPECT_FALSE(decoded(decode_rule_set, R"({"grant_rules":"x"})", in_group));
}

TEST(DecodeAccess, ReadsInstanceProfilesOfPrincipals) {
    const auto node = "NODE other/77/instance-profile/arn:aws:iam::1:instance-profile/p "
                      "name=arn:aws:iam::1:instance-profile/p type=instance-profile flags=0 parent=ws//77";
    EXPECT_THAT(facts_of(decoded(decode_workspace_users, R"({"Resources":[
                    {"id":"1","userName":"a@x","roles":[{"value":"arn:aws:iam::1:instance-profile/p"},{"value":"account_admin"},
                     {"value":"arn:aws:iam::1:role/r"},5]},{"id":"2","userName":"b@x","roles":"all"}]})",
                                 in_workspace)),
                ElementsAre("LINK PROFILE user//1 other/77/instance-profile/arn:aws:iam::1:instance-profile/p", node));
    EXPECT_THAT(facts_of(decoded(decode_workspace_groups,
                                 R"({"Resources":[{"id":"4","displayName":"l","meta":{"resourceType":"Group"},
                        "roles":[{"value":"arn:aws:iam::1:instance-profile/p"}]}]})",
                                 in_workspace)),
                ElementsAre("LINK PROFILE group//4 other/77/instance-profile/arn:aws:iam::1:instance-profile/p", node));
}

TEST(DecodeAccess, ReadsEntitlements) {
    EXPECT_THAT(facts_of(decoded(decode_workspace_users, R"({"Resources":[
                    {"id":"1","userName":"a@x","entitlements":[{"value":"workspace-access"},{"value":"novel"},5]},
                    {"id":"2","userName":"b@x","entitlements":null},{"userName":"c@x"}]})",
                                 in_workspace)),
                ElementsAre("GRANT 0/user//1 ws//77 role 4294967296:0"));
    EXPECT_THAT(facts_of(decoded(decode_workspace_service_principals,
                                 R"({"Resources":[{"id":7,"entitlements":[{"value":"databricks-sql-access"}]}]})",
                                 in_workspace)),
                ElementsAre("GRANT 0/sp//7 ws//77 role 8589934592:0"));
    EXPECT_THAT(facts_of(decoded(decode_workspace_groups, R"({"Resources":[
                    {"id":"1","displayName":"users","entitlements":[{"value":"workspace-access"}]},
                    {"id":"2","displayName":"etl","meta":{"resourceType":"WorkspaceGroup"},
                     "entitlements":[{"value":"allow-cluster-create"}]},
                    {"id":"3","displayName":"data","meta":{"resourceType":"Group"},
                     "entitlements":[{"value":"allow-instance-pool-create"},{"value":"account.admin"}]}]})",
                                 in_workspace)),
                ElementsAre("GRANT 0/group/77/users ws//77 role 4294967296:0",
                            "NODE group/77/2 name=etl type= flags=0 parent=-",
                            "GRANT 0/group/77/2 ws//77 role 17179869184:0",
                            "GRANT 0/group//3 ws//77 role 34359738368:0"));
}

TEST(DecodeAccess, KeepsTheSecondIdentityOfGuests) {
    EXPECT_THAT(
        facts_of(decoded(decode_workspace_users,
                         R"({"Resources":[{"id":"1","userName":"a_x.com#EXT#@t.onmicrosoft.com","externalId":"e-1"},
                                     {"id":"2","userName":"b_x.com#ext#@t.onmicrosoft.com"}]})",
                         in_workspace)),
        ElementsAre("NODE user//1 name= type= flags=0 parent=- external_id=e-1 "
                    "guest_name=a_x.com#EXT#@t.onmicrosoft.com",
                    "NODE user//2 name= type= flags=0 parent=- guest_name=b_x.com#ext#@t.onmicrosoft.com"));
}

TEST(DecodeAccess, ReadsWhoIsBarred) {
    const auto page = decoded(decode_access_rules, R"({"account_access_identity_rules":[
        {"name":"leavers","action":"DENY","external_principal_id":"e-1","principal_type":"USER"},
        {"name":"odd","action":"DENY","external_principal_id":"e-2","principal_type":"ROBOT"},
        {"name":"welcome","action":"ALLOW","external_principal_id":"e-3"},{"action":"DENY"}]})",
                              in_workspace);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->rows.size(), 2U);
    const auto& first = std::get<policy_fact>(page->rows[0].facts[0]);
    EXPECT_EQ(first.name, "leavers");
    EXPECT_EQ(first.type, policy_type::deny);
    EXPECT_EQ(first.on, (node_key{node_kind::account, "", "acc"}));
    EXPECT_THAT(first.to, ElementsAre(principal_ref::with_external_id("e-1", node_kind::user)));
    EXPECT_THAT(std::get<policy_fact>(page->rows[1].facts[0]).to, ElementsAre(principal_ref::with_external_id("e-2")));
    EXPECT_EQ(page->malformed, 2U);
}

TEST(DecodeAccess, CountsSecretsWithoutTellingThem) {
    const auto page = decoded(decode_secrets, R"({"secrets":[{"id":"s1","secret_hash":"very-secret"},{},5],
                                         "next_page_token":"n"})",
                              in_group);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->rows.size(), 2U);
    EXPECT_TRUE(facts_of(page).empty());
    EXPECT_EQ(page->malformed, 1U);
    EXPECT_EQ(decoded(decode_federation_policies, R"({"policies":[{"uid":"a"},{"uid":"b"}]})", in_group)->rows.size(),
              2U);
}

TEST(DecodeAccess, ReadsTheSettingOfAdmins) {
    EXPECT_THAT(facts_of(decoded(decode_restrict_admins, R"({"restrict_workspace_admins":{"status":"ALLOW_ALL"}})",
                                 in_workspace)),
                ElementsAre("NODE ws//77 name= type= flags=0 parent=- restrict_admins=ALLOW_ALL"));
    for (const auto* body :
         {"{}", R"({"restrict_workspace_admins":null})", R"({"restrict_workspace_admins":{"status":5}})"})
        EXPECT_TRUE(facts_of(decoded(decode_restrict_admins, body, in_workspace)).empty()) << body;
    EXPECT_FALSE(decoded(decode_restrict_admins, "[]", in_workspace));
}

} // namespace
} // namespace canreach::crawler
