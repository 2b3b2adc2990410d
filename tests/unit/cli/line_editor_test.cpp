#include <gtest/gtest.h>

#include "cli/line_editor.hpp"

namespace canreach::cli {
namespace {

TEST(LineEditor, FindsWhatCandidatesBeginWith) {
    EXPECT_EQ(common_start({"main.sales.orders", "main.sales.offers"}), "main.sales.o");
    EXPECT_EQ(common_start({"alone"}), "alone");
    EXPECT_EQ(common_start({"a", "b"}), "");
    EXPECT_EQ(common_start({"a", "ab"}), "a");
    EXPECT_EQ(common_start({}), "");
    EXPECT_EQ(common_start({"sü", "sö"}), "s"); // never half a character
}

} // namespace
} // namespace canreach::cli
