/// Reading on old compute (rules V2, V4): who reads what on which cluster, put to one and to all.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "graph/access_graph.hpp"
#include "graph/operations.hpp"
#include "graph/rules/enforcement.hpp"
#include "simulator/world.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::graph {
namespace {

using enum verdict;

/// In workspace prod: bob holds everything but the bases of the view, ann the bases, too. The view's owner reads them.
std::string world_with(std::string_view clusters, std::string_view more) {
    return R"({
        "members": [["user:ann", "group:all"], ["user:bob", "group:all"]],
        "assign": [["group:all", "ws:prod", "USER"]],
        "owners": [["user:olga", "view:main.s.v"], ["user:olga", "view:main.s.w"]],
        "grants": [["group:all", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]],
                   ["group:all", "view:main.s.v", ["SELECT"]], ["group:all", "view:main.s.w", ["SELECT"]],
                   ["user:olga", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
                   ["user:ann", "table:main.s.t", ["SELECT"]], ["group:all", "table:main.s.f", ["SELECT"]]],
        "links": [["READS", "view:main.s.v", "table:main.s.t"], ["READS", "view:main.s.w", "view:main.s.v"],
                  ["SINGLE_USER", "cluster:prod:anns", "user:ann"], ["SINGLE_USER", "cluster:prod:bobs", "user:bob"]],
        "acls": [["group:all", "cluster:prod:anns", "CAN_ATTACH_TO"], ["group:all", "cluster:prod:bobs", "CAN_ATTACH_TO"],
                 ["group:all", "cluster:prod:std", "CAN_ATTACH_TO"]],
        "attrs": {"table:main.s.f": {}, )" +
           std::string(clusters) + "}" + (more.empty() ? "" : ", ") + std::string(more) + "}";
}

/// Both people have a dedicated cluster of one runtime.
std::string dedicated(std::string_view version, std::string_view more = {}) {
    std::string attributes;
    for (const auto* name : {"anns", "bobs"})
        attributes += std::string(attributes.empty() ? "" : ", ") + R"("cluster:prod:)" + name +
                      R"(": {"mode": "SINGLE_USER")" +
                      (version.empty() ? "" : R"(, "spark_version": ")" + std::string(version) + "\"") + "}";
    return world_with(attributes, more);
}
std::string standard(std::string_view version, std::string_view more = {}) {
    return world_with(
        R"("cluster:prod:std": {"mode": "USER_ISOLATION", "spark_version": ")" + std::string(version) + "\"}", more);
}

constexpr std::string_view filter_on_table =
    R"("policies": [{"name": "main.s.only_mine", "type": "ROW_FILTER", "on": "table:main.s.f",
                     "to": ["group:account users"], "matches": ["table:main.s.f"]}])";
constexpr std::string_view filter_by_attributes =
    R"("policies": [{"name": "regional", "type": "ROW_FILTER", "on": "catalog:main", "to": ["group:all"],
                     "except": ["user:ann"], "matches": ["table:main.s.f"]}])";

struct compute_case {
    std::string name;
    std::string world;
    std::string on;
    verdict ann;
    verdict bob;
    bool policies_unread = false; ///< of the schema

    friend void PrintTo(const compute_case& one, std::ostream* out) { *out << one.name; }
};

