/// The small parts of the language, each alone.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "query/detail/condition_test.hpp"
#include "query/detail/scanner.hpp"
#include "query/detail/text_match.hpp"
#include "query/keywords.hpp"
#include "query/near.hpp"
#include "query/object_kinds.hpp"
#include "query/unicode.hpp"
#include "test_account.hpp"
#include "test_words.hpp"

namespace canreach::query {
namespace {

TEST(TextMatch, Like) {
    struct row {
        std::string_view text, pattern;
        bool fits;
    };
    for (const auto& [text, pattern, fits] : {
             row{"alice", "A%", true},
             row{"alice", "a_ice", true},
             row{"alice", "a_e", false},
             row{"", "%", true},
             row{"", "_", false},
             row{"50%", "50\\%", true},
             row{"50x", "50\\%", false},
             row{"販売部", "販_部", true},
             row{"aXbXc", "a%x%c", true},
             row{"aaaaaaaaaaaaaaaaaaaab", "%a%a%a%a%c", false},
             row{"a\\", "a\\", true},
         })
        EXPECT_EQ(detail::matches_like(text, pattern), fits) << text << " like " << pattern;
}

TEST(TextMatch, Glob) {
    struct row {
        std::string_view text, pattern;
        bool fits;
    };
    for (const auto& [text, pattern, fits] : {
             row{"etl-1", "etl-*", true},
             row{"ETL-1", "etl-*", false},
             row{"etl-1", "etl-[0-9]", true},
             row{"etl-x", "etl-[!0-9]", true},
             row{"etl-1", "etl-[!0-9]", false},
             row{"a]", "a[]]", true},
             row{"a[", "a[", true},
             row{"ab", "a?", true},
             row{"a", "a?", false},
             row{"a.b", "*.*", true},
         })
        EXPECT_EQ(detail::matches_glob(text, pattern), fits) << text << " glob " << pattern;
}

TEST(Near, CountsSwapsAsOne) {
    EXPECT_EQ(words_apart("MODFIY", "modify", 3), 1U);
    EXPECT_EQ(words_apart("", "abc", 3), 3U);
    EXPECT_EQ(words_apart("abc", "xyz", 1), 2U);
    const std::array<std::string_view, 3> words{"USER", "USES", "GROUP"};
    EXPECT_EQ(nearest("gruop", words), "GROUP");
    EXPECT_EQ(nearest("use", words), "") << "two are as near";
    EXPECT_EQ(nearest("workspace", words), "");
}

TEST(Keywords, IgnoreCase) {
    EXPECT_TRUE(is_structural("where"));
    EXPECT_TRUE(is_structural("Escalatable"));
    EXPECT_FALSE(is_structural("group"));
    EXPECT_FALSE(is_structural(std::string(300, 'x')));
    EXPECT_TRUE(reads_as_grammar("external"));
    EXPECT_FALSE(reads_as_grammar("orders"));
}

TEST(ObjectKinds, AreClosedLists) {
    EXPECT_EQ((*kind_spelled("external location"))->kind, node_kind::location);
    EXPECT_EQ((*kind_with_plural("cluster policies"))->kind, node_kind::cluster_policy);
    EXPECT_FALSE(kind_spelled("tables"));
    for (const auto& row : object_kinds()) EXPECT_FALSE(spelling_of(row.kind).empty()) << row.spelling;
}

TEST(Vocabulary, HoldsEachWordThatHasAMeaning) {
    const auto& words = test::test_words();
    for (const auto* spelling : {"SELECT", "IMPERSONATE", "CAN MANAGE", "EDIT", "REACH", "DROP TABLE"})
        EXPECT_NE(words.find(spelling), nullptr) << spelling;
    for (const auto& one : words.words())
        EXPECT_TRUE(one.meaning.as_operation || one.meaning.as_privilege || one.meaning.as_ability ||
                    one.meaning.as_level)
            << one.spelling();
    EXPECT_EQ(words.find("CREATE TABLE AS SELECT"), nullptr);
    EXPECT_TRUE(words.begins("DROP"));
    EXPECT_FALSE(words.begins("DRO"));
    EXPECT_EQ(words.near("SELCET"), "SELECT");
}

TEST(Unicode, KnowsBadBytes) {
    EXPECT_EQ(decode("\xC0\xAF", 0).value, bad_character) << "overlong";
    EXPECT_EQ(decode("\xED\xA0\x80", 0).value, bad_character) << "surrogate";
    EXPECT_EQ(decode("\xF4\x90\x80\x80", 0).value, bad_character) << "beyond the last";
    EXPECT_EQ(decode("\xF0\x9F\x98\x80", 0).value, U'😀');
    EXPECT_EQ(width_of("a販e\xCC\x81"), 4U);
}

TEST(Verdicts, ButNotIsThreeValued) {
    using detail::but_not;
    using graph::verdict;
    EXPECT_EQ(but_not(verdict::yes, verdict::no), verdict::yes);
    EXPECT_EQ(but_not(verdict::yes, verdict::unknown), verdict::unknown);
    EXPECT_EQ(but_not(verdict::yes, verdict::yes), verdict::no);
    EXPECT_EQ(but_not(verdict::unknown, verdict::no), verdict::unknown);
}

TEST(Render, SurvivesAnyPlace) {
    const std::string text = "a\tb\r\n\xFF\x01 c\n";
    for (std::uint32_t begin = 0; begin < text.size() + 3; ++begin)
        for (std::uint32_t end = begin; end < text.size() + 3; ++end)
            EXPECT_FALSE(render({errc::bad_input, span{begin, end}, "x", {}, {}}, text).empty());
}

TEST(Session, TellsWhenTheCatalogFails) {
    test::test_account account(test::test_account::world());
    const auto sentence = account.ask().parse("WHO CAN SELECT main.sales.orders").front();
    account.names().fail_from_now_on();
    const auto outcome = account.ask().run(std::get<ast::statement>(sentence.what));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, errc::storage);
    EXPECT_EQ(outcome.error().message, "the disk is gone");
}

TEST(Session, TakesNodesIntoCells) {
    test::test_account account(test::test_account::world());
    const auto outcomes = account.ask().run_script("SHOW OWNER OF main.sales.orders");
    ASSERT_TRUE(outcomes.front().outcome);
    const auto& cells = outcomes.front().outcome->rows.at(0);
    const auto& owner = std::get<node_cell>(cells.at(3));
    EXPECT_EQ(owner.name, "joe@example.com");
    EXPECT_EQ(owner.kind, "user");
    EXPECT_FALSE(owner.platform_id.empty());
    EXPECT_EQ(std::get<node_cell>(cells.at(1)).scope, "m1");
}

} // namespace
} // namespace canreach::query
