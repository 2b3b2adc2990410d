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

// Rule K1: where one side alone, or both, left a part unread, nothing that differs is not the same.
TEST(FactDiff, NamesWhatEitherMomentDidNotRead) {
    constexpr auto whole = R"({"attrs": {"user:alice": {}, "table:main.s.t": {}},
        "grants": [["user:alice", "catalog:main", ["SELECT"]]]})";
    constexpr auto blind = R"({"attrs": {"user:alice": {}, "table:main.s.t": {}}, "not_crawled": ["table:main.s.t"],
        "grants": [["user:alice", "catalog:main", ["SELECT"]]]})";
    const auto told = [](const char* before, const char* after, const diff_filter& only) {
        test_account then(before), now(after);
        const auto diff = diff_facts(then.snapshot(), now.snapshot(), only).value();
        EXPECT_FALSE(has_changes(diff));
        EXPECT_TRUE(diff.coverage("members").empty());
        EXPECT_EQ(diff.coverage().size(), diff.coverage("grants").size());
        std::string notes;
        for (const auto& note : diff.coverage()) notes += note.part + " of " + note.about.name + "\n";
        return notes;
    };
    EXPECT_EQ(told(whole, whole, {}), "");
    EXPECT_EQ(told(whole, blind, {}), "grants of main.s.t\n");
    EXPECT_EQ(told(blind, whole, {}), "grants of main.s.t\n");
    EXPECT_EQ(told(blind, blind, {}), "grants of main.s.t\n");
    diff_filter elsewhere;
    elsewhere.resources = {"main"};
    EXPECT_EQ(told(whole, blind, elsewhere), "grants of main.s.t\n");
}

// A deleted principal is known by what names it alone: where that was not read, it is not said to be removed.
TEST(FactDiff, WhoeverIsKnownByGrantsAloneIsNotReadWithThem) {
    constexpr auto whole = R"({"attrs": {"user:gone": {}},
        "grants": [["user:gone", "catalog:main", ["SELECT"]], ["user:alice", "catalog:dev", ["SELECT"]]]})";
    constexpr auto blind = R"({"attrs": {"user:alice": {}, "catalog:main": {}}, "not_crawled": ["catalog:main"],
        "grants": [["user:alice", "catalog:dev", ["SELECT"]]]})";
    constexpr auto revoked = R"({"attrs": {"user:alice": {}, "catalog:main": {}},
        "grants": [["user:alice", "catalog:dev", ["SELECT"]]]})";
    const auto nodes_of = [](const dossier& diff) { return shown(diff, "nodes"); };
    test_account then(whole, {"user:gone"});
    test_account now(blind);
    const auto diff = diff_facts(then.snapshot(), now.snapshot()).value();
    EXPECT_TRUE(nodes_of(diff).starts_with("not read | user | ")) << nodes_of(diff);
    EXPECT_FALSE(has_changes(diff)) << nodes_of(diff);
    const auto back = diff_facts(now.snapshot(), then.snapshot()).value();
    EXPECT_TRUE(nodes_of(back).starts_with("not read before | user | ")) << nodes_of(back);
    EXPECT_FALSE(has_changes(back));
    test_account later(revoked);
    const auto sure = diff_facts(then.snapshot(), later.snapshot()).value();
    EXPECT_TRUE(nodes_of(sure).starts_with("removed | user | ")) << nodes_of(sure);
}

} // namespace
} // namespace canreach::audit