std::vector<compute_case> cases() {
    const std::string view = "view:main.s.v";
    const std::string view_of_view = "view:main.s.w";
    const std::string table = "table:main.s.f";
    const auto with_warehouse = [](std::string world) {
        const std::string_view lists = "\"acls\": [";
        world.insert(world.find(lists) + lists.size(), R"(["group:all", "warehouse:prod:w", "CAN_USE"], )");
        return world;
    };
    const auto looking = [](std::string world) {
        const std::string_view attrs = "\"attrs\": {";
        world.insert(world.find(attrs) + attrs.size(),
                     R"sql("view:main.s.v": {"text": "SELECT * FROM t WHERE who = current_user()"}, )sql");
        return world;
    };
    return {
        // V2: views
        {"OldDedicatedComputeAsksTheCaller", dedicated("15.3.x-scala2.12"), view, yes, no},
        {"VeryOldComputeToo", dedicated("9.1.x-cpu-ml-scala2.12"), view, yes, no},
        {"LaterComputeAsksTheOwner", dedicated("15.4.x-scala2.12"), view, yes, yes},
        {"StandardComputeAlwaysDid", standard("13.3.x-scala2.12"), view, yes, yes},
        {"AnImageOfOnesOwnIsNotKnown", dedicated("custom:image"), view, yes, unknown},
        {"NorIsAVersionThatWasNotTold", dedicated(""), view, yes, unknown},
        {"AWarehouseBesideItServes", with_warehouse(dedicated("15.3.x-scala2.12")), view, yes, yes},
        // ann holds the base of the base, but not SELECT on it through the view in between: she does, through `all`.
        {"ViewsOnViewsToTheBottom", dedicated("14.3.x-scala2.12"), view_of_view, yes, no},
        {"TextsThatLookAtTheReader", looking(dedicated("15.3.x-scala2.12")), view, no, no},
        {"TheyDoNotHurtLater", looking(dedicated("15.4.x-scala2.12")), view, yes, yes},
        {"NorDoTheyBelowAViewThatIsReadToday", looking(standard("13.3.x-scala2.12")), view_of_view, yes, yes},
        {"WhatTheViewReadsWasNotRead", dedicated("15.3.x-scala2.12", R"("not_crawled": ["table:main.s.t"])"), view, yes,
         unknown},
        // V2: filters
        {"TablesAsEver", dedicated("15.3.x-scala2.12"), table, yes, yes},
        {"FiltersCannotBeRead", dedicated("15.3.x-scala2.12", filter_on_table), table, no, no},
        {"FiltersOnLaterCompute", dedicated("15.4.x-scala2.12", filter_on_table), table, yes, yes},
        {"FiltersOnStandardCompute", standard("13.3.x-scala2.12", filter_on_table), table, yes, yes},
        {"FiltersThatWereNotRead", dedicated("15.3.x-scala2.12"), table, unknown, unknown, true},
        {"TheyDoNotHurtFrom16_4", standard("16.4.x-scala2.12"), table, yes, yes, true},
        {"BeforeThatTheyMay", standard("15.4.x-scala2.12"), table, unknown, unknown, true},
        // V4
        {"PoliciesBlockWhomTheyNameBefore16_4", standard("15.4.x-scala2.12", filter_by_attributes), table, yes, no},
        {"DedicatedComputeInBetween", dedicated("16.3.x-scala2.12", filter_by_attributes), table, yes, no},
        {"PoliciesAreKnownFrom16_4", standard("16.4.x-scala2.12", filter_by_attributes), table, yes, yes},
        {"OldDedicatedComputeReadsNothingFiltered", dedicated("15.3.x-scala2.12", filter_by_attributes), table, no, no},
    };
}

class OldCompute : public testing::TestWithParam<compute_case> {};

