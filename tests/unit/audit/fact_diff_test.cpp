#include <gtest/gtest.h>

#include "audit/fact_diff.hpp"
#include "test_account.hpp"

namespace canreach::audit {
namespace {

using test::shown;
using test::test_account;

// World files number principals in their order, so both worlds name the same ones.
constexpr auto first_world = R"({
    "attrs": {"user:alice": {}, "user:bob": {}, "user:olga": {}},
    "members": [["user:alice", "group:readers"]],
    "assign": [["group:readers", "ws:prod", "USER"]],
    "owners": [["user:olga", "table:main.sales.orders"]],
    "grants": [["group:readers", "catalog:main", ["USE_CATALOG", "SELECT"]], ["user:alice", "schema:main.sales", ["MODIFY"]]]})";

TEST(FactDiff, TellsAddedRemovedAndChanged) {
    test_account then(first_world);
    test_account now(R"({
        "attrs": {"user:alice": {}, "user:bob": {}, "user:olga": {}},
        "members": [["user:bob", "group:readers"]],
        "assign": [["group:readers", "ws:prod", "ADMIN"]],
        "owners": [["user:olga", "table:main.sales.orders"]],
        "grants": [["group:readers", "catalog:main", ["USE_CATALOG"]], ["user:alice", "schema:main.sales", ["MODIFY"]]]})");
    const auto diff = diff_facts(then.snapshot(), now.snapshot()).value();
    EXPECT_EQ(shown(diff, "members"), "removed | group | readers | user | alice |  |  | \n"
                                      "added | group | readers | user | bob |  |  | \n");
    EXPECT_EQ(shown(diff, "owners"), "");
    EXPECT_EQ(shown(diff, "grants"),
              "changed | ws | prod | group | readers | role | USER | ADMIN\n"
              "changed | catalog | main | group | readers | unity | SELECT, USE CATALOG | USE CATALOG\n");
    EXPECT_TRUE(has_changes(diff));
}

TEST(FactDiff, FindsNothingBetweenAnAccountAndItself) {
    test_account then(first_world), now(first_world);
    const auto diff = diff_facts(then.snapshot(), now.snapshot()).value();
    for (const auto& section : diff.sections) EXPECT_TRUE(section.table.rows.empty()) << section.id;
    EXPECT_FALSE(has_changes(diff));
}

TEST(FactDiff, NeverCallsRemovedWhatWasNotRead) {
    test_account then(first_world);
    test_account now(R"({
        "attrs": {"user:alice": {}, "user:bob": {}, "user:olga": {}},
        "members": [["user:alice", "group:readers"]],
        "assign": [["group:readers", "ws:prod", "USER"]],
        "owners": [["user:olga", "table:main.sales.orders"]],
        "not_crawled": ["catalog:main"],
        "grants": [["user:alice", "schema:main.sales", ["MODIFY"]]]})");
    const auto diff = diff_facts(then.snapshot(), now.snapshot()).value();
    EXPECT_EQ(shown(diff, "grants"), "not read | catalog | main | group | readers | unity | SELECT, USE CATALOG | \n");
    EXPECT_FALSE(has_changes(diff));
}

} // namespace
} // namespace canreach::audit
