#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <tuple>

#include "storage/detail/edge_sorting.hpp"

namespace canreach::storage::detail {
namespace {

TEST(EdgeSorting, UnitesGrantsOfOneFacetOnly) {
    const std::vector<sealed_mask> masks{{facet::unity, {1, 0}, {}}, {facet::unity, {2, 0}, {}},
                                         {facet::acl, {4, 0}, {}},   {facet::unity, {}, {}},
                                         {facet::unity, {3, 0}, {}}, {facet::hive, {}, {8, 0}}};
    const auto made =
        unite_grants({{5, 1, 1}, {5, 1, 0}, {5, 1, 2}, {4, 9, 3}, {4, 8, 4}, {5, 1, 0}, {5, 2, 5}}, masks);
    ASSERT_EQ(made.masks.size(), 3U);
    EXPECT_EQ(made.masks[0], (sealed_mask{facet::unity, {3, 0}, {}}));
    EXPECT_EQ(made.masks[1], (sealed_mask{facet::hive, {}, {8, 0}}));
    EXPECT_EQ(made.masks[2], (sealed_mask{facet::acl, {4, 0}, {}}));
    ASSERT_EQ(made.grants.size(), 4U);
    const auto is = [&](std::size_t i, std::uint32_t resource, std::uint32_t grantee, std::uint32_t number) {
        const auto& one = made.grants[i];
        EXPECT_EQ(std::tuple(one.resource, one.grantee, one.mask), std::tuple(resource, grantee, number)) << i;
    };
    is(0, 4, 8, 0);
    is(1, 5, 1, 0);
    is(2, 5, 1, 2);
    is(3, 5, 2, 1);
}

TEST(EdgeSorting, AgreesWithAMapOnRandomGrants) {
    for (std::uint32_t seed = 0; seed < 50; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random{seed};
        std::vector<sealed_mask> masks;
        for (int i = 0; i < 8; ++i)
            masks.push_back({static_cast<facet>(random() % 4 + 1), {random() % 4, random() % 2}, {random() % 2, 0}});
        std::vector<sealed_grant> grants;
        for (int i = 0; i < 200; ++i)
            grants.push_back({static_cast<std::uint32_t>(random() % 10), static_cast<std::uint32_t>(random() % 5),
                              static_cast<std::uint32_t>(random() % 8)});
        std::map<std::tuple<std::uint32_t, std::uint32_t, facet>, std::pair<mask, mask>> expected;
        for (const auto& one : grants) {
            const auto& bits = masks[one.mask];
            if (bits.allow.empty() && bits.deny.empty()) continue;
            auto& sum = expected[{one.resource, one.grantee, bits.what}];
            sum.first |= bits.allow;
            sum.second |= bits.deny;
        }
        const auto made = unite_grants(grants, masks);
        EXPECT_TRUE(std::ranges::is_sorted(made.masks));
        ASSERT_EQ(made.grants.size(), expected.size());
        std::size_t i = 0;
        for (const auto& [slot, sum] : expected) {
            const auto& one = made.grants[i++];
            const auto& bits = made.masks.at(one.mask);
            EXPECT_EQ(slot, std::tuple(one.resource, one.grantee, bits.what));
            EXPECT_EQ(sum, std::pair(bits.allow, bits.deny));
        }
    }
}

} // namespace
} // namespace canreach::storage::detail
