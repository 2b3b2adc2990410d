// COUNT tells how many rows the question itself would give, and what stands beside them.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tests/unit/query/test_account.hpp"

namespace canreach::query {
namespace {

result_table answered(test::test_account& in, const std::string& text) {
    auto outcomes = in.ask().run_script(text);
    EXPECT_EQ(outcomes.size(), 1U);
    EXPECT_TRUE(outcomes.front().outcome) << text;
    return outcomes.front().outcome ? *std::move(outcomes.front().outcome) : result_table{};
}

std::int64_t unknown_rows(const result_table& table) {
    return std::ranges::count_if(table.rows, [](const std::vector<cell>& row) {
        return std::ranges::any_of(row, [](const cell& one) {
            const auto* how = std::get_if<graph::verdict>(&one);
            return how != nullptr && *how == graph::verdict::unknown;
        });
    });
}

TEST(Counting, GivesTheNumberOfRows) {
    test::test_account in{test::test_account::world()};
    for (const std::string question : {
             "WHO CAN SELECT main.hr.salaries",
             "WHO CAN SELECT TABLE main.hr.salaries GRANTED",
             "WHO CAN SELECT finance.core.ledger",
             "WHO CAN SELECT main.sales.orders ESCALATABLE",
             "WHO CAN SELECT finance.core.ledger ESCALATABLE WITHIN 1 HOP",
             "WHO CAN SELECT main.sales.*",
             "WHO CAN READ PATH 's3://bkt/landing/x'",
             "WHO CAN SELECT TABLE main.hr.salaries BUT NOT MODIFY",
             "WHICH GROUPS CAN SELECT TABLE main.hr.salaries",
             "WHAT TABLES CAN joe@example.com SELECT",
             "WHAT VIEWS CAN joe@example.com SELECT",
             "WHAT TABLES CAN joe@example.com SELECT ESCALATABLE",
             "WHAT TABLES CAN joe@example.com SELECT IN CATALOG main",
             "WHAT TABLES CAN joe@example.com SELECT IN main.sales.**",
             "WHAT CAN eli@example.com DO ON TABLE main.hr.salaries",
             "WHAT CAN joe@example.com DO",
             "WHAT TABLES CAN joe@example.com SELECT BUT NOT MODIFY",
         }) {
        const auto listed = answered(in, question);
        const auto counted = answered(in, "COUNT " + question);
        ASSERT_EQ(counted.rows.size(), 1U) << question;
        EXPECT_EQ(std::get<std::int64_t>(counted.rows[0][0]), static_cast<std::int64_t>(listed.rows.size()))
            << question;
        EXPECT_EQ(std::get<std::int64_t>(counted.rows[0][1]), unknown_rows(listed)) << question;
        EXPECT_EQ(counted.coverage.size(), listed.coverage.size()) << question;
        EXPECT_EQ(counted.warnings, listed.warnings) << question;
    }
}

} // namespace
} // namespace canreach::query
