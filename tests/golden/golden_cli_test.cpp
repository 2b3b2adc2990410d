// What the program prints, command by command and form by form, on a small account: command lines and outputs together,
// so that a change of wording is read as a diff. CANREACH_REWRITE_GOLDEN=1 rewrites them.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/query/golden.hpp"

namespace canreach::cli {
namespace {

constexpr auto here = CANREACH_SOURCE_DIR "/tests/golden/";

/// Words as a shell takes them: blanks part them, single quotes hold together.
std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    bool quoted = false, any = false;
    for (const char c : line) {
        if (c == '\'') {
            quoted = !quoted;
            any = true;
        } else if (c != ' ' || quoted) {
            word += c;
            any = true;
        } else if (std::exchange(any, false)) {
            words.push_back(std::exchange(word, {}));
        }
    }
    if (any) words.push_back(word);
    return words;
}

/// What differs from run to run, and what every page repeats, put away.
std::string steady(std::string text) {
    static const std::array replaced{
        std::pair{std::regex(R"(\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?)"), "YYYY-MM-DD hh:mm"},
        std::pair{std::regex(R"(<style>[^<]*</style>)"), "<style>…</style>"},
        std::pair{std::regex(R"(<script>[^]*?</script>)"), "<script>…</script>"},
    };
    for (const auto& [what, instead] : replaced) text = std::regex_replace(text, what, instead);
    return text;
}

/// One command in this process; its standard output and its exit code, where that is not 0.
std::string run(const std::string& line) {
    CLI::App app{"", "canreach"};
    invocation chosen;
    add_audit_command(app, chosen);
    add_diff_command(app, chosen);
    add_import_command(app, chosen);
    add_info_command(app, chosen);
    add_snapshot_command(app, chosen);
    auto words = words_of(line);
    std::ranges::reverse(words); // CLI11 takes them last first
    try {
        app.parse(std::move(words));
    } catch (const CLI::ParseError& fault) {
        return std::string("usage: ") + fault.what() + "\n";
    }
    testing::internal::CaptureStdout();
    const auto code = chosen.run();
    auto text = steady(testing::internal::GetCapturedStdout());
    if (code != exit_code::yes) text += "exit code " + std::to_string(static_cast<int>(code)) + "\n";
    return text;
}

/// Commands run in a folder of their own, which holds `before.canreach` and `now.canreach`.
class GoldenCli : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        std::filesystem::current_path(folder_.path());
        unsetenv("CANREACH_DB");
        for (const auto& [world, file] : {std::pair{"world", "now"}, std::pair{"earlier_world", "before"}})
            ASSERT_NE(run(std::string("import ") + here + world + ".json --out " + file + ".canreach"), "");
    }
    void TearDown() override { std::filesystem::current_path("/"); }

private:
    support::scratch_folder folder_;
};

TEST_P(GoldenCli, PrintsTheSame) {
    query::test::check_golden(std::string(here) + GetParam() + ".golden", run);
}

INSTANTIATE_TEST_SUITE_P(Commands, GoldenCli,
                         testing::Values("admins", "clone", "compare", "diff", "escalation", "external-gaps", "group",
                                         "info", "local-groups", "offboard", "orphans", "principal", "redundancy",
                                         "resource", "snapshot", "stale", "system-tables", "what-if"),
                         [](const auto& one) {
                             std::string name = one.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

} // namespace
} // namespace canreach::cli
