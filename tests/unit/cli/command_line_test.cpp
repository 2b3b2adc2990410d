#include <gtest/gtest.h>

#include <vector>

#include "cli/command_line.hpp"
#include "cli/exit_code.hpp"

namespace canreach::cli {
namespace {

struct row {
    std::vector<std::string> arguments;
    bool sentence;
};

TEST(CommandLine, ToldFromSentences) {
    const std::vector<row> table{
        {{"who", "can", "SELECT", "main.sales.orders"}, true},
        {{"--db", "x", "WHO", "can"}, true},
        {{"-o", "json", "why", "can"}, true},
        {{"--output=json", "show", "members"}, true},
        {{"(who can SELECT a.b.c)"}, true},
        {{"who can SELECT a.b.c"}, true},
        {{"--annotations", "a.json", "can", "x"}, true},
        {{"--db", "who", "info"}, false},
        {{"query", "who can SELECT a.b.c"}, false},
        {{"diff", "a", "b"}, false},
        {{"diff", "--db", "a"}, false},
        {{"--db", "x", "diff", "(who", "can", "SELECT", "a.b.c)", "between", "1", "and", "2"}, true},
        {{"DIFF (who can SELECT a.b.c) BETWEEN 1 AND 2"}, true},
        {{"diff(who can SELECT a.b.c) between 1 and 2"}, true},
        {{"--help"}, false},
        {{}, false},
    };
    for (const auto& [arguments, sentence] : table) {
        SCOPED_TRACE(arguments.empty() ? std::string("nothing") : arguments.front());
        EXPECT_EQ(holds_a_sentence(arguments), sentence);
    }
}

TEST(CommandLine, FlagsBeforeTheCommandAreMovedBehindIt) {
    using words = std::vector<std::string>;
    EXPECT_EQ(with_command_first(words{"--db", "x", "info", "-o", "json"}), (words{"info", "-o", "json", "--db", "x"}));
    EXPECT_EQ(with_command_first(words{"--db", "x", "audit", "group", "g"}),
              (words{"audit", "group", "g", "--db", "x"}));
    EXPECT_EQ(with_command_first(words{"--db", "x", "query", "--", "-f"}), (words{"query", "--db", "x", "--", "-f"}));
    EXPECT_EQ(with_command_first(words{"--annotations", "a.json", "query", "x"}),
              (words{"query", "x", "--annotations", "a.json"}));
    EXPECT_EQ(with_command_first(words{"info"}), (words{"info"}));
    EXPECT_EQ(with_command_first(words{"--version"}), (words{"--version"}));
}

TEST(ExitCode, OfAScriptIsTheWorstThatOccurred) {
    EXPECT_EQ(combined(exit_code::yes, exit_code::no), exit_code::no);
    EXPECT_EQ(combined(exit_code::gaps, exit_code::no), exit_code::gaps);
    EXPECT_EQ(combined(exit_code::gaps, exit_code::error), exit_code::error);
    EXPECT_EQ(combined(exit_code::yes, exit_code::yes), exit_code::yes);
}

} // namespace
} // namespace canreach::cli
