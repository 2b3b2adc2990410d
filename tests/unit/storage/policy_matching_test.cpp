// Policies that tell a condition: what they match is worked out from tags when the file is sealed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "model/policy_scope.hpp"
#include "model/tag_condition.hpp"
#include "storage/account_reader.hpp"
#include "storage/crawl_file.hpp"
#include "storage/name_catalog.hpp"
#include "storage/sealing.hpp"
#include "tests/unit/storage/sample_account.hpp"

namespace canreach::storage {
namespace {

using namespace testing;

const node_key store{node_kind::metastore, "", "m"};
node_key key(node_kind kind, const std::string& name, const std::string& metastore = "m") {
    return {kind, metastore, name};
}
const auto catalog = key(node_kind::catalog, "c");
const auto schema = key(node_kind::schema, "c.s");

node_fact node_below(const node_key& of, const node_key& parent) {
    return {of, of.id, parent, {}, {}, {}};
}
node_fact more(const node_key& of, const std::string& name, const std::string& value) {
    return {of, {}, {}, {}, {}, {{name, value}}};
}
std::string tag_named(const std::string& name) {
    return std::string(tag_attribute_prefix) + name;
}

/// A policy of that name and condition, with its scope.
void set(std::vector<fact>& into, const std::string& name, const node_key& on, policy_scope scope) {
    policy_fact made;
    made.name = name;
    made.type = policy_type::grant;
    made.on = on;
    into.emplace_back(made);
    into.emplace_back(more(on, std::string(scope_attribute_prefix) + name, text_of(scope)));
}

std::map<std::string, std::vector<std::string>> matches_of(std::vector<fact> facts) {
    const temporary_folder folder;
    const auto path = folder.path("matched");
    auto file = crawl_file::create(path, identity).value();
    EXPECT_TRUE(
        file.accept({{"t", {}, {node_kind::account, {}, "acc-1"}, node_part::children}, {}, std::move(facts), {}}));
    EXPECT_TRUE(seal(std::move(file), sealing_time));
    const auto sealed = account_file::open(path).value();
    auto names = name_catalog::open(sealed).value();
    account_reader reader{sealed};
    std::map<std::string, std::vector<std::string>> made;
    EXPECT_TRUE(reader.visit_policies([&](const source_policy& one) {
        auto& list = made[one.name];
        for (const auto match : one.matches) list.push_back(names.describe(match).value().name);
    }));
    return made;
}

std::vector<fact> account() {
    std::vector<fact> made{node_fact{{node_kind::account, "", "acc-1"}, "acc-1", {}, {}, {}, {}},
                           node_fact{store, "m", node_key{node_kind::account, "", "acc-1"}, {}, {}, {}},
                           node_fact{{node_kind::metastore, "", "n"}, "n", {}, {}, {}, {}}};
    made.emplace_back(node_below(catalog, store));
    made.emplace_back(node_below(schema, catalog));
    for (const auto* name : {"c.s.a", "c.s.b"}) made.emplace_back(node_below(key(node_kind::table, name), schema));
    made.emplace_back(node_below(key(node_kind::model, "c.s.m"), schema));
    made.emplace_back(node_below(key(node_kind::schema, "c.other"), catalog));
    made.emplace_back(node_below(key(node_kind::table, "c.other.a"), key(node_kind::schema, "c.other")));
    for (const auto* name : {"c.s.a", "c.other.a"})
        made.emplace_back(more(key(node_kind::table, name), tag_named("pii"), "yes"));
    for (const auto* name : {"c.s.a", "c.s.b", "c.other.a"})
        made.emplace_back(
            more(key(node_kind::table, name), std::string(tags_read_attribute), std::string(tags_read_value)));
    return made;
}

TEST(PolicyMatching, FindsTheObjectsOfTheKindBelowThatHaveTheTag) {
    auto facts = account();
    set(facts, "catalog wide", catalog, {{node_kind::table}, "has_tag('pii')"});
    set(facts, "schema wide", schema, {{node_kind::table}, "has_tag_value('pii', 'yes')"});
    set(facts, "all of the schema", schema, {{node_kind::table, node_kind::model}, ""});
    set(facts, "without", catalog, {{node_kind::table}, "NOT has_tag('pii')"});
    set(facts, "of itself", key(node_kind::table, "c.s.a"), {{node_kind::table}, "has_tag('pii')"});
    set(facts, "of the container", schema, {{node_kind::schema}, "TRUE"});
    set(facts, "not understood", catalog, {{node_kind::table}, "moon()"});
    EXPECT_THAT(matches_of(std::move(facts)),
                ::testing::UnorderedElementsAre(
                    ::testing::Pair("catalog wide", ::testing::UnorderedElementsAre("c.s.a", "c.other.a")),
                    ::testing::Pair("schema wide", ::testing::UnorderedElementsAre("c.s.a")),
                    ::testing::Pair("all of the schema", ::testing::UnorderedElementsAre("c.s.a", "c.s.b", "c.s.m")),
                    ::testing::Pair("without", ::testing::UnorderedElementsAre("c.s.b")),
                    ::testing::Pair("of itself", ::testing::UnorderedElementsAre("c.s.a")),
                    ::testing::Pair("of the container", ::testing::UnorderedElementsAre("c.s")),
                    ::testing::Pair("not understood", ::testing::IsEmpty())));
}

TEST(PolicyMatching, OfTagsThatWereNotReadNothingIsConcluded) {
    auto facts = account();
    facts.emplace_back(node_below(key(node_kind::table, "c.s.unread"), schema));
    set(facts, "without", schema, {{node_kind::table}, "NOT has_tag('pii')"});
    set(facts, "all", schema, {{node_kind::table}, "TRUE"});
    EXPECT_THAT(matches_of(std::move(facts)),
                ::testing::UnorderedElementsAre(
                    ::testing::Pair("without", ::testing::ElementsAre("c.s.b")),
                    ::testing::Pair("all", ::testing::UnorderedElementsAre("c.s.a", "c.s.b", "c.s.unread"))));
}

TEST(PolicyMatching, AddsToWhatWasTold) {
    auto facts = account();
    policy_fact told;
    told.name = "told";
    told.on = catalog;
    told.matches = {key(node_kind::table, "c.s.b")};
    facts.emplace_back(told);
    EXPECT_THAT(matches_of(facts), ::testing::ElementsAre(::testing::Pair("told", ::testing::ElementsAre("c.s.b"))));
}

} // namespace
} // namespace canreach::storage
