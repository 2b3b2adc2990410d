#include <gtest/gtest.h>

#include <string>

#include "model/ledger.hpp"

namespace canreach {
namespace {

TEST(Ledger, WhatVanishedWasNotLeftOut) {
    EXPECT_TRUE(is_left_out(outcome::skipped, "left out: --skip tags"));
    EXPECT_TRUE(is_left_out(outcome::skipped, "no SQL warehouse runs, and none is started without --start-warehouses"));
    EXPECT_FALSE(is_left_out(outcome::skipped, std::string(vanished_while_reading) + ": 404 in workspace prod: gone"));
    EXPECT_FALSE(is_left_out(outcome::refused, "403 at account level: no"));
}

} // namespace
} // namespace canreach
