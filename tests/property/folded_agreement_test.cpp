// Sections whose rows are told together, held against the same sections told row by row and counted by hand.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "query/folding.hpp"
#include "tests/property/audited_world.hpp"
#include "tests/support/random_objects.hpp"
#include "tests/support/random_paths.hpp"

namespace canreach::audit {
namespace {

using property::audited_world;
using query::result_table;

constexpr std::uint64_t shards = 2;

/// Each world is audited for several principals, row by row: some ten seconds a world.
std::uint64_t folded_worlds() {
    return property::worlds_of(4, 50, shards);
}

/// Catalog, Hive metastore, workspace or metastore around a node, else its scope.
node_id place_of(const graph::access_graph& facts, node_id node) {
    constexpr auto is_place = [](node_kind kind) {
        return kind == node_kind::catalog || kind == node_kind::hive_catalog || kind == node_kind::workspace ||
               kind == node_kind::metastore;
    };
    auto at = facts.parent_of(node);
    while (at != no_node && !is_place(facts.kind_of(at))) at = facts.parent_of(at);
    return at == no_node ? facts.scope_of(node) : at;
}

std::size_t column(const result_table& table, std::string_view name) {
    return query::column_named(table, name).value();
}

/// Lines as `count kind place: told`, with the name where one thing is meant.
using lines = std::multiset<std::string>;

std::string line(std::uint64_t count, std::string_view kind, std::string_view place, std::string_view name,
                 const std::vector<std::string>& told) {
    return fmt::format("{} {} in {} ({}): {}", count, kind, place, count == 1 ? name : "", fmt::join(told, "; "));
}

/// `keep`: which rows count.
template <class Keep>
lines counted(audited_world& in, const result_table& each, std::string_view lead,
              const std::vector<std::string_view>& told, Keep keep) {
    struct tally {
        std::uint64_t count = 0;
        std::string name;
    };
    std::map<std::tuple<std::string, std::uint32_t, std::vector<std::string>>, tally> found;
    for (const auto& row : each.rows) {
        if (!keep(row)) continue;
        const auto& node = std::get<query::node_cell>(row[column(each, fmt::format("{}.name", lead))]);
        std::vector<std::string> texts;
        for (const auto name : told) texts.push_back(query::text_of(row[column(each, name)]));
        auto& one = found[{node.kind, place_of(in.graph, node.id).value, texts}];
        ++one.count;
        one.name = node.name;
    }
    lines made;
    for (const auto& [key, one] : found) {
        const node_id place{std::get<1>(key)};
        made.insert(line(one.count, std::get<0>(key), place == no_node ? "" : in.names.describe(place)->name, one.name,
                         std::get<2>(key)));
    }
    return made;
}

lines told_together(const result_table& table) {
    lines made;
    for (const auto& row : table.rows) {
        std::vector<std::string> texts;
        for (std::size_t i = 4; i < row.size(); ++i) texts.push_back(query::text_of(row[i]));
        made.insert(line(static_cast<std::uint64_t>(std::get<std::int64_t>(row[0])), query::text_of(row[1]),
                         query::text_of(row[3]), query::text_of(row[2]), texts));
    }
    return made;
}

const result_table* section_of(const dossier& what, std::string_view id) {
    const auto found = std::ranges::find(what.sections, id, &section::id);
    return found == what.sections.end() ? nullptr : &found->table;
}

struct expected_section {
    std::string_view id, lead;
    std::vector<std::string_view> told;
};

class FoldedSections : public testing::TestWithParam<std::uint64_t> {
protected:
    static constexpr auto all = [](const std::vector<query::cell>&) { return true; };

    template <class Keep>
    void expect_same(audited_world& in, const expected_section& what, const result_table& each,
                     const result_table& together, Keep keep) {
        const auto expected = counted(in, each, what.lead, what.told, keep);
        if (expected.size() > query::lines_told) return;
        const auto told = told_together(together);
        lines missing, more;
        std::ranges::set_difference(expected, told, std::inserter(missing, missing.end()));
        std::ranges::set_difference(told, expected, std::inserter(more, more.end()));
        EXPECT_TRUE(missing.empty() && more.empty())
            << what.id << "\nmissing: " << fmt::format("{}", fmt::join(missing, "\n  "))
            << "\ntoo much: " << fmt::format("{}", fmt::join(more, "\n  "));
        EXPECT_EQ(together.folded, !together.rows.empty()) << what.id;
        std::int64_t before = std::numeric_limits<std::int64_t>::max();
        for (const auto& row : together.rows) {
            EXPECT_LE(std::get<std::int64_t>(row[0]), before) << what.id;
            before = std::get<std::int64_t>(row[0]);
        }
    }

