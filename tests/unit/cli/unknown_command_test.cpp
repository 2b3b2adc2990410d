// Words that are no command.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/unknown_command.hpp"

namespace canreach::cli {
namespace {

struct two_levels {
    two_levels() {
        auto* audit = app.add_subcommand("audit", "Reports");
        audit->require_subcommand(1);
        auto* principal = audit->add_subcommand("principal", "One principal");
        principal->add_option("name", name)->required();
        principal->add_flag("--paths", paths, "Every chain");
        audit->add_subcommand("group", "One group");
        app.add_subcommand("crawl", "Read an account");
        app.require_subcommand(1);
    }
    /// What is said of this command line; `parsed` if nothing is wrong.
    std::string told(std::vector<std::string> reversed) {
        try {
            app.parse(std::move(reversed));
        } catch (const CLI::ExtrasError&) {
            return unexpected_words(app, "HELP");
        } catch (const CLI::ParseError&) {
            return missing_command(app);
        }
        return "parsed";
    }
    CLI::App app{"", "canreach"};
    std::string name;
    bool paths = false;
};

TEST(UnknownCommand, IsNamedWithTheOneThatWasProbablyMeant) {
    EXPECT_EQ(two_levels().told({"alice", "principl", "audit"}),
              "error: `principl` is none of: principal, group\n"
              "  = hint: did you mean `principal`? canreach audit --help tells what each is for");
    EXPECT_EQ(two_levels().told({"warehouse", "audit"}), "error: `warehouse` is none of: principal, group\n"
                                                         "  = hint: canreach audit --help tells what each is for");
    EXPECT_EQ(two_levels().told({"audit"}), "error: canreach audit wants one of: principal, group\n"
                                            "  = hint: canreach audit --help tells what each is for");
}

TEST(UnknownCommand, IsNotWhatIsWrongElsewhere) {
    EXPECT_EQ(two_levels().told({"alice", "principal", "audit"}), "parsed");
    EXPECT_EQ(two_levels().told({"principal", "audit"}), ""); // a name is missing, no command
}

TEST(UnknownCommand, IsAskedForWhereOnlyFlagsAreGiven) {
    EXPECT_EQ(two_levels().told({"--loud", "audit"}),
              "error: `canreach audit` has no flag `--loud`, and wants one of: principal, group\n"
              "  = hint: canreach audit --help tells what each is for");
    EXPECT_EQ(two_levels().told({"--paths", "audit"}),
              "error: canreach audit wants one of these before `--paths`: principal, group\n"
              "  = hint: canreach audit --help tells what each is for");
}

TEST(UnknownCommand, FlagsAreNamedWithTheOneThatWasProbablyMeant) {
    EXPECT_EQ(two_levels().told({"--pathz", "alice", "principal", "audit"}),
              "error: `canreach audit principal` has no flag `--pathz`\n"
              "  = hint: did you mean `--paths`? HELP lists its flags");
    EXPECT_EQ(two_levels().told({"--loud=very", "alice", "principal", "audit"}),
              "error: `canreach audit principal` has no flag `--loud`\n  = hint: HELP lists its flags");
    EXPECT_EQ(two_levels().told({"bob", "alice", "principal", "audit"}),
              "error: not expected here: bob\n  = hint: HELP lists its flags");
}

TEST(UnknownCommand, HasANearOneOnlyWhereOneIsNear) {
    const two_levels here;
    EXPECT_EQ(nearly_named(here.app, "audti"), "did you mean `audit`? ");
    EXPECT_EQ(nearly_named(here.app, "x"), "");
    EXPECT_EQ(commands_of(here.app), "audit, crawl");
}

} // namespace
} // namespace canreach::cli