TEST_P(OldCompute, ToOneAndToAll) {
    const auto& one = GetParam();
    auto world = simulator::parse_world(one.world).value();
    if (one.policies_unread)
        world.gaps.push_back(
            {world.keys.at("schema:main.s"), node_part::policies, outcome::refused, "policies", "403"});
    auto source = support::memory_source::from(world.facts, world.gaps).value();
    const auto graph = access_graph::build(source).value();
    const auto id = [&](const std::string& name) { return source.id_of(world.keys.at(name)); };
    request asked;
    for (const auto& entry : action_words(source.privileges()))
        if (entry.spelling == "SELECT") asked.actions = {meaning_of(entry, mode::effective)};
    asked.compute = true;
    const auto people = graph.who(asked, id(one.on), std::vector{node_kind::user}).rows;
    for (const auto& [who, wanted] : {std::pair{"user:ann", one.ann}, std::pair{"user:bob", one.bob}}) {
        const auto can = graph.can(id(who), asked, id(one.on));
        EXPECT_EQ(can.how, wanted) << who;
        // What is not known has a name: a gap, or the cluster whose runtime was not told.
        const bool named = !can.gaps.empty() || std::ranges::any_of(can.missing, [](const missing_part& part) {
            return part.kind == missing_part::what::enforcement;
        });
        EXPECT_TRUE(wanted != unknown || named) << who;
        EXPECT_TRUE(wanted != unknown || !one.policies_unread || !can.gaps.empty()) << who;
        const auto row = std::ranges::find(people, id(who), &principal_row::principal);
        EXPECT_EQ(row == people.end() ? no : row->how, wanted) << who;
        const auto things = graph.what(id(who), asked, {}, no_node).rows;
        const auto thing = std::ranges::find(things, id(one.on), &resource_row::resource);
        EXPECT_EQ(thing == things.end() ? no : thing->how, wanted) << who;
        EXPECT_EQ(graph.explain(id(who), asked, id(one.on)).answer.how, wanted) << who;
    }
}

INSTANTIATE_TEST_SUITE_P(V, OldCompute, testing::ValuesIn(cases()), [](const auto& about) { return about.param.name; });

/// What is held on a schema reaches tables of which a policy that does not name the reader filters one.
TEST(OldCompute, ListsTellFilteredTablesFromTheirNeighbours) {
    const auto world = simulator::parse_world(R"({
        "assign": [["user:ann", "ws:prod", "USER"]],
        "grants": [["user:ann", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
        "links": [["SINGLE_USER", "cluster:prod:anns", "user:ann"]],
        "acls": [["user:ann", "cluster:prod:anns", "CAN_ATTACH_TO"]],
        "policies": [{"name": "regional", "type": "ROW_FILTER", "on": "catalog:main", "to": ["user:bob"],
                      "matches": ["table:main.s.filtered"]}],
        "attrs": {"table:main.s.a": {}, "table:main.s.filtered": {}, "table:main.s.z": {},
                  "cluster:prod:anns": {"mode": "SINGLE_USER", "spark_version": "15.3.x-scala2.12"}}})")
                           .value();
    auto source = support::memory_source::from(world.facts, world.gaps).value();
    const auto graph = access_graph::build(source).value();
    const auto ann = source.id_of(world.keys.at("user:ann"));
    request asked;
    for (const auto& entry : action_words(source.privileges()))
        if (entry.spelling == "SELECT") asked.actions = {meaning_of(entry, mode::effective)};
    for (const bool compute : {false, true}) {
        asked.compute = compute;
        std::vector<std::string> tables;
        for (const auto& row : graph.what(ann, asked, std::vector{node_kind::table}, no_node).rows)
            tables.push_back(simulator::world_id_of(world, source.key_of(row.resource)));
        std::vector<std::string> wanted{"table:main.s.a", "table:main.s.filtered", "table:main.s.z"};
        if (compute) wanted.erase(wanted.begin() + 1);
        std::ranges::sort(tables);
        EXPECT_EQ(tables, wanted);
    }
}

TEST(Runtimes, AreToldByTheirVersions) {
    using enum runtime_age;
    for (const auto& [version, age] : std::vector<std::pair<std::string_view, runtime_age>>{
             {"15.3.x-scala2.12", to_15_3},
             {"7.3.x-hls-scala2.12", to_15_3},
             {"15.4.x-photon-scala2.12", to_16_3},
             {"16.3", to_16_3},
             {"16.4.x-scala2.13", later},
             {"17.0.x-gpu-ml-scala2.13", later},
             {"", untold},
             {"custom:image-15.3", untold},
             {"15", untold},
             {"15.x-snapshot", untold},
             {"99999999999999999999.1", untold},
             {"16.4beta", untold},
         })
        EXPECT_EQ(runtime_age_of(version), age) << version;
}

} // namespace
} // namespace canreach::graph
