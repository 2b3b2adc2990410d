#include <gtest/gtest.h>

#include "report/display_width.hpp"
#include "report/text_table.hpp"

namespace canreach::report {
namespace {

TEST(DisplayWidth, CountsColumnsNotBytes) {
    EXPECT_EQ(display_width("abc"), 3U);
    EXPECT_EQ(display_width("äöü"), 3U);
    EXPECT_EQ(display_width("日本"), 4U);
    EXPECT_EQ(display_width("e\xCC\x81"), 1U); // e and a combining accent
    EXPECT_EQ(display_width("a\xFF"), 2U);     // no UTF-8
}

TEST(DisplayWidth, CutsAtACharacterWithAnEllipsis) {
    EXPECT_EQ(cut_to_width("abcdef", 6), "abcdef");
    EXPECT_EQ(cut_to_width("abcdef", 4), "abc…");
    EXPECT_EQ(cut_to_width("日本語", 4), "日…");
    EXPECT_EQ(cut_to_width("abc", 0), "");
}

TEST(TextTable, AlignsColumns) {
    text_table table;
    table.add_column("principal");
    table.add_column("n", text_table::align::right);
    table.add_row({"dana@example.com", "7"});
    table.add_row({"日本", "12"});
    EXPECT_EQ(table.render({}), "  principal          n\n"
                                "  dana@example.com   7\n"
                                "  日本              12\n");
}

TEST(TextTable, NarrowsItsWidestColumnToTheTerminal) {
    text_table table;
    table.add_column("principal");
    table.add_column("via");
    table.add_row({"a-very-long-name-indeed@example.com", "hr"});
    EXPECT_EQ(table.render({.width = 24}), "  principal          via\n"
                                           "  a-very-long-name…  hr\n");
}

TEST(TextTable, NamesCannotMoveTheCursor) {
    text_table table;
    table.add_column("name");
    table.add_row({"\x1b[2Jx\n"});
    EXPECT_EQ(table.render({}), "  name\n  \\x1b[2Jx\\x0a\n");
}

} // namespace
} // namespace canreach::report
