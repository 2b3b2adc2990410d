// What `doctor` tells of a simulated account: everything may be read, or exactly what is refused may not.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "crawler/checkup.hpp"
#include "crawler/count_account.hpp"
#include "simulator/generator.hpp"
#include "simulator/shape.hpp"
#include "tests/e2e/simulated.hpp"

namespace canreach {
namespace {

using crawler::permission;

std::shared_ptr<const simulator::account> showcase() {
    return std::make_shared<const simulator::account>(
        simulator::generate(simulator::preset_named("showcase").value()).value());
}

TEST(CheckupServed, FindsNothingMissingWhereAllMayBeRead) {
    const support::simulated platform(showcase());
    const auto found = crawler::run_checkup(platform.options());
    ASSERT_TRUE(found) << found.error().to_string();
    for (const auto& one : found->families)
        if (one.tried) {
            EXPECT_EQ(name_of(one.what), "allowed") << one.family << ": " << one.why;
        }
    EXPECT_GE(std::ranges::count(found->families, true, &crawler::family_check::tried), 60);
    const auto seen = platform.stats();
    EXPECT_LE(seen.total(), 140U);
    EXPECT_EQ(seen.writes, 0U);
}

TEST(CheckupServed, NamesExactlyWhatIsRefused) {
    simulator::weather_config weather;
    for (const auto family :
         {simulator::endpoint::account_groups, simulator::endpoint::secret_scopes, simulator::endpoint::tables})
        weather.refused.push_back({family, {}});
    const support::simulated platform(showcase(), weather);
    const auto found = crawler::run_checkup(platform.options());
    ASSERT_TRUE(found) << found.error().to_string();
    for (const auto& one : found->families) {
        const bool refused = one.family == "account-groups" || one.family == "secret-scopes" || one.family == "tables";
        EXPECT_EQ(one.what == permission::refused, refused) << one.family << ": " << one.why;
    }
}

TEST(PlanServed, CountsAnAccountWithAHandfulOfRequests) {
    const auto account = showcase();
    const support::simulated platform(account);
    const auto found = crawler::count_account(platform.options());
    ASSERT_TRUE(found) << found.error().to_string();
    const auto principals = [&](node_kind kind) {
        return static_cast<std::uint64_t>(std::ranges::count(account->principals, kind, &simulator::principal::kind));
    };
    EXPECT_EQ(found->users, principals(node_kind::user));
    EXPECT_EQ(found->service_principals, principals(node_kind::service_principal));
    EXPECT_EQ(found->groups, principals(node_kind::group));
    EXPECT_EQ(found->workspaces, static_cast<std::uint64_t>(std::ranges::count_if(
                                     account->workspaces, [](const auto& space) { return space.running(); })));
    const auto securables = [&](node_kind kind) {
        return static_cast<std::uint64_t>(std::ranges::count_if(account->securables, [&](const auto& one) {
            const auto root = account->root_of(
                simulator::securable_index{static_cast<std::uint32_t>(&one - account->securables.data())});
            return one.kind == kind && std::ranges::any_of(account->metastores, [&](const auto& store) {
                       return store.root == root && !account->readers_of(store).empty();
                   });
        }));
    };
    EXPECT_EQ(found->tables, securables(node_kind::table));
    EXPECT_EQ(found->schemas, securables(node_kind::schema));
    EXPECT_EQ(found->models, securables(node_kind::model));
    EXPECT_LT(platform.stats().total(), 30U);
    EXPECT_EQ(platform.stats().writes, 0U);
}

} // namespace
} // namespace canreach
