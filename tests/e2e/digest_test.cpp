// A crawl of a simulated account gives the digest of the account's own facts, in calm and in every weather.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "simulator/activity.hpp"
#include "simulator/generator.hpp"
#include "simulator/shape.hpp"
#include "simulator/truth.hpp"
#include "storage/crawl_file.hpp"
#include "storage/database.hpp"
#include "storage/sealing.hpp"
#include "storage/statement.hpp"
#include "tests/e2e/simulated.hpp"

namespace canreach {
namespace {

std::shared_ptr<const simulator::account> preset(std::string_view name,
                                                 simulator::cloud where = simulator::cloud::azure) {
    auto shape = simulator::preset_named(name).value();
    shape.where = where;
    return std::make_shared<const simulator::account>(simulator::generate(shape).value());
}

/// The account's own facts, in a shuffled order, stored without any network.
storage::seal_summary truth_of(const simulator::account& account, const std::string& path) {
    auto facts = simulator::truth_of(account);
    std::ranges::shuffle(facts, std::mt19937(7));
    auto file =
        storage::crawl_file::create(path, {account.id, std::string(simulator::name_of(account.where)), ""}).value();
    EXPECT_TRUE(file.accept(
        {{"truth", {}, {node_kind::account, {}, account.id}, node_part::children}, {}, std::move(facts), {}}));
    EXPECT_TRUE(file.flush());
    return storage::seal(std::move(file), {}).value();
}

TEST(Digest, OfACrawlIsThatOfTheTruth) {
    for (const auto* name : {"tiny", "showcase"}) {
        SCOPED_TRACE(name);
        const support::scratch_folder scratch;
        const auto account = preset(name);
        const support::simulated platform(account);
        const auto crawled = platform.crawl_into(scratch.path("crawled"));
        ASSERT_TRUE(crawled) << crawled.error().to_string();
        EXPECT_EQ(crawled->digest, truth_of(*account, scratch.path("truth")).digest);
        EXPECT_EQ(platform.stats().writes, 0U) << "the crawler must only read";
    }
}

TEST(Digest, IsTheSameOnEveryCloud) {
    for (const auto where : {simulator::cloud::aws, simulator::cloud::gcp}) {
        SCOPED_TRACE(simulator::name_of(where));
        const support::scratch_folder scratch;
        const auto account = preset("tiny", where);
        const support::simulated platform(account);
        const auto crawled = platform.crawl_into(scratch.path("crawled"));
        ASSERT_TRUE(crawled) << crawled.error().to_string();
        EXPECT_EQ(crawled->digest, truth_of(*account, scratch.path("truth")).digest);
    }
}

TEST(Digest, SurvivesEveryWeatherAtOnce) {
    simulator::weather_config weather;
    weather.latency_most = std::chrono::milliseconds(5);
    weather.retry_after = simulator::retry_after_form::absent;
    weather.throttled_at_most = 2;
    weather.faults = 40;
    weather.resets = 20;
    weather.truncated = 20;
    weather.malformed = 20;
    weather.slow = 5;
    weather.slow_for = std::chrono::milliseconds(20);
    weather.outage_every = 200;
    weather.outage_length = 5;
    const support::scratch_folder scratch;
    const auto account = preset("showcase");
    const support::simulated platform(account, weather);
    const auto crawled = platform.crawl_into(scratch.path("crawled"));
    ASSERT_TRUE(crawled) << crawled.error().to_string();
    EXPECT_EQ(crawled->gaps, simulator::gaps_of(*account).size());
    EXPECT_EQ(crawled->digest, truth_of(*account, scratch.path("truth")).digest);
}

TEST(Digest, IsTheSameByBothRoutesOfGrants) {
    using route = crawler::sql::grant_route;
    const auto account = preset("showcase");
    const support::scratch_folder scratch;
    const auto truth = truth_of(*account, scratch.path("truth")).digest;
    for (const auto& [how, name] : {std::pair{route::rest, "rest"}, std::pair{route::sql, "sql"}}) {
        SCOPED_TRACE(name);
        const support::simulated platform(account);
        auto options = platform.options();
        options.sql.grants = how;
        const auto crawled = platform.crawl_into(scratch.path(name), options);
        ASSERT_TRUE(crawled) << crawled.error().to_string();
        EXPECT_EQ(crawled->digest, truth);
        EXPECT_EQ(crawled->gaps, simulator::gaps_of(*account).size());
        const auto reads = platform.stats().requests_to(simulator::endpoint::grants);
        EXPECT_EQ(reads < 200, how == route::sql) << reads << ": only what the views do not show is read one by one";
    }
}

TEST(Digest, OfPoliciesIsTheSameByBothRoutes) {
    using route = crawler::sql::grant_route;
    const auto account = preset("tiny");
    const support::scratch_folder scratch;
    const auto truth = truth_of(*account, scratch.path("truth"));
    EXPECT_GT(truth.policies, 0U);
    std::uint64_t reads[2]{};
    for (const auto how : {route::rest, route::sql}) {
        const bool by_sql = how == route::sql;
        SCOPED_TRACE(by_sql);
        const support::simulated platform(account);
        auto options = platform.options();
        options.sql.grants = how;
        const auto crawled = platform.crawl_into(scratch.path(by_sql ? "sql" : "rest"), options);
        ASSERT_TRUE(crawled) << crawled.error().to_string();
        EXPECT_EQ(crawled->digest, truth.digest);
        // In bulk nobody asks for the grants of a table that has vanished.
        if (!by_sql) {
            EXPECT_EQ(crawled->gaps, simulator::gaps_of(*account).size());
        }
        reads[by_sql ? 1 : 0] = platform.stats().requests_to(simulator::endpoint::policies);
    }
    EXPECT_LT(reads[1], reads[0]) << "only tables that have policies are asked for them";
}

TEST(Digest, AHostIsAskedByTwentyAtATimeInAll) {
    simulator::weather_config weather;
    weather.latency_least = std::chrono::milliseconds{2};
    weather.latency_most = std::chrono::milliseconds{6};
    const support::scratch_folder scratch;
    const support::simulated platform(preset("showcase"), weather);
    auto options = platform.options();
    options.governor.start_in_flight = options.governor.max_in_flight; // every lane alone would fill the host
    const auto crawled = platform.crawl_into(scratch.path("crawled"), options);
    ASSERT_TRUE(crawled) << crawled.error().to_string();
    EXPECT_LE(platform.stats().peak_of_one_host, 20U);
    EXPECT_GT(platform.stats().peak_of_one_host, 10U); // and it was tried
}

TEST(Digest, IsTheSameInBadWeatherByStatements) {
    simulator::weather_config weather;
    weather.faults = 40;
    weather.resets = 20;
    weather.truncated = 20;
    weather.malformed = 20;
    weather.retry_after = simulator::retry_after_form::absent;
    simulator::service_options service;
    service.rows_per_chunk = 100;
    service.failing_statements = 300;
    service.inline_limit_bytes = 300; // some lists of Hive are too large to come inline
    const support::scratch_folder scratch;
    const auto account = preset("showcase");
    const support::simulated platform(account, weather, service);
    auto options = platform.options();
    options.sql.grants = crawler::sql::grant_route::sql;
    const auto crawled = platform.crawl_into(scratch.path("crawled"), options);
    ASSERT_TRUE(crawled) << crawled.error().to_string();
    EXPECT_EQ(crawled->digest, truth_of(*account, scratch.path("truth")).digest);
    EXPECT_EQ(crawled->gaps, simulator::gaps_of(*account).size());
    EXPECT_GT(platform.stats().requests_to(simulator::endpoint::result_file), 10U);
}

TEST(Digest, AStoppedWarehouseIsStartedOnlyIfAskedFor) {
    auto shape = simulator::preset_named("tiny").value();
    auto account = simulator::generate(shape).value();
    const auto running = std::make_shared<const simulator::account>(simulator::generate(shape).value());
    for (auto& space : account.workspaces) space.warehouse = simulator::warehouse_state::stopped;
    const auto stopped = std::make_shared<const simulator::account>(std::move(account));
    const support::scratch_folder scratch;
    const support::simulated platform(stopped);
    const auto left = platform.crawl_into(scratch.path("left"));
    ASSERT_TRUE(left) << left.error().to_string();
    EXPECT_EQ(left->digest, truth_of(*stopped, scratch.path("truth_left")).digest);
    EXPECT_EQ(left->gaps, simulator::gaps_of(*stopped).size());
    EXPECT_EQ(platform.stats().requests_to(simulator::endpoint::statements), 0U) << "a statement would have started it";
    auto options = platform.options();
    options.sql.start_warehouses = true;
    const auto started = platform.crawl_into(scratch.path("started"), options);
    ASSERT_TRUE(started) << started.error().to_string();
    EXPECT_EQ(started->digest, truth_of(*running, scratch.path("truth_started")).digest);
}

TEST(Digest, LeavesActivityOut) {
    const auto account = preset("tiny");
    const support::scratch_folder scratch;
    simulator::service_options service;
    service.rows_per_chunk = 3;
    const support::simulated platform(account, {}, service);
    auto options = platform.options();
    options.sql.activity_days = 200;
    const auto crawled = platform.crawl_into(scratch.path("crawled"), options);
    ASSERT_TRUE(crawled) << crawled.error().to_string();
    EXPECT_EQ(crawled->digest, truth_of(*account, scratch.path("truth")).digest);

    std::map<std::pair<std::string, std::string>, std::string> wanted;
    const auto note = [&](const simulator::last_use& one) {
        if (one.days_ago > 200) return;
        auto& place = wanted[{one.principal, one.table}];
        place = std::max(place, one.when);
    };
    simulator::visit_audit(*account, note);
    for (const auto& store : account->metastores) simulator::visit_lineage(*account, store, note);
    std::map<std::pair<std::string, std::string>, std::string> got;
    auto file = storage::database::open(scratch.path("crawled"), storage::open_mode::read).value();
    auto rows = storage::statement::prepare(
                    file, "SELECT principal, table_name, last_seen, principal_id, table_id FROM last_uses")
                    .value();
    while (rows.step().value()) {
        got[{std::string(rows.text(0)), std::string(rows.text(1))}] = std::string(rows.text(2));
        EXPECT_GE(rows.number(3), 0) << rows.text(0) << " is a principal of the account";
        const bool any_table = rows.text(1).empty();
        EXPECT_TRUE(any_table || rows.number(4) > 0) << rows.text(1) << " is a table of the account";
    }
    EXPECT_EQ(got, wanted);
    EXPECT_GT(got.size(), 10U);
    // Each metastore with a workspace that answers statements tells how far back it was read.
    const auto windows = file.number("SELECT count(*) FROM uses_read WHERE days = 200 AND metastore IS NOT NULL "
                                     "AND read_on = '2026-11-22'");
    EXPECT_EQ(windows.value(),
              file.number("SELECT count(*) FROM ledger WHERE part = 'activity' AND outcome = 'done'").value());
    EXPECT_GT(windows.value(), 0);
}

TEST(Digest, ARefusedFamilyLeavesExactlyItsGaps) {
    const auto account = preset("showcase");
    simulator::weather_config weather;
    weather.refused.push_back({simulator::endpoint::assignments, {}});
    const support::scratch_folder scratch;
    const support::simulated platform(account, weather);
    const auto crawled = platform.crawl_into(scratch.path("crawled"));
    ASSERT_TRUE(crawled) << crawled.error().to_string();
    EXPECT_EQ(crawled->gaps, simulator::gaps_of(*account).size() + account->workspaces.size());
}

} // namespace
} // namespace canreach
