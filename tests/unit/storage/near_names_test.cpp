#include <gtest/gtest.h>

#include <string>

#include "storage/near_names.hpp"

namespace canreach::storage {
namespace {

TEST(NearNames, LongNamesHaveNoNeighbours) {
    const std::string name(300, 'x');
    EXPECT_EQ(nearness(name, name, true), std::nullopt);
}

TEST(NearNames, RanksWhatPeopleForget) {
    EXPECT_EQ(nearness("main.sales.orders", "main.sales.orders", true), 0U);
    EXPECT_EQ(nearness("main.sales.ordres", "main.sales.orders", true), 2U);
    EXPECT_EQ(nearness("orders", "main.sales.orders", true), 1U);
    EXPECT_EQ(nearness("sales.oders", "main.sales.orders", true), 3U);
    EXPECT_EQ(nearness("orders", "main.sales.orders", false), std::nullopt); // a group called so has no container
    EXPECT_EQ(nearness("alice", "alice@example.com", false), 1U);
    EXPECT_EQ(nearness("alcie@example.com", "alice@example.com", true), 2U);
    EXPECT_EQ(nearness("analysts", "engineers", true), std::nullopt);
    EXPECT_EQ(nearness("abc", "xyc", true), std::nullopt);
}

} // namespace
} // namespace canreach::storage
