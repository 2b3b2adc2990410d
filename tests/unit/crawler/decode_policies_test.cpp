#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crawler/decode/policies.hpp"
#include "model/policy_scope.hpp"
#include "model/privileges.hpp"
#include "tests/support/decoded.hpp"

namespace canreach::crawler {
namespace {

using support::decoded;
using ::testing::ElementsAre;
using ::testing::Pair;

const node_key catalog{node_kind::catalog, "m", "c"};
const decode_context context{"acc", "77", "", catalog};

/// The policy of a list of one.
struct only_policy {
    policy_fact policy;
    std::string scope;
    std::string_view limited_by;
    std::vector<node_kind> chosen;
};
only_policy policy_of(const std::string& object) {
    const auto page = decoded(decode_policies, R"({"policies":[)" + object + "]}", context);
    EXPECT_TRUE(page) << object;
    EXPECT_EQ(page->malformed, 0U) << page->first_malformed;
    only_policy made;
    made.limited_by = page->limited_by;
    if (page->rows.empty()) return made;
    const auto& row = page->rows.front();
    made.policy = std::get<policy_fact>(row.facts.front());
    if (row.facts.size() > 1) made.scope = std::get<node_fact>(row.facts.back()).attributes.front().second;
    made.chosen = kinds_chosen_by_tags(row);
    return made;
}

TEST(DecodePolicies, ReadsAGrantByATag) {
    const auto got = policy_of(R"j({"id":"1","name":"p","policy_type":"POLICY_TYPE_GRANT","for_securable_type":"TABLE",
        "to_principals":["analysts","bob@example.com"],"except_principals":["hr"],
        "when_condition":"has_tag('pii')","grant":{"privileges":["SELECT","APPLY TAG"]}})j");
    EXPECT_EQ(got.policy.name, "p");
    EXPECT_EQ(got.policy.type, policy_type::grant);
    EXPECT_EQ(got.policy.on, catalog);
    EXPECT_EQ(got.policy.privileges, mask{privilege::select} | mask{privilege::apply_tag});
    EXPECT_THAT(got.policy.to, ElementsAre(principal_ref::named("analysts"), principal_ref::named("bob@example.com")));
    EXPECT_THAT(got.policy.except, ElementsAre(principal_ref::named("hr")));
    EXPECT_EQ(got.scope, "table: has_tag('pii')");
    EXPECT_EQ(got.limited_by, "");
    EXPECT_THAT(got.chosen, ElementsAre(node_kind::table));
}

TEST(DecodePolicies, ReadsDenialsFiltersAndModels) {
    const auto denial = policy_of(R"j({"name":"d","policy_type":"POLICY_TYPE_DENY","for_securable_type":"FUNCTION",
        "deny":{"privileges":["MANAGE_ACCESS_CONTROL"]}})j");
    EXPECT_EQ(denial.policy.type, policy_type::deny);
    EXPECT_EQ(denial.scope, "function model: "); // one word for both
    EXPECT_THAT(denial.chosen, ElementsAre());
    const auto filter = policy_of(R"j({"name":"f","policy_type":"POLICY_TYPE_ROW_FILTER","for_securable_type":"TABLE",
        "row_filter":{"function_name":"c.s.f","using":[]},"when_condition":null,"match_columns":null})j");
    EXPECT_EQ(filter.policy.function, (node_key{node_kind::function, "m", "c.s.f"}));
    EXPECT_EQ(filter.scope, "table: ");
    EXPECT_EQ(filter.limited_by, "");
}

