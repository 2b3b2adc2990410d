#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "crawler/decode/counts.hpp"
#include "crawler/estimate.hpp"
#include "crawler/families.hpp"
#include "tests/support/decoded.hpp"

namespace canreach::crawler {
namespace {

using support::decoded;
account_counts an_account() {
    account_counts made;
    made.users = 10'001;
    made.service_principals = 50;
    made.groups = 600;
    made.workspaces = 4;
    made.metastores = 2;
    made.readers = 3;
    made.catalogs = 10, made.schemas = 100, made.tables = 5000, made.volumes = 20, made.functions = 30;
    made.models = 40;
    return made;
}

std::optional<std::uint64_t> requests_of(const estimate& made, std::string_view family) {
    return std::ranges::find(made.families, family, &family_estimate::family)->requests;
}

TEST(Estimate, CountsWhatIsKnownBeforehand) {
    const auto made = estimate_requests(an_account(), false);
    EXPECT_EQ(made.families.size(), all_families().size());
    struct row {
        const char* family;
        std::uint64_t requests;
    };
    for (const auto& [family, requests] :
         {row{"workspaces", 1}, row{"account-users", 3}, row{"account-groups", 2}, row{"group-members", 600},
          row{"service-principal-secrets", 50}, row{"assignments", 4}, row{"workspace-users", 8}, row{"catalogs", 3},
          row{"shares", 2}, row{"schemas", 10}, row{"tables", 100}, row{"grants", 5200}, row{"policies", 110},
          row{"jobs", 4}, row{"secret-scopes", 4}, row{"grants-in-bulk", 0}})
        EXPECT_EQ(requests_of(made, family), requests) << family;
    for (const auto* family : {"object-acl", "secret-acl", "tree", "view-definition", "job", "hive-grants"})
        EXPECT_FALSE(requests_of(made, family)) << family;
    // 600 groups at 20 a second; everything else that has a limit is faster.
    EXPECT_EQ(made.longest, std::chrono::seconds{30});
    EXPECT_GT(made.requests, 12'000U);
}

TEST(Estimate, InBulkIsAFewStatements) {
    const auto made = estimate_requests(an_account(), true);
    EXPECT_EQ(requests_of(made, "grants"), 2U) << "those on the metastores themselves";
    EXPECT_LT(requests_of(made, "grants-in-bulk").value_or(0), 100U);
}

TEST(Estimate, SaysWhatNobodyTold) {
    account_counts nothing;
    nothing.workspaces = 1;
    const auto made = estimate_requests(nothing, false);
    EXPECT_FALSE(requests_of(made, "group-members"));
    EXPECT_FALSE(requests_of(made, "grants"));
    EXPECT_EQ(requests_of(made, "jobs"), 1U);
    EXPECT_GT(made.unknown, 20U);
}

TEST(Counts, AreReadFromOddBodies) {
    EXPECT_EQ(*decoded(decode_scim_total, R"({"totalResults":12,"startIndex":1})"), 12U);
    for (const auto* body : {"", "[]", "{}", R"({"totalResults":null})", R"({"totalResults":-1})",
                             R"({"totalResults":"x"})", R"({"totalResults":1.5})", R"({"totalResults":1)"})
        EXPECT_TRUE(decoded(decode_scim_total, body).error().is(errc::malformed_reply)) << body;

    const auto page = decoded(decode_quotas, R"({"quotas":[{"quota_name":"table-quota","quota_count":3},
        {"quota_name":"table-quota","quota_count":4},{"quota_name":"schema-quota","quota_count":"x"},
        {"quota_name":"volume-quota","quota_count":-4},{"quota_count":1},null,7,
        {"quota_name":"function-quota","quota_count":9223372036854775807},
        {"quota_name":"function-quota","quota_count":9223372036854775807}],"next_page_token":"t"})");
    ASSERT_TRUE(page);
    EXPECT_EQ(page->counts.at("table-quota"), 7U);
    EXPECT_FALSE(page->counts.contains("volume-quota"));
    EXPECT_LE(page->counts.at("function-quota"), std::uint64_t{1} << 40U);
    EXPECT_EQ(page->next_page_token, "t");
    EXPECT_TRUE(decoded(decode_quotas, "{}")->counts.empty());
    EXPECT_TRUE(decoded(decode_quotas, R"({"quotas":null})")->counts.empty());
    for (const auto* body : {"", "[]", "{\"quotas\":[", "3"})
        EXPECT_TRUE(decoded(decode_quotas, body).error().is(errc::malformed_reply)) << body;
}

} // namespace
} // namespace canreach::crawler
