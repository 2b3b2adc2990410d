// What credentials may read, told from a sample.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "crawler/checkup.hpp"
#include "crawler/detail/sampler.hpp"
#include "crawler/families.hpp"
#include "crawler/plan.hpp"
#include "fake_account.hpp"
#include "model/needed_rights.hpp"

namespace canreach::crawler {
namespace {

using testing::account_host;
using testing::fake_account;
using ::testing::HasSubstr;
using testing::prod_host;
using testing::reply;

const std::string account_path = std::string("/api/2.0/accounts/") + testing::account_id;

const family_check& check_of(const checkup& found, std::string_view family) {
    return *std::ranges::find(found.families, family, &family_check::family);
}
checkup checked(fake_account& account) {
    auto made = run_checkup(account.options());
    EXPECT_TRUE(made) << made.error().to_string();
    return made ? std::move(*made) : checkup{};
}

TEST(NeededRights, AreKnownOfEveryFamilyAndOfNoOther) {
    std::set<std::string_view> known;
    for (const auto& one : needed_rights()) {
        EXPECT_TRUE(known.insert(one.family).second) << one.family;
        EXPECT_NE(family_named(one.family), nullptr) << one.family;
        EXPECT_FALSE(one.unseen.empty()) << one.family;
        EXPECT_FALSE(one.right.empty()) << one.family;
    }
    for (const auto& one : all_families()) EXPECT_NE(needed_right_of(one.name), nullptr) << one.name;
    EXPECT_EQ(needed_right_of("no-such-family"), nullptr);
}

TEST(Checkup, KnowsWhatLeadsToEachFamily) {
    std::set<std::string> roots;
    for (const auto& task : root_tasks("acc")) roots.insert(task.family);
    for (const auto& one : all_families())
        EXPECT_EQ(detail::families_before(one.name).empty(), roots.contains(std::string(one.name))) << one.name;
}

TEST(Checkup, TriesEachFamilyOnASample) {
    fake_account account;
    const auto found = checked(account);
    EXPECT_EQ(found.families.size(), all_families().size());
    for (const auto* family : {"workspaces", "account-users", "group-members", "assignments", "workspace-groups",
                               "catalogs", "schemas", "tables", "grants", "share-objects", "clean-rooms", "warehouses",
                               "object-acl", "jobs", "secret-scopes", "hive-schemas"})
        EXPECT_EQ(name_of(check_of(found, family).what), "allowed") << family << check_of(found, family).why;
    for (const auto* family : {"job", "pipeline", "secret-acl"}) { // there are no jobs, pipelines and scopes
        EXPECT_EQ(name_of(check_of(found, family).what), "unknown") << family;
        EXPECT_FALSE(check_of(found, family).tried) << family;
        EXPECT_THAT(check_of(found, family).why, HasSubstr("nothing was found to try it on"));
    }
    EXPECT_THAT(check_of(found, "grants-in-bulk").why, HasSubstr("reads all there is"));
    EXPECT_LE(found.cost.requests, 2 * all_families().size());
    EXPECT_EQ(account.times(std::string(account_host) + account_path + "/scim/v2/Users"), 1U);
}

TEST(NeededRights, NoneMendsWhatThePlatformTellsNobody) {
    EXPECT_FALSE(right_that_mends(outcome::limited, "policies", "only own grants are shown").empty());
    EXPECT_TRUE(right_that_mends(outcome::failed, "policies", "500").empty());
    for (const auto reason : {policy_not_understood, policy_by_columns, publisher_not_told})
        EXPECT_TRUE(
            right_that_mends(outcome::limited, "policies", "in workspace prod: " + std::string(reason)).empty());
}

TEST(Checkup, FailsOfNoSuchAccountAndOfNoSuchWorkspace) {
    fake_account account;
    auto options = account.options();
    options.scope.workspaces = {"nomatch*"};
    auto made = run_checkup(options);
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().hint, HasSubstr("prod"));
    options = account.options();
    options.config.account_id = "deadbeef";
    made = run_checkup(options);
    ASSERT_FALSE(made);
    EXPECT_TRUE(made.error().is(errc::not_found)) << made.error().to_string();
}

TEST(Checkup, TellsWhatIsRefusedAndWhatHangsOnIt) {
    fake_account account;
    account.instead[account_host + account_path + "/scim/v2/Groups"] =
        reply(403, R"({"error_code":"PERMISSION_DENIED","message":"not an account admin"})");
    account.instead[account_host + account_path + "/workspaces/1001/permissionassignments"] = reply(404, "{}");
    const auto found = checked(account);
    const auto& groups = check_of(found, "account-groups");
    EXPECT_EQ(name_of(groups.what), "refused");
    EXPECT_EQ(groups.http_status, 403);
    EXPECT_THAT(groups.why, HasSubstr("not an account admin"));
    const auto& members = check_of(found, "group-members");
    EXPECT_EQ(name_of(members.what), "unknown");
    EXPECT_THAT(members.why, HasSubstr("it comes after account-groups, which is refused"));
    // The first workspace tells nothing, so the next one is tried.
    EXPECT_EQ(name_of(check_of(found, "assignments").what), "allowed");
}

TEST(Checkup, TellsWhatIsLeftOutSilently) {
    fake_account account;
    account.instead[prod_host + std::string("/api/2.1/unity-catalog/permissions/metastore/m-1")] =
        reply(403, R"({"error_code":"PERMISSION_DENIED","message":"not the metastore admin"})");
    const auto found = checked(account);
    EXPECT_EQ(name_of(check_of(found, "shares").what), "limited");
    EXPECT_THAT(check_of(found, "shares").why, HasSubstr("no metastore admin"));
}

TEST(Checkup, SaysWhenNothingCanBeAsked) {
    fake_account account;
    for (const auto* path : {"/oidc/accounts/7d0a52f4-0000-4000-8000-2b6c1f0e9a11/v1/token"})
        account.instead[account_host + std::string(path)] = reply(401, R"({"error":"invalid_client"})");
    const auto made = run_checkup(account.options());
    ASSERT_FALSE(made);
    EXPECT_TRUE(made.error().is(errc::unauthenticated));
}

TEST(Checkup, ReadsOneWorkspaceWithoutAccountRights) {
    fake_account account;
    auto options = account.options();
    options.config.host = {true, prod_host, 443};
    options.config.account_level = false;
    options.config.how = auth_method::pat;
    options.config.token = secret("dapi-1");
    const auto made = run_checkup(options);
    ASSERT_TRUE(made) << made.error().to_string();
    EXPECT_EQ(name_of(check_of(*made, "account-users").what), "refused");
    EXPECT_EQ(name_of(check_of(*made, "workspace-groups").what), "allowed");
    EXPECT_EQ(name_of(check_of(*made, "catalogs").what), "allowed");
}

} // namespace
} // namespace canreach::crawler
