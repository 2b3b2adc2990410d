#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "report/display_width.hpp"
#include "report/numbers.hpp"
#include "report/text_table.hpp"
#include "report/wrapped.hpp"

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

TEST(DisplayWidth, BreaksLinesWhereTheyReadBest) {
    const auto lines = [](std::string_view text, std::size_t columns, std::size_t most = 9) {
        std::string shown;
        for (const auto& line : lines_of_width(text, columns, most)) shown += line + '|';
        return shown;
    };
    EXPECT_EQ(lines("short", 8), "short|");
    EXPECT_EQ(lines("", 8), "|");
    EXPECT_EQ(lines("SELECT, MODIFY, USE SCHEMA", 16), "SELECT, MODIFY,|  USE SCHEMA|");
    EXPECT_EQ(lines("DESCRIBE, USE SCHEMA", 16), "DESCRIBE,|  USE SCHEMA|");
    EXPECT_EQ(lines("a, USE SCHEMA, USE CATALOG", 12), "a, USE|  SCHEMA,|  USE|  CATALOG|");
    EXPECT_EQ(lines("prod:hive_metastore.sales.orders", 16), "prod:hive_|  metastore.|  sales.orders|");
    EXPECT_EQ(lines("abcdefghijklmnopq", 8), "abcdefgh|  ijklmn|  opq|");
    EXPECT_EQ(lines("  aaaaaaaaaaaa", 8), "  aaaaaa|  aaaaaa|"); // no line of blanks alone
    EXPECT_EQ(lines("日本語日本語", 8), "日本語日|  本語|");
    EXPECT_EQ(lines("one two three four five six", 8, 3), "one two|  three|  four …|");
    EXPECT_EQ(lines("abcdef", 3), "ab…|"); // no room to indent
    EXPECT_EQ(lines("a\xFF\xFF\xFF\xFF\xFF", 5), "a\xFF\xFF\xFF\xFF|  \xFF|");
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
                                           "  a-very-long-name-  hr\n"
                                           "    indeed@example.\n"
                                           "    com\n");
}

TEST(TextTable, KeepsWhatTellsWhichRowItIs) {
    text_table table;
    table.add_column("resource");
    table.add_column("via");
    table.add_key_column("name");
    table.add_column("workspaces");
    table.add_row({"prod:hive_metastore.sales.orders", "everybody-in-the-house", "data-engineering-leads",
                   "prod (effective), dev (effective)"});
    EXPECT_EQ(table.render({.width = 92}),
              "  resource                          via              name                    workspaces\n"
              "  prod:hive_metastore.sales.orders  everybody-in-    data-engineering-leads  prod\n"
              "                                      the-house                                (effective),\n"
              "                                                                               dev\n"
              "                                                                               (effective)\n");
    const auto narrow = table.render({.width = 60});
    EXPECT_LE(display_width(narrow.substr(0, narrow.find('\n'))), 60U);
    EXPECT_EQ(narrow, "  resource          via         name              workspaces\n"
                      "  prod:hive_        everybody-  data-engineering  prod\n"
                      "    metastore.        in-the-     -leads            (effecti\n"
                      "    sales.orders      house                         ve),\n"
                      "                                                    dev\n"
                      "                                                    (effecti\n"
                      "                                                    ve)\n");
}

TEST(Wrapped, BreaksListsBetweenItems) {
    const std::vector<std::string> items{"user 6", "Hive catalog 3", "table 12"};
    EXPECT_EQ(wrapped_list("  nodes  ", items, ",", 0), "  nodes  user 6, Hive catalog 3, table 12");
    EXPECT_EQ(wrapped_list("  nodes  ", items, ",", 33), "  nodes  user 6, Hive catalog 3,\n         table 12");
    EXPECT_EQ(wrapped_list("  nodes  ", items, ",", 10),
              "  nodes  user 6,\n         Hive catalog 3,\n         table 12");
    EXPECT_EQ(wrapped_list("none:", {}, ",", 10), "none:");
}

TEST(Wrapped, BreaksProseBetweenWords) {
    EXPECT_EQ(wrapped("", "one  two\nthree four", 9), "one two\nthree\nfour");
    EXPECT_EQ(wrapped("- ", "日本 語 x", 7), "- 日本\n  語 x");
    EXPECT_EQ(wrapped("", "", 9), "");
}

TEST(Numbers, ComeWithTheirNoun) {
    EXPECT_EQ(counted(1, "policy", "policies"), "1 policy");
    EXPECT_EQ(counted(0, "policy", "policies"), "0 policies");
    EXPECT_EQ(counted(12'345, "policy", "policies"), "12,345 policies");
}

TEST(TextTable, NamesCannotMoveTheCursor) {
    text_table table;
    table.add_column("name");
    table.add_row({"\x1b[2Jx\n"});
    EXPECT_EQ(table.render({}), "  name\n  \\x1b[2Jx\\x0a\n");
}

} // namespace
} // namespace canreach::report
