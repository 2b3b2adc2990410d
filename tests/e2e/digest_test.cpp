// A crawl of a simulated account gives the digest of the account's own facts, in calm and in every weather.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>

#include "simulator/generator.hpp"
#include "simulator/shape.hpp"
#include "simulator/truth.hpp"
#include "storage/crawl_file.hpp"
#include "storage/sealing.hpp"
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
