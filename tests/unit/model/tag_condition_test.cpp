#include <gtest/gtest.h>

#include <array>
#include <string>

#include "model/policy_scope.hpp"
#include "model/tag_condition.hpp"

namespace canreach {
namespace {

constexpr std::array<tag_view, 3> tags{{{"pii", "yes"}, {"region", "emea's"}, {"Empty", ""}}};

TEST(TagCondition, HoldsOfTags) {
    struct row {
        const char* text;
        bool holds;
    };
    for (const auto& one : {
             row{"", true},
             row{"  \n", true},
             row{"TRUE", true},
             row{"false", false},
             row{"has_tag('pii')", true},
             row{"hasTag(\"pii\")", true},
             row{"HAS_TAG( 'pii' )", true},
             row{"has_tag('PII')", false}, // keys are exact
             row{"has_tag('Empty')", true},
             row{"has_tag_value('Empty', '')", true},
             row{"has_tag_value('pii', 'yes')", true},
             row{"hasTagValue('pii','no')", false},
             row{"has_tag_value('region', 'emea''s')", true},
             row{"has_tag_value(\"region\", \"emea's\")", true},
             row{"NOT has_tag('pii')", false},
             row{"NOT NOT has_tag('pii')", true},
             row{"has_tag('none') OR has_tag('pii')", true},
             row{"has_tag('none') AND has_tag('pii')", false},
             row{"has_tag('pii') OR has_tag('pii') AND has_tag('none')", true}, // AND binds closer
             row{"(has_tag('pii') OR has_tag('pii')) AND has_tag('none')", false},
             row{"not (has_tag('none') or false) and true", true},
         }) {
        SCOPED_TRACE(one.text);
        const auto read = tag_condition::parse(one.text);
        ASSERT_TRUE(read) << read.error().to_string();
        EXPECT_EQ(read->holds(tags), one.holds);
    }
}

TEST(TagCondition, WhatIsNotUnderstoodIsNotGuessed) {
    const std::string deep(100, '(');
    for (const std::string& text :
         {std::string("has_tag"), std::string("has_tag("), std::string("has_tag('a"), std::string("has_tag('a'"),
          std::string("has_tag(a)"), std::string("has_tag('a', 'b')"), std::string("has_tag_value('a')"),
          std::string("has_tag('a') AND"), std::string("has_tag('a') has_tag('b')"),
          std::string("moon_phase() = 'full'"), std::string("has_tag('a') = true"), std::string("'a'"),
          std::string("has_tag('a\\'b')"), std::string("OR"), std::string("()"), std::string("has_any_tag('a')"),
          deep}) {
        SCOPED_TRACE(text);
        const auto read = tag_condition::parse(text);
        ASSERT_FALSE(read);
        EXPECT_TRUE(read.error().is(errc::bad_input));
    }
    EXPECT_EQ(tag_condition::parse("has_tag('a') XOR true").error().message,
              "`XOR true` in a condition: expected AND, OR or the end");
    EXPECT_EQ(tag_condition::parse("NOT").error().message,
              "the condition ends where has_tag or has_tag_value should follow");
}

TEST(TagCondition, SaysWhetherTagsMatter) {
    EXPECT_FALSE(tag_condition::parse("").value().asks_for_tags());
    EXPECT_FALSE(tag_condition::parse("NOT TRUE").value().asks_for_tags());
    EXPECT_TRUE(tag_condition::parse("TRUE OR has_tag('a')").value().asks_for_tags());
}

TEST(PolicyScope, ReadsWhatItWrites) {
    for (const auto& scope : {policy_scope{{node_kind::table}, ""}, policy_scope{{node_kind::table}, "has_tag('a: b')"},
                              policy_scope{{node_kind::function, node_kind::model}, "TRUE"}})
        EXPECT_EQ(policy_scope_of(text_of(scope)), scope);
    EXPECT_EQ(text_of(policy_scope{{node_kind::function, node_kind::model}, "has_tag('a')"}),
              "function model: has_tag('a')");
    EXPECT_FALSE(policy_scope_of(""));
    EXPECT_FALSE(policy_scope_of("table"));
    EXPECT_FALSE(policy_scope_of("unicorn: TRUE"));
}

} // namespace
} // namespace canreach
