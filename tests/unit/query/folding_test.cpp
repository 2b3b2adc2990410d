// Rows told together: what makes a line, in which order lines stand, and where they are cut.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "query/folding.hpp"
#include "tests/unit/query/test_account.hpp"

namespace canreach::query {
namespace {

using test::test_account;

class Folding : public testing::Test {
protected:
    test_account in_{R"({
        "owners": [["user:olga", "table:main.sales.orders"], ["user:olga", "table:main.sales.old"],
                   ["user:olga", "table:other.s.t"], ["user:olga", "schema:main.hr"]]})"};
    folding rows_{in_.facts(), [](node_id) { return std::string("htable"); }};

    node_id node(node_kind kind, std::string_view name) { return in_.names().nodes_named(kind, name)->front(); }
    result_table told() {
        result_table made;
        tell_together(rows_,
                      {"resource",
                       {{"actions", column_type::text}},
                       [](std::uint32_t like) { return std::vector<cell>{std::to_string(like / 10)}; },
                       [&](node_id id) {
                           return node_cell{id, *in_.names().name_of(id), "", "", ""};
                       }},
                      made);
        return made;
    }
    static std::vector<std::string> lines(const result_table& table) {
        std::vector<std::string> made;
        for (const auto& row : table.rows) {
            std::string text;
            for (const auto& one : row) text += (text.empty() ? "" : " | ") + text_of(one);
            made.push_back(text);
        }
        return made;
    }
};

TEST_F(Folding, OneLineForThoseOfOneKindInOnePlaceThatTellTheSame) {
    rows_.add(node(node_kind::schema, "main.hr"), 7);
    rows_.add(node(node_kind::table, "main.sales.orders"), 1);
    rows_.add(node(node_kind::table, "main.sales.old"), 2); // other rows, the same words
    rows_.add(node(node_kind::table, "other.s.t"), 1);
    rows_.add(node(node_kind::table, "main.sales.old"), 30);
    const auto made = told();
    EXPECT_TRUE(made.folded);
    EXPECT_EQ(lines(made),
              (std::vector<std::string>{"2 | table |  | main | 0", "1 | schema | main.hr | main | 0",
                                        "1 | table | main.sales.old | main | 3", "1 | table | other.s.t | other | 0"}));
    EXPECT_TRUE(made.warnings.empty());
}

TEST_F(Folding, SaysHowMuchItLeavesOut) {
    for (std::uint32_t line = 0; line < lines_told + 20; ++line)
        for (std::uint32_t row = 0; row < (line < lines_told ? 3U : 2U); ++row)
            rows_.add(node(node_kind::table, "other.s.t"), line * 10);
    const auto made = told();
    EXPECT_EQ(made.rows.size(), lines_told);
    EXPECT_EQ(made.warnings, (std::vector<std::string>{"20 more lines stand for 40 rows; the full list has them all"}));
}

} // namespace
} // namespace canreach::query