    void audit_one(audited_world& in, const std::string& name, node_kind kind) {
        auto account = in.account();
        const auto each = audit_principal(account, name, kind);
        if (!each) return; // a name that several have
        ++audited_;
        account.fold_above = 0;
        const auto together = audit_principal(account, name, kind);
        ASSERT_TRUE(together) << together.error().message;
        const expected_section sections[]{
            {"effective", "resource", {"actions", "via", "workspaces", "hops", "verdict"}},
            {"control", "resource", {"actions", "via", "workspaces", "hops", "verdict"}},
            {"grants", "resource", {"principal.kind", "principal.name", "privileges"}},
            {"owned", "resource", {}},
            {"identities", "principal", {"hops", "verdict"}},
            {"dormant", "resource", {"actions", "via", "verdict"}}};
        for (const auto& one : sections) {
            const auto* slow = section_of(*each, one.id);
            const auto* fast = section_of(*together, one.id);
            ASSERT_EQ(slow == nullptr, fast == nullptr) << one.id;
            if (slow == nullptr) continue;
            EXPECT_EQ(slow->count, fast->count) << one.id;
            expect_same(in, one, *slow, *fast, all);
        }
        const auto* obtainable = section_of(*together, "obtainable");
        if (obtainable == nullptr || !obtainable->folded) return;
        const auto asked = section_of(*each, "effective") == nullptr ? std::string{} : question_of(*each);
        const auto outcomes = in.language.run_script(asked + " ESCALATABLE");
        ASSERT_EQ(outcomes.size(), 1U);
        const auto& reach = outcomes.front().outcome;
        ASSERT_TRUE(reach);
        expect_same(in, {"obtainable", "resource", {"hops", "verdict"}}, *reach, *obtainable, [&](const auto& row) {
            return query::text_of(row[column(*reach, "hops")]) != "0" ||
                   query::text_of(row[column(*reach, "verdict")]) != "yes";
        });
    }

    std::size_t audited_ = 0;

    static std::string question_of(const dossier& what) {
        return std::ranges::find(what.sections, "effective", &section::id)->question;
    }

    void compare_two(audited_world& in, const std::string& a, const std::string& b) {
        auto account = in.account();
        const auto each = compare_principals(account, a, b, {.access = true});
        account.fold_above = 0;
        const auto together = compare_principals(account, a, b, {.access = true});
        ASSERT_EQ(each.has_value(), together.has_value());
        if (!each) return;
        expect_same(in, {"access", "resource", {"side", "first", "second", "both", "verdict"}},
                    *section_of(*each, "access"), *section_of(*together, "access"), all);
    }
};

TEST_P(FoldedSections, CountWhatIsToldRowByRow) {
    for (auto seed = GetParam(); seed < folded_worlds() && !HasFailure(); seed += shards) {
        SCOPED_TRACE(seed);
        auto world = support::make_random_world(seed);
        world =
            seed % 2 == 0 ? support::with_objects(std::move(world)) : support::with_indirect_paths(std::move(world));
        audited_world in(world);
        std::vector<std::pair<std::string, node_kind>> people;
        for (const auto kind : {node_kind::user, node_kind::service_principal, node_kind::group})
            for (const auto who : in.graph.nodes_of_kind(kind)) people.emplace_back(in.names.describe(who)->name, kind);
        for (std::size_t i = seed % 6; i < people.size(); i += 6) {
            SCOPED_TRACE(people[i].first);
            audit_one(in, people[i].first, people[i].second);
        }
        for (std::size_t i = 1; i < people.size(); i += 9) compare_two(in, people[i - 1].first, people[i].first);
    }
    EXPECT_GT(audited_, 1U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, FoldedSections, testing::Range<std::uint64_t>(0, shards));

} // namespace
} // namespace canreach::audit
