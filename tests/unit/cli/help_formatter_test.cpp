#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cli/help_formatter.hpp"
#include "report/display_width.hpp"

namespace canreach::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(HelpFormatter, TellsTypesDefaultsAndRangesInWords) {
    CLI::App app{"An account, read into one file", "canreach"};
    app.formatter(make_help_formatter(0));
    int port = 0, days = 0;
    std::string way = "auto", form = "text", at;
    bool v2 = true;
    std::int64_t time = 0;
    app.add_option("--port", port, "Loopback port; 0 = any free one")
        ->check(CLI::Range(0, 65'535))
        ->capture_default_str();
    app.add_option("--activity", days, "So many days")->check(CLI::Range(1, 3650))->type_name("DAYS");
    app.add_option("--grants", way, "How grants are read")
        ->check(CLI::IsMember({"auto", "sql"}))
        ->capture_default_str();
    app.add_option("--output", form, "Form: text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    app.add_option("--elevate", at, "Be admin")->type_name("[plan]")->expected(0, 1)->default_str("now");
    app.add_option("--for", time, "Stop after this time")
        ->transform(CLI::AsNumberWithUnit(std::map<std::string, std::int64_t>{{"s", 1}},
                                          CLI::AsNumberWithUnit::UNIT_REQUIRED, "TIME"))
        ->type_name("TIME");
    app.add_flag("!--no-identity-v2", v2, "Not page by page");
    const auto help = app.help();
    EXPECT_THAT(help, HasSubstr("  --port NUMBER               Loopback port; 0 = any free one (0 to 65535;\n"
                                "                              default: 0)\n"));
    EXPECT_THAT(help, HasSubstr("--activity DAYS             So many days (1 to 3650)\n"));
    EXPECT_THAT(help, HasSubstr("How grants are read (auto, sql; default: auto)\n"));
    EXPECT_THAT(help, HasSubstr("Form: text or json (default: text)\n"));
    EXPECT_THAT(help, HasSubstr("--elevate [plan]            Be admin\n"));
    EXPECT_THAT(help, HasSubstr("--for TIME                  Stop after this time\n"));
    EXPECT_THAT(help, HasSubstr("--no-identity-v2            Not page by page\n"));
    for (const auto* artefact : {"{", "INT", "[0 - "}) EXPECT_THAT(help, Not(HasSubstr(artefact)));
}

TEST(HelpFormatter, FitsTheTerminalAndKeepsExamplesFitToBeCopied) {
    CLI::App app{"An account, read into one file", "canreach"};
    app.formatter(make_help_formatter(60));
    std::string text;
    const std::string flags = "--a-flag-with-a-name-that-is-rather-long,--and-another";
    app.add_option(flags, text, "What it does is told in a sentence that takes more than one line to tell");
    app.add_subcommand("doctor", "What these credentials may read, and the right that is missing");
    const std::string example = "  canreach crawl -p acme --catalogs 'prod_*' --skip service-principal-secrets";
    app.footer("Prose that was broken somewhere by hand is\nfilled anew, to the width of the terminal.\n\nExamples:\n" +
               example + "\n  canreach info");
    const auto help = app.help();
    EXPECT_THAT(help, HasSubstr("\nProse that was broken somewhere by hand is filled anew, to\nthe width"));
    EXPECT_THAT(help, HasSubstr("Examples:\n  canreach crawl -p acme --catalogs 'prod_*' --skip \\\n"
                                "      service-principal-secrets\n  canreach info\n"));
    for (std::size_t at = 0; at < help.size();) {
        const auto line = help.substr(at, help.find('\n', at) - at);
        at += line.size() + 1;
        if (line.find(flags) != std::string::npos) continue; // the one that cannot be broken
        EXPECT_LE(report::display_width(line), 60U) << line;
    }
}

} // namespace
} // namespace canreach::cli
