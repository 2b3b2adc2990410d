// A naive crawl of the calm server finds exactly the facts that the account stands for.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "simulator/generator.hpp"
#include "simulator/truth.hpp"
#include "simulator/world_account.hpp"
#include "tests/unit/simulator/client.hpp"
#include "tests/unit/simulator/naive_crawl.hpp"

namespace canreach::simulator::test {
namespace {

/// Hive is told by statements alone: sql_test.cpp, and the crawls of tests/e2e.
bool is_of_hive(const fact& what) {
    const auto* node = std::get_if<node_fact>(&what);
    const auto* owner = std::get_if<owner_fact>(&what);
    const auto* grant = std::get_if<grant_fact>(&what);
    const auto* about = node != nullptr    ? &node->key
                        : owner != nullptr ? &owner->resource
                        : grant != nullptr ? &grant->resource
                                           : nullptr;
    return about != nullptr && family_of(about->kind) == kind_family::hive;
}

void expect_truth(std::shared_ptr<const account> of, service_options options = {}) {
    std::multiset<std::string> truth;
    visit_truth(*of, [&](const fact& what) {
        if (!is_of_hive(what)) truth.insert(text_of(what));
    });
    const client ask(of, options);
    const auto found = naive_crawl(ask, *of).run();
    std::vector<std::string> missing, invented;
    std::ranges::set_difference(truth, found, std::back_inserter(missing));
    std::ranges::set_difference(found, truth, std::back_inserter(invented));
    EXPECT_EQ(missing.size(), 0U);
    EXPECT_EQ(invented.size(), 0U);
    for (std::size_t i = 0; i < std::min<std::size_t>(missing.size(), 5); ++i)
        ADD_FAILURE() << "missing " << missing[i];
    for (std::size_t i = 0; i < std::min<std::size_t>(invented.size(), 5); ++i)
        ADD_FAILURE() << "invented " << invented[i];
}

TEST(Walk, OfAPresetFindsItsTruth) {
    for (const auto* name : {"tiny", "showcase", "small"}) {
        SCOPED_TRACE(name);
        expect_truth(preset(name));
    }
}

TEST(Walk, FindsTheSameOnEveryCloudAndWithTinyPages) {
    for (const auto where : {cloud::aws, cloud::gcp}) {
        auto shape = preset_named("tiny").value();
        shape.where = where;
        service_options options;
        options.page_limit = 2;
        options.empty_page_every = 2;
        expect_truth(std::make_shared<const account>(generate(shape).value()), options);
    }
}

TEST(Walk, OfRandomTinyAccountsFindsTheirTruth) {
    for (std::uint64_t seed = 100; seed < 120; ++seed) {
        SCOPED_TRACE(seed);
        auto shape = preset_named("tiny").value();
        shape.seed = seed;
        shape.workspaces = 2 + static_cast<std::uint32_t>(seed % 5);
        shape.metastores = 1 + static_cast<std::uint32_t>(seed % 2);
        expect_truth(std::make_shared<const account>(generate(shape).value()));
    }
}

TEST(Walk, OfAWorldFindsItsTruth) {
    auto both = account_of(parse_world(R"({
      "members": [["user:alice","group:de"], ["user:bob","wgroup:prod:ops"], ["user:root","builtin:prod:admins"]],
      "assign": [["group:de","ws:prod","USER"]], "owners": [["user:olga","table:main.sales.orders"]],
      "grants": [["group:de","catalog:main",["USE_CATALOG","SELECT"]], ["user:alice","location:landing",["READ_FILES"]]],
      "links": [["READS","view:main.sales.v","table:main.sales.orders"]],
      "bind": [["catalog:main","ws:prod","READ_WRITE"],["catalog:main","ws:dev","READ_ONLY"]],
      "attrs": {"catalog:main":{"isolation":"ISOLATED"}}, "not_crawled": ["schema:main.sales"]})")
                               .value());
    expect_truth(std::make_shared<const account>(std::move(both.value().made)));
}

} // namespace
} // namespace canreach::simulator::test
