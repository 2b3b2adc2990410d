/// Columns that take less room than what they tell: each against the plain one.
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "graph/adjacency.hpp"
#include "graph/grant_index.hpp"
#include "graph/node_columns.hpp"
#include "graph/row_starts.hpp"
#include "graph/sets_by_member.hpp"
#include "graph/sparse_ends.hpp"
#include "graph/stretches.hpp"

namespace canreach::graph {
namespace {

using edge = std::pair<std::uint32_t, std::uint32_t>;

std::uint32_t below(std::mt19937& random, std::uint64_t limit) {
    return static_cast<std::uint32_t>(random() % limit);
}

std::vector<std::uint32_t> offsets_of_lengths(const std::vector<std::uint32_t>& lengths) {
    std::vector<std::uint32_t> offsets{0};
    for (const auto one : lengths) offsets.push_back(offsets.back() + one);
    return offsets;
}

void expect_rows(const std::vector<std::uint32_t>& offsets) {
    const row_starts made(offsets);
    EXPECT_TRUE(made.fits(offsets.back()));
    EXPECT_FALSE(made.fits(offsets.back() + 1));
    EXPECT_LT(made.rows(), offsets.size());
    for (std::size_t row = 0; row + 1 < offsets.size(); ++row) {
        const auto [first, last] = made.of(row);
        EXPECT_EQ(last - first, offsets[row + 1] - offsets[row]) << row;
        if (first != last) {
            EXPECT_EQ(first, offsets[row]);
        }
    }
    EXPECT_EQ(made.of(offsets.size() + 100), (std::pair<std::size_t, std::size_t>{0, 0}));
}

TEST(RowStarts, TellRowsOfAnyLength) {
    expect_rows({0});
    expect_rows({0, 0, 0});
    expect_rows({0, 5});
    std::mt19937 random(1);
    for (const std::uint32_t longest : {1U, 3U, 100U, 2'000U, 70'000U, 200'000U}) {
        SCOPED_TRACE(longest);
        std::vector<std::uint32_t> lengths(200);
        for (auto& one : lengths) one = below(random, 3) == 0 ? 0 : below(random, longest);
        lengths.resize(260); // the last ones hold nothing
        expect_rows(offsets_of_lengths(lengths));
    }
}

TEST(RowStarts, KeepTheLongestDistanceThatTheyCanTell) {
    for (const std::uint32_t length : {65'534U, 65'535U, 65'536U}) {
        SCOPED_TRACE(length);
        expect_rows(offsets_of_lengths({length, 1, 0, 1}));
    }
}

TEST(SparseEnds, AreThoseOfThePlainColumn) {
    std::mt19937 random(2);
    for (std::uint32_t nodes : {0U, 1U, 63U, 64U, 65U, 1'000U}) {
        SCOPED_TRACE(nodes);
        std::vector<std::uint32_t> ends(nodes);
        for (std::uint32_t at = 0; at < nodes; ++at)
            ends[at] = below(random, 4) == 0 ? at + 1 + below(random, nodes - at) : at + 1;
        const sparse_ends made(ends);
        EXPECT_TRUE(made.fits(nodes));
        EXPECT_FALSE(made.fits(nodes + 64));
        for (std::uint32_t at = 0; at < nodes; ++at) EXPECT_EQ(made[at], ends[at]) << at;
    }
}

TEST(Stretches, TellWhatTheyWereMadeOf) {
    std::mt19937 random(6);
    for (const std::uint32_t count : {0U, 1U, 255U, 256U, 257U, 5'000U})
        for (const std::uint32_t seldom : {1U, 3U, 50U, 1'000U, 1'000'000U}) {
            std::vector<std::uint32_t> plain(count);
            std::uint32_t next = 7;
            for (auto& one : plain) one = next = below(random, seldom) == 0 ? below(random, 1'000'000) : next + 1;
            const stretches made(plain);
            EXPECT_TRUE(made.fits(count));
            EXPECT_EQ(made.empty(), plain.empty());
            EXPECT_EQ(made.fits(count + 256), plain.empty());
            for (std::uint32_t at = 0; at < count; ++at) {
                EXPECT_EQ(made[at], plain[at]) << at;
                std::uint32_t growing = 1;
                while (at + growing < count && plain[at + growing] == plain[at] + growing) ++growing;
                EXPECT_EQ(made.growing_from(at, count - at), growing) << at;
                EXPECT_EQ(made.growing_from(at, 1), 1U) << at;
            }
        }
}

TEST(SetsByMember, AreTheSetsTheOtherWayRound) {
    std::mt19937 random(5);
    for (const std::size_t members : {1U, 64U, 130U})
        for (const std::size_t count : {0U, 1U, 63U, 64U, 200U})
            for (const bool complete : {true, false}) {
                std::vector<subject_set> sets(count, subject_set(members));
                for (auto& one : sets) {
                    for (std::size_t i = 0; i < members; ++i)
                        if (below(random, 3) == 0) one.add(i);
                    bitset more(members);
                    more.set(below(random, members));
                    if (!complete && below(random, 2) == 0) one.may_add(more);
                }
                const sets_by_member made(members, sets);
                for (std::size_t i = 0; i < members; ++i)
                    for (std::size_t k = 0; k < count; ++k) EXPECT_EQ(made.of(i).test(k), sets[k].test(i));
            }
}

TEST(Adjacency, IsTheSameDenseOrListed) {
    std::mt19937 random(3);
    for (const std::uint32_t sources : {1U, 40U, 5'000U})
        for (const std::uint32_t within : {sources, sources / 8 + 1})
            for (const std::size_t count : {std::size_t{0}, std::size_t{10}, std::size_t{9'000}}) {
                std::vector<edge> edges(count);
                for (auto& [from, to] : edges) from = below(random, within), to = below(random, 50);
                const adjacency made(sources, edges);
                EXPECT_TRUE(made.fits(sources));
                EXPECT_FALSE(made.fits(sources + 1));
                const std::set<edge> plain(edges.begin(), edges.end());
                std::set<edge> told;
                for (std::uint32_t from = 0; from < sources; ++from)
                    for (const auto to : made.of(from)) told.emplace(from, to);
                EXPECT_EQ(told, plain);
            }
}

TEST(NodeColumns, TellClassesBeyondTwoBytes) {
    class_list list;
    std::vector<node_class> plain;
    for (std::uint32_t i = 0; i < 70'000; ++i)
        plain.push_back(
            {i % 2 == 0 ? node_kind::table : node_kind::user, securable::none, node_flags{i % 5}, node_id{i / 2}});
    plain.push_back(plain.front()); // again, behind all that need more than two bytes
    for (const auto& one : plain) list.add(one);
    const auto numbers = list.take_numbers();
    const auto classes = list.take_classes();
    EXPECT_TRUE(numbers.fits());
    ASSERT_EQ(numbers.size(), plain.size());
    EXPECT_EQ(classes.size(), plain.size() - 1);
    for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_EQ(classes[numbers[i]], plain[i]) << i;
}

TEST(NodeColumns, TellHowFarNeighboursAreAlike) {
    std::mt19937 random(8);
    for (const std::uint32_t kinds_of_class : {3U, 70'000U}) {
        SCOPED_TRACE(kinds_of_class);
        constexpr std::uint32_t count = 80'000;
        std::vector<node_class> plain;
        std::vector<node_id> parents;
        while (plain.size() < count) {
            const node_class one{node_kind::table, securable::table, {}, node_id{below(random, kinds_of_class)}};
            const auto here = static_cast<std::uint32_t>(plain.size());
            const auto parent = std::array{no_node, one.scope, node_id{below(random, here + 1)},
                                           node_id{here == 0 ? 0 : here - 1}}[below(random, 4)];
            for (auto length = below(random, 5) == 0 ? below(random, 300) + 1 : 1; length > 0; --length) {
                plain.push_back(one);
                parents.push_back(parent);
            }
        }
        class_list list;
        for (const auto& one : plain) list.add(one);
        const auto numbers = list.take_numbers();
        std::vector<node_id> scopes;
        for (const auto& one : list.take_classes()) scopes.push_back(one.scope);
        const parent_column above(parents, column_by_class<node_id>(numbers, scopes));
        for (std::uint32_t at = 0; at < count; ++at) {
            const auto most = std::min<std::uint32_t>(400, static_cast<std::uint32_t>(plain.size()) - at);
            std::uint32_t same = 1;
            while (same < most && plain[at + same] == plain[at]) ++same;
            ASSERT_EQ(numbers.same_from(at, most), same) << at;
            std::uint32_t under_one = 1;
            while (under_one < same && parents[at + under_one] == parents[at]) ++under_one;
            const auto told = above.same_from(at, same);
            ASSERT_LE(told, under_one) << at;
            ASSERT_GE(told, 1U) << at;
        }
        // What lies close to its parent is told to its end.
        const std::vector<node_id> root(1'000, node_id{0});
        const parent_column near(root, column_by_class<node_id>(numbers, scopes));
        ASSERT_EQ(near.same_from(1, 999), 999U);
    }
}

TEST(NodeColumns, TellParentsNearAndFar) {
    constexpr std::uint32_t count = 200'000;
    std::vector<node_id> parents(count, no_node);
    std::vector<node_id> scopes(count, no_node);
    for (std::uint32_t i = 1; i < count; ++i) scopes[i] = node_id{i % 2 == 0 ? 7U : 0U};
    parents[3] = node_id{9};               // behind it
    parents[100'000] = node_id{99'999};    // the nearest
    parents[100'001] = node_id{34'468};    // the farthest that a step tells: 65,533
    parents[100'002] = node_id{34'468};    // one more
    parents[100'003] = node_id{0};         // the scope, far away
    parents[100'004] = node_id{1};         // far away, and not the scope
    parents[100'005] = node_id{count - 1}; // the last
    class_list list;
    for (const auto scope : scopes) list.add({node_kind::table, securable::table, {}, scope});
    const auto numbers = list.take_numbers();
    std::vector<node_id> values;
    for (const auto& one : list.take_classes()) values.push_back(one.scope);
    const column_by_class<node_id> by_class(numbers, values);
    const parent_column made(parents, by_class);
    EXPECT_TRUE(made.fits(count));
    for (std::uint32_t i = 0; i < count; ++i) {
        EXPECT_EQ(by_class[i], scopes[i]) << i;
        EXPECT_EQ(made[i], parents[i]) << i;
    }
}

std::vector<source_grant> some_grants(std::size_t count, std::uint64_t masks) {
    std::mt19937 random(4);
    std::vector<source_grant> all(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto which = i < masks ? i : below(random, masks);
        all[i] = {node_id{below(random, 50)}, node_id{below(random, 300)}, which % 2 == 0 ? facet::unity : facet::hive,
                  mask{which, 0}, mask{}};
    }
    return all;
}

TEST(GrantIndex, TellsBothSidesWithFewMasksAndWithMany) {
    using told = std::multiset<std::tuple<std::uint32_t, std::uint32_t, held_bits>>;
    for (const std::uint64_t masks : {std::uint64_t{3}, std::uint64_t{256}, std::uint64_t{257}, std::uint64_t{3'000}}) {
        SCOPED_TRACE(masks);
        grant_index::maker maker;
        told plain;
        for (const auto& one : some_grants(4'000, masks)) {
            maker.add(one);
            plain.emplace(one.resource.value, one.grantee.value, held_bits{one.what, one.allow, one.deny});
        }
        const auto made = maker.made().value();
        EXPECT_TRUE(made.fits(300));
        told by_resource, by_grantee;
        for (std::uint32_t node = 0; node < 300; ++node) {
            node_id before{0};
            for (const auto& row : made.on(node_id{node})) {
                EXPECT_LE(before, row.other);
                before = row.other;
                by_resource.emplace(node, row.other.value, made.bits_of(row));
            }
            for (const auto& row : made.to(node_id{node})) by_grantee.emplace(row.other.value, node, made.bits_of(row));
            std::size_t found = 0;
            for (const auto& row : made.on(node_id{node}).of(before)) found += row.other == before ? 1U : 0U;
            EXPECT_GE(found + (made.on(node_id{node}).empty() ? 1U : 0U), 1U);
        }
        EXPECT_EQ(by_resource, plain);
        EXPECT_EQ(by_grantee, plain);
    }
}

TEST(GrantIndex, RefusesMoreMasksThanItHasNumbersFor) {
    grant_index::maker maker;
    for (const auto& one : some_grants(65'537, 65'537)) maker.add(one);
    EXPECT_TRUE(maker.made().error().is(errc::damaged_file));
}

} // namespace
} // namespace canreach::graph
