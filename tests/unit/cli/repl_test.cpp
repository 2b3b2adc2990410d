/// The loop without a terminal: what it takes for a sentence, and its own orders.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "cli/repl.hpp"
#include "cli/text_file.hpp"
#include "tests/support/scratch_folder.hpp"

namespace canreach::cli {
namespace {

class Repl : public testing::Test {
protected:
    std::vector<std::string> asked_;
    report::options last_;
    exit_code next_ = exit_code::yes;
    repl loop_{[this](std::string_view script, const report::options& how, const text_sink& out) {
                   asked_.emplace_back(script);
                   last_ = how;
                   out("answer\n");
                   return next_;
               },
               {}};
    const support::scratch_folder scratch_;
};

TEST_F(Repl, EndsASentenceAtASemicolonOrAnEmptyLine) {
    loop_.take("who can SELECT");
    EXPECT_TRUE(loop_.wants_more());
    loop_.take("  main.sales.orders;");
    EXPECT_FALSE(loop_.wants_more());
    loop_.take("show coverage");
    loop_.take("");
    loop_.take("");
    loop_.take("show members of group a");
    loop_.finish();
    EXPECT_EQ(asked_, (std::vector<std::string>{"who can SELECT\n  main.sales.orders;", "show coverage",
                                                "show members of group a"}));
}

TEST_F(Repl, SeesSemicolonsAsTheLanguageDoes) {
    EXPECT_TRUE(ends_a_sentence("a; -- and a remark"));
    EXPECT_FALSE(ends_a_sentence("show members of group `a;"));
    EXPECT_FALSE(ends_a_sentence("where name = 'x;'"));
    EXPECT_FALSE(ends_a_sentence("-- a;"));
    EXPECT_FALSE(ends_a_sentence(""));
}

TEST_F(Repl, RemembersWhatWasEnteredOnce) {
    loop_.take("show coverage;");
    EXPECT_EQ(loop_.take_entered(), "show coverage;");
    EXPECT_EQ(loop_.take_entered(), "");
}

TEST_F(Repl, ForgetsWhatWasInterrupted) {
    loop_.take("who can");
    loop_.forget();
    loop_.take("show coverage;");
    EXPECT_EQ(asked_, (std::vector<std::string>{"show coverage;"}));
}

TEST_F(Repl, ObeysOrdersBetweenSentencesOnly) {
    loop_.take("\\format csv");
    loop_.take("\\ids");
    loop_.take("show coverage;");
    EXPECT_EQ(last_.how, report::format::csv);
    EXPECT_TRUE(last_.ids);
    loop_.take("show");
    loop_.take("\\q"); // within a sentence: the language will say what is wrong
    EXPECT_FALSE(loop_.done());
    loop_.finish();
    EXPECT_EQ(asked_.back(), "show\n\\q");
    loop_.take("\\q");
    EXPECT_TRUE(loop_.done());
}

TEST_F(Repl, RefusesWhatIsNoOrder) {
    for (const auto* line :
         {"\\x", "\\format xml", "\\timing perhaps", "\\i", "\\i /no/such/file", "\\o /no/such/file"}) {
        SCOPED_TRACE(line);
        repl loop({}, {});
        loop.take(line);
        EXPECT_EQ(loop.code(), exit_code::error);
    }
    EXPECT_TRUE(asked_.empty());
}

TEST_F(Repl, WritesAnswersToAFile) {
    const auto path = scratch_.path("out.txt");
    loop_.take("\\o " + path);
    loop_.take("show coverage;");
    loop_.take("\\o");
    loop_.take("show coverage;");
    EXPECT_EQ(read_text_file(path).value(), "answer\n");
}

TEST_F(Repl, ReadsFilesAndEndsFilesThatIncludeThemselves) {
    const auto path = scratch_.path("in.sql");
    ASSERT_TRUE(write_text_file(path, "show\ncoverage;\nshow members of group a\n"));
    loop_.take("\\i " + path);
    EXPECT_EQ(asked_, (std::vector<std::string>{"show\ncoverage;", "show members of group a"}));
    ASSERT_TRUE(write_text_file(path, "\\i " + path + "\n"));
    loop_.take("\\i " + path);
    EXPECT_EQ(loop_.code(), exit_code::error);
}

TEST_F(Repl, EndsWithTheWorstThatOccurred) {
    next_ = exit_code::no;
    loop_.take("a;");
    next_ = exit_code::yes;
    loop_.take("b;");
    EXPECT_EQ(loop_.code(), exit_code::no);
}

} // namespace
} // namespace canreach::cli
