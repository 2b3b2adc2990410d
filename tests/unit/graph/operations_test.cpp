#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "graph/operations.hpp"
#include "graph/rules/unity_tables.hpp"

namespace canreach::graph {
namespace {

const action_word* find(const std::vector<action_word>& words, std::string_view spelling) {
    const auto at = std::ranges::find(words, spelling, &action_word::spelling);
    return at == words.end() ? nullptr : &*at;
}

TEST(Operations, AreSpelledOnceAndExplained) {
    std::set<std::string_view> seen;
    for (const auto& row : operations()) {
        EXPECT_TRUE(seen.insert(row.name).second) << row.name;
        for (const auto alias : row.aliases) EXPECT_TRUE(seen.insert(alias).second) << alias;
        EXPECT_FALSE(row.needs.empty()) << row.name;
        EXPECT_FALSE(row.kinds.empty()) << row.name;
    }
}

TEST(Operations, WordsMeanThePrivilegeInModeGranted) {
    const auto words = action_words({});
    EXPECT_TRUE(std::ranges::is_sorted(words, {}, &action_word::spelling));
    const auto* select = find(words, "SELECT");
    ASSERT_NE(select, nullptr);
    EXPECT_EQ(meaning_of(*select, mode::granted).what, action::form::privilege);
    EXPECT_EQ(meaning_of(*select, mode::effective).what, action::form::operation);
    const auto* manage = find(words, "MANAGE");
    ASSERT_NE(manage, nullptr);
    EXPECT_EQ(meaning_of(*manage, mode::effective).what, action::form::privilege);
    const auto* drop = find(words, "DROP VIEW");
    ASSERT_NE(drop, nullptr);
    EXPECT_EQ(name_of(meaning_of(*drop, mode::granted), {}), "DROP TABLE");
}

TEST(Operations, KnowLearnedPrivileges) {
    privilege_dictionary names;
    names.learn("TELEPORT_ROWS");
    const auto words = action_words(names);
    const auto* teleport = find(words, "TELEPORT ROWS");
    ASSERT_NE(teleport, nullptr);
    EXPECT_EQ(name_of(*teleport->as_privilege, names), "TELEPORT ROWS");
    EXPECT_TRUE(applies_to(*teleport->as_privilege, node_kind::table));
}

TEST(Operations, ApplyToTheirKindsOnly) {
    const action select{action::form::privilege, static_cast<std::uint16_t>(privilege::select)};
    const action execute{action::form::privilege, static_cast<std::uint16_t>(privilege::execute)};
    EXPECT_TRUE(applies_to(select, node_kind::table));
    EXPECT_FALSE(applies_to(execute, node_kind::table));
    EXPECT_TRUE(applies_to(select, node_kind::hive_table));
    EXPECT_TRUE(applies_to(select, node_kind::anonymous_function));
    EXPECT_FALSE(applies_to(execute, node_kind::hive_function)) << "Hive has no such privilege";
    EXPECT_TRUE(applies_to({action::form::any, 0}, node_kind::notebook));
    EXPECT_FALSE(applies_to({action::form::any, 0}, node_kind::other));
}

TEST(UnityTables, LeaveOutOfAllPrivilegesWhatTheRuleNames) {
    EXPECT_FALSE(all_expansion.has(privilege::manage));
    EXPECT_FALSE(all_expansion.has(privilege::external_use_schema));
    EXPECT_FALSE(all_expansion.has(privilege::read_metadata));
    EXPECT_TRUE(all_expansion.has(privilege::select));
    EXPECT_FALSE(owner_mask(securable::schema).has(privilege::external_use_schema));
    EXPECT_FALSE(applicable(securable::view).has(privilege::modify));
}

} // namespace
} // namespace canreach::graph