TEST(DecodePolicies, WhatIsNotUnderstoodIsAnUnreadPart) {
    const std::string head = R"j({"name":"p","policy_type":"POLICY_TYPE_GRANT",)j";
    for (const auto* rest :
         {R"j("for_securable_type":"TABLE","grant":{"privileges":["SELECT"]},"when_condition":"moon()"})j",
          R"j("for_securable_type":"TABLE","grant":{"privileges":["SELECT"]},"when_condition":7})j",
          R"j("for_securable_type":"UNICORN","grant":{"privileges":["SELECT"]}})j",
          R"j("grant":{"privileges":["SELECT"]}})j",
          R"j("for_securable_type":"TABLE","grant":{"privileges":["TELEPORT"]}})j",
          R"j("for_securable_type":"TABLE","grant":{"privileges":[[]]}})j",
          R"j("for_securable_type":"TABLE","grant":{},"to_principals":[7]})j",
          R"j("for_securable_type":"TABLE","grant":[]})j", R"j("for_securable_type":"TABLE"})j"}) {
        SCOPED_TRACE(rest);
        const auto got = policy_of(head + rest);
        EXPECT_EQ(got.policy.name, "p"); // kept, about nothing
        EXPECT_EQ(got.scope, "");
        EXPECT_NE(got.limited_by.find("not understood"), std::string_view::npos);
    }
    const auto novel = policy_of(R"j({"name":"n","policy_type":"POLICY_TYPE_NOVEL","for_securable_type":"TABLE"})j");
    EXPECT_NE(novel.limited_by, "");
    const std::string columns =
        R"j("for_securable_type":"TABLE","match_columns":[{"alias":"a","condition":"has_tag('pii')"}],"name":"c",)j";
    for (const auto* rest :
         {R"j("policy_type":"POLICY_TYPE_COLUMN_MASK","column_mask":{"on_column":"a","function_name":"c.s.f"}})j",
          R"j("policy_type":"POLICY_TYPE_ROW_FILTER","row_filter":{"function_name":"c.s.f"}})j"}) {
        const auto got = policy_of("{" + columns + rest);
        EXPECT_EQ(got.scope, "");
        EXPECT_NE(got.limited_by.find("columns"), std::string_view::npos);
    }
}

TEST(DecodePolicies, OddBodies) {
    for (const auto* body : {"", "[]", "7", R"({"policies":{}})", R"({"policies":[],"next_page_token":7})"})
        EXPECT_FALSE(decoded(decode_policies, body, context)) << body;
    EXPECT_TRUE(decoded(decode_policies, "{}", context).value().rows.empty());
    const auto page = decoded(decode_policies, R"({"policies":[7,{},{"name":null,"id":12,"policy_type":5}]})", context);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->malformed, 2U);
    EXPECT_EQ(page->first_malformed, "/policies/0: not an object");
    EXPECT_NE(page->limited_by, "");
}

std::vector<std::pair<std::string, std::string>> tags_of(std::string_view body) {
    std::vector<std::pair<std::string, std::string>> made;
    const auto page = decoded(decode_tags, body, context);
    if (!page) return {{"failed", page.error().message}};
    for (const auto& row : page->rows) made.push_back(row.node()->attributes.front());
    return made;
}

TEST(DecodeTags, ReadsThemAsAttributesTheNearestOfAKey) {
    EXPECT_THAT(tags_of(R"({"tag_assignments":[
                    {"entity_type":"catalogs","entity_name":"c","tag_key":"pii","tag_value":"yes"},
                    {"entity_name":"above","tag_key":"pii","tag_value":"no"},
                    {"entity_name":"above","tag_key":"team","tag_value":"data"},
                    {"tag_key":"bare"},{"tag_key":"odd","tag_value":7}]})"),
                ElementsAre(Pair("tag:pii", "yes"), Pair("tag:team", "data"), Pair("tag:bare", ""), Pair("tag:odd", ""),
                            Pair("tags", "read")));
    EXPECT_THAT(tags_of("{}"), ElementsAre(Pair("tags", "read")));
    EXPECT_THAT(tags_of(R"({"next_page_token":"t"})"), ElementsAre()); // not all of them yet
    EXPECT_FALSE(decoded(decode_tags, "[]", context));
    const auto odd = decoded(decode_tags, R"({"tag_assignments":[{},{"tag_key":5},"x"]})", context);
    ASSERT_TRUE(odd);
    EXPECT_EQ(odd->malformed, 3U);
    EXPECT_TRUE(odd->rows.empty()); // so what it lacks is not known
}

TEST(TablesWithPolicies, KeepsThoseThatNameATable) {
    tables_with_policies found;
    const std::vector<sql::sql_column> columns{
        {"catalog_name", "STRING"}, {"schema_name", "STRING"}, {"securable_name", "STRING"}};
    const std::vector<sql::sql_row> rows{
        {"c", "s", "t"}, {"c", std::nullopt, std::nullopt}, {"c", "s", std::nullopt}, {}};
    ASSERT_TRUE(found.add(columns, rows));
    EXPECT_THAT(found.names(), ElementsAre("c.s.t"));
    EXPECT_FALSE(found.add(std::vector<sql::sql_column>{{"catalog_name", "STRING"}}, rows));
}

} // namespace
} // namespace canreach::crawler
