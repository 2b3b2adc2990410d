// Where files lie: paths (S1–S6), places of Hive tables (S5, E20), and which clusters enforce what (H9).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "graph/access_graph.hpp"
#include "graph/node_table.hpp"
#include "graph/rules/enforcement.hpp"
#include "graph/rules/hive_places.hpp"
#include "simulator/world.hpp"
#include "tests/support/memory_source.hpp"
#include "world_account.hpp"

namespace canreach::graph {
namespace {

using testing::ElementsAre;

TEST(Paths, AreDecidedByTheMostSpecificThing) { // S1, S2, S6
    using how = path_ruling::how;
    const small_account in(
        R"("attrs": {"location:l": {}, "location:k": {}, "table:main.s.t": {}, "volume:main.s.v": {},
        "credential:c": {}, "view:main.s.w": {}})");
    const auto rule = [&](std::vector<std::pair<const char*, bool>> places, bool managed = false) {
        std::vector<place_on_path> on;
        for (const auto& [name, covers] : places) on.push_back({in.id(name), covers});
        const auto rulings = in.graph.rulings_on(on, managed);
        EXPECT_EQ(rulings.size(), 1U);
        return rulings.front();
    };
    EXPECT_EQ(rule({}).what, how::free);
    EXPECT_THAT(rule({{"credential:c", true}}).deciders, ElementsAre(in.id("credential:c")));
    EXPECT_THAT(rule({{"location:l", true}}).deciders, ElementsAre(in.id("location:l")));
    EXPECT_THAT(rule({{"table:main.s.t", true}, {"location:l", true}}).deciders, ElementsAre(in.id("table:main.s.t")));
    EXPECT_EQ(rule({{"location:l", true}, {"volume:main.s.v", false}}).what, how::parent);
    EXPECT_EQ(rule({{"table:main.s.t", true}, {"volume:main.s.v", true}}).what, how::several);
    EXPECT_EQ(rule({{"location:l", true}, {"location:k", true}}).what, how::overlap);
    EXPECT_EQ(rule({{"location:l", true}, {"location:k", false}}).what, how::location);
    EXPECT_EQ(rule({{"location:l", true}}, true).what, how::managed);
    EXPECT_EQ(rule({{"table:main.s.t", true}}, true).what, how::securable);
    EXPECT_EQ(rule({{"view:main.s.w", true}, {"location:l", true}}).what, how::location);
    const small_account blind(R"("attrs": {"location:l": {}, "schema:main.s": {}})",
                              {unread("schema:main.s", node_part::children)});
    const std::vector<place_on_path> place{{blind.id("location:l"), true}};
    EXPECT_EQ(blind.graph.rulings_on(place, false).front().gaps.size(), 1U);
}

TEST(Places, HiveTablesLieInLocations) { // S5
    const auto world = simulator::parse_world(R"({
        "paths": {"location:l": "s3://bkt/landing", "htable:prod:s.in": "s3a://bkt/landing/hive/t",
                  "htable:prod:s.out": "s3://bkt/landing2/t", "htable:prod:s.shielded": "s3://bkt/landing/uc/t",
                  "table:main.s.t": "s3://bkt/landing/uc", "htable:prod:s.volume": "s3://bkt/landing/vol/t",
                  "volume:main.s.v": "s3://bkt/landing/vol", "htable:prod:s.dbfs": "dbfs:/user/hive/t",
                  "credential:c": "s3://bkt", "htable:prod:s.managed": "s3://bkt/__unitystorage/t"}})")
                           .value();
    auto source = support::memory_source::from(world.facts, world.gaps).value();
    const auto nodes = node_table::read(source).value();
    hive_place_finder places(nodes);
    constexpr std::array<std::string_view, 1> urls{hive_place_finder::name};
    ASSERT_TRUE(source.visit_attributes(urls, [&](const source_attribute& row) { places.take(row); }));
    const auto files = std::move(places).found();
    const auto name = [&](node_id node) { return simulator::world_id_of(world, source.key_of(node)); };
    std::string found;
    for (const auto& link : files.located) found += name(link.from) + " in " + name(link.to) + ";";
    EXPECT_EQ(found, "htable:prod:s.in in location:l;htable:prod:s.volume in volume:main.s.v;");
    std::string reached; // E20
    for (const auto& link : files.reachable) reached += name(link.from) + " by " + name(link.to) + ";";
    EXPECT_EQ(reached, "htable:prod:s.out by credential:c;");
    std::vector<std::string> governed; // past ANY FILE (H7)
    for (const auto node : files.governed) governed.push_back(name(node));
    EXPECT_THAT(governed, testing::UnorderedElementsAre("htable:prod:s.in", "htable:prod:s.managed",
                                                        "htable:prod:s.shielded", "htable:prod:s.volume"));
}

TEST(Enforcement, GoesByTheModeOfACluster) { // H9
    for (const auto* word : {"USER_ISOLATION", "DATA_SECURITY_MODE_STANDARD", "LEGACY_TABLE_ACL"})
        EXPECT_EQ(enforces_hive(cluster_mode_of(word)), truth::yes()) << word;
    for (const auto* word : {"", "NONE", "SINGLE_USER", "DATA_SECURITY_MODE_DEDICATED", "LEGACY_SINGLE_USER_STANDARD"})
        EXPECT_EQ(enforces_hive(cluster_mode_of(word)), truth::no()) << word;
    for (const auto* word : {"DATA_SECURITY_MODE_AUTO", "LEGACY_PASSTHROUGH", "LEGACY_SINGLE_USER", "NEXT_YEARS"})
        EXPECT_EQ(enforces_hive(cluster_mode_of(word)), truth::unknown()) << word;
}

} // namespace
} // namespace canreach::graph
