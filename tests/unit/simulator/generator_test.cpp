#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "simulator/generator.hpp"
#include "simulator/truth.hpp"

namespace canreach::simulator {
namespace {

account made(std::string_view preset, std::uint64_t seed = 7) {
    auto wanted = preset_named(preset).value();
    wanted.seed = seed;
    return generate(wanted).value();
}

template <class Fact>
std::vector<Fact> all_of(const account& from) {
    std::vector<Fact> found;
    visit_truth(from, [&](const fact& what) {
        if (const auto* one = std::get_if<Fact>(&what)) found.push_back(*one);
    });
    return found;
}

std::map<node_kind, std::size_t> kinds_of(const account& from) {
    std::map<node_kind, std::size_t> counts;
    for (const auto& what : from.securables) ++counts[what.kind];
    for (const auto& who : from.principals) ++counts[who.kind];
    return counts;
}

TEST(Generator, GivesTheSameAccountForTheSameSeed) {
    for (const auto* preset : {"tiny", "showcase", "small"}) {
        SCOPED_TRACE(preset);
        const auto hash = hash_of_truth(made(preset));
        EXPECT_EQ(hash, hash_of_truth(made(preset)));
        EXPECT_NE(hash, hash_of_truth(made(preset, 8)));
    }
}

// A change of these numbers is a change of every recorded demo and of accounts made from a seed: say so in the
// changelog.
TEST(Generator, KeepsItsAccountsOverVersions) {
    EXPECT_EQ(hash_of_truth(made("tiny")), 14701980574913000128U);
}

TEST(Generator, HasExactlyTheNodesOfItsShape) {
    for (const auto* preset : {"tiny", "showcase", "small", "medium"}) {
        SCOPED_TRACE(preset);
        const auto wanted = preset_named(preset).value();
        const auto account = generate(wanted).value();
        auto counts = kinds_of(account);
        EXPECT_EQ(counts[node_kind::user], wanted.users);
        EXPECT_EQ(counts[node_kind::service_principal], wanted.service_principals);
        EXPECT_EQ(counts[node_kind::group], wanted.groups);
        EXPECT_EQ(counts[node_kind::metastore], wanted.metastores);
        EXPECT_EQ(counts[node_kind::catalog], wanted.catalogs);
        EXPECT_EQ(counts[node_kind::schema], wanted.schemas);
        EXPECT_EQ(counts[node_kind::table], wanted.tables);
        EXPECT_EQ(counts[node_kind::volume], wanted.volumes);
        EXPECT_EQ(counts[node_kind::function], wanted.functions);
        EXPECT_EQ(counts[node_kind::model], wanted.models);
        EXPECT_EQ(counts[node_kind::location], wanted.locations);
        EXPECT_EQ(account.workspaces.size(), wanted.workspaces);
        std::size_t objects = 0;
        for (const auto& space : account.workspaces)
            for (const auto& one : account.objects_of(space).all()) {
                const bool everywhere =
                    one.id == "/" || one.kind == node_kind::token_policy || one.kind == node_kind::password_policy;
                if (!everywhere && !one.has(object_trait::of_notebook) && one.subtype != "LIBRARY") ++objects;
            }
        EXPECT_EQ(objects, wanted.objects);
        EXPECT_GT(account.grants.size(), wanted.grants * 7 / 10);
        EXPECT_LT(account.grants.size(), wanted.grants * 11 / 10 + 60);
    }
}

TEST(Generator, NamesWhatThePresetsPromise) {
    struct promise {
        const char* name;
        std::uint32_t principals, securables;
    };
    for (const auto& row : {promise{"small", 200, 2000}, promise{"medium", 2000, 30'000},
                            promise{"large", 10'000, 200'000}, promise{"huge", 50'000, 2'000'000}}) {
        SCOPED_TRACE(row.name);
        const auto shape = preset_named(row.name).value();
        EXPECT_EQ(shape.principals(), row.principals);
        EXPECT_EQ(shape.securables(), row.securables);
    }
    EXPECT_EQ(preset_named("large").value().groups, 3000U);
    EXPECT_EQ(preset_named("large").value().workspaces, 50U);
    EXPECT_EQ(preset_named("large").value().metastores, 3U);
    EXPECT_EQ(preset_named("large").value().objects, 100'000U);
    EXPECT_EQ(preset_named("huge").value().objects, 1'000'000U);
    EXPECT_EQ(preset_named("huge").value().groups, 10'000U);
    EXPECT_EQ(preset_named("huge").value().workspaces, 300U);
    EXPECT_EQ(preset_named("huge").value().grants, 5'000'000U);
    EXPECT_TRUE(preset_named("gigantic").error().is(errc::not_found));
}

TEST(Generator, RefusesShapesThatCannotBe) {
    auto shape = preset_named("tiny").value();
    shape.schemas = 0;
    EXPECT_TRUE(generate(shape).error().is(errc::bad_input));
    shape = preset_named("tiny").value();
    shape.workspaces = 0;
    EXPECT_TRUE(generate(shape).error().is(errc::bad_input));
}

TEST(Generator, KeysAreUnique) {
    for (const auto* preset : {"tiny", "showcase", "small", "medium"}) {
        SCOPED_TRACE(preset);
        std::set<node_key> keys;
        for (const auto& node : all_of<node_fact>(made(preset))) {
            if (node.name.empty() && !node.parent) continue; // only adds to what is told of a node
            // Models of the registry, queries, alerts and dashboards come in two replies, the second with more in it.
            EXPECT_TRUE(keys.insert(node.key).second || !node.attributes.empty()) << to_string(node.key);
        }
    }
}

TEST(Generator, TellsParentsBeforeTheirChildren) {
    std::set<node_key> keys;
    for (const auto& node : all_of<node_fact>(made("small"))) {
        if (node.parent) {
            EXPECT_TRUE(keys.contains(*node.parent)) << to_string(node.key);
        }
        keys.insert(node.key);
    }
}

TEST(Generator, IsAwkward) {
    const auto account = made("small");
    std::set<std::string> unknown, account_groups, local_groups, subtypes;
    std::size_t deleted = 0;
    for (const auto& grant : all_of<grant_fact>(account)) {
        unknown.insert(grant.unknown.begin(), grant.unknown.end());
        if (grant.grantee.how == principal_ref::form::id) ++deleted;
    }
    std::map<std::string, int> local_names;
    bool inactive = false, guest = false;
    for (const auto& node : all_of<node_fact>(account)) {
        if (node.key.kind == node_kind::group && node.key.scope.empty()) account_groups.insert(node.name);
        if (node.key.kind == node_kind::group && !node.key.scope.empty()) ++local_names[node.name];
        if (node.key.kind == node_kind::user && node.flags.has(node_flag::inactive)) inactive = true;
        if (node.name.find("#EXT#") != std::string::npos) guest = true;
        subtypes.insert(node.subtype);
    }
    EXPECT_THAT(unknown, testing::Contains("CREATE_TELEPORT"));
    EXPECT_GT(deleted, 0U);
    EXPECT_TRUE(inactive);
    EXPECT_TRUE(guest);
    EXPECT_TRUE(subtypes.contains("QUANTUM_TABLE"));
    EXPECT_GT(local_names["etl-ops"], 1);
    EXPECT_TRUE(std::ranges::any_of(local_names, [&](const auto& row) { return account_groups.contains(row.first); }));
    EXPECT_TRUE(account_groups.contains("=SUM(A1:A9)"));
    EXPECT_FALSE(gaps_of(account).empty());
}

TEST(Generator, HasMembershipCyclesAndDeepNesting) {
    const auto account = made("large");
    std::map<std::string, std::vector<std::string>> parents;
    for (const auto& row : all_of<member_fact>(account))
        if (row.member.kind == node_kind::group && row.group.scope.empty())
            parents[row.member.text].push_back(row.group.id);
    bool cycle = false;
    std::size_t deepest = 0;
    // Longest way up without repeating a group; cycles are short, so the search ends.
    std::vector<std::string> way;
    const auto climb = [&](const auto& self, const std::string& from) -> void {
        if (std::ranges::find(way, from) != way.end()) {
            cycle = true;
            return;
        }
        way.push_back(from);
        deepest = std::max(deepest, way.size());
        if (const auto found = parents.find(from); found != parents.end())
            for (const auto& above : found->second) self(self, above);
        way.pop_back();
    };
    for (const auto& [group, above] : parents) climb(climb, group);
    EXPECT_TRUE(cycle);
    EXPECT_EQ(deepest, 10U);
}

TEST(Generator, SizesAreHeavyTailed) {
    const auto account = made("medium");
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i < account.members.size(); ++i)
        if (account.principals[i].kind == node_kind::group) sizes.push_back(account.members[i].size());
    std::ranges::sort(sizes);
    EXPECT_LT(sizes[sizes.size() / 2], 20U);
    EXPECT_GT(sizes.back(), 800U);
}

TEST(Generator, ShowcaseHasTheNamesOfTheDocumentation) {
    const auto account = made("showcase");
    std::set<std::string> names;
    for (const auto& node : all_of<node_fact>(account)) names.insert(node.name);
    for (const auto* name :
         {"alice@example.com", "bob@example.com", "joe@example.com", "data-eng", "all-staff", "data-owners", "hr",
          "trial-x", "etl", "main", "main.sales", "main.sales.orders", "main.hr", "main.hr.salaries",
          "main.trial.results", "gov.sys.vw_audit", "landing", "prod", "dev"})
        EXPECT_TRUE(names.contains(name)) << name;
    const auto gaps = gaps_of(account);
    // A workspace that is not running keeps its principals, its setting and its Hive metastore to itself.
    ASSERT_EQ(gaps.size(), 5U);
    EXPECT_EQ(gaps.front().family, "workspace-groups");
    EXPECT_EQ(gaps.back().family, "hive-schemas");
    const auto finance = account.find(account.metastores[0].root, node_kind::catalog, "finance").value();
    EXPECT_TRUE(account.at(finance).has(securable_trait::isolated));
    EXPECT_EQ(account.extra_of(finance).bindings.size(), 2U);
    EXPECT_TRUE(account.extra_of(finance).bindings[1].read_only);
}

TEST(Generator, NamesAreLegalInUnityCatalog) {
    for (const auto& what : made("small").securables) {
        if (what.kind == node_kind::location || what.kind == node_kind::metastore) continue;
        EXPECT_EQ(what.name.find_first_of(". /\t\n"), std::string_view::npos) << what.name;
        EXPECT_FALSE(what.name.empty());
    }
}

TEST(Account, FindsSecurablesByFullName) {
    const auto account = made("small");
    for (std::uint32_t i = 0; i < account.securables.size(); ++i) {
        const securable_index index{i};
        if (account.at(index).kind == node_kind::metastore) continue;
        const auto found = account.find(account.root_of(index), account.at(index).kind, account.full_name_of(index));
        ASSERT_EQ(found, index) << account.full_name_of(index);
    }
    EXPECT_FALSE(account.find(account.metastores[0].root, node_kind::table, "no.such.table"));
    EXPECT_FALSE(account.find(account.metastores[0].root, node_kind::table, "nodots"));
}

} // namespace
} // namespace canreach::simulator
