// The command line: which command, its flags, its exit code. Everything else is in the libraries.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "cli/command_line.hpp"
#include "cli/environment.hpp"
#include "cli/help_formatter.hpp"
#include "cli/program_version.hpp"
#include "cli/unknown_command.hpp"
#include "model/error.hpp"

namespace canreach::cli {
namespace {

/// The command that gave up, as one asks for its help.
std::string help_of(const CLI::App& app) {
    const auto named = app.get_subcommands();
    return named.empty() ? app.get_name() + " --help" : app.get_name() + " " + help_of(*named.front());
}

int run_command(std::span<const std::string> words) {
    CLI::App app{"canreach: who can reach what in a Databricks account, and what can be reached by whom", "canreach"};
    app.formatter(make_help_formatter(standard_output().width)); // commands added below take it over
    app.set_version_flag("--version", canreach::cli::made_by());
    app.require_subcommand(1);
    app.footer("Or ask at once, in the query language:\n"
               "  canreach --db acme.canreach who can SELECT main.sales.orders\n"
               "  canreach can alice@example.com MODIFY main.sales.orders\n"
               "  canreach why can alice@example.com SELECT main.sales.orders\n"
               "  canreach what tables can alice@example.com SELECT in catalog main\n"
               "  canreach show members of group data-eng\n\n"
               "canreach COMMAND --help tells more of each command; docs/query_language.md of the language.\n"
               "Exit codes: 0 yes, 2 no, 3 answered but something that matters was not read, 1 error, 64 usage,\n"
               "130 interrupted.");
    invocation chosen;
    add_crawl_command(app, chosen);
    add_doctor_command(app, chosen);
    add_elevate_command(app, chosen);
    add_query_command(app, chosen);
    add_repl_command(app, chosen);
    add_audit_command(app, chosen);
    add_check_command(app, chosen);
    add_diff_command(app, chosen);
    add_snapshot_command(app, chosen);
    add_workspaces_command(app, chosen);
    add_info_command(app, chosen);
    add_import_command(app, chosen);
    add_simulate_command(app, chosen);
    add_demo_command(app, chosen);
    auto reversed = with_command_first(words);
    const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
    if (const auto first = reversed.empty() ? std::string{} : reversed.front();
        !first.empty() && !first.starts_with('-') &&
        std::ranges::find(commands, first, [](const CLI::App* one) { return one->get_name(); }) == commands.end()) {
        fmt::print(stderr,
                   "error: `{}` is no command, and no question begins with it\n"
                   "  = hint: {}canreach --help lists commands and shows questions\n",
                   printable(first), nearly_named(app, first));
        return static_cast<int>(exit_code::usage);
    }
    const auto asks_for_text = [](const std::string& word) {
        return word == "--help" || word == "-h" || word == "--version";
    };
    if (std::ranges::all_of(reversed, [](const std::string& word) { return word.starts_with('-'); }) &&
        std::ranges::none_of(reversed, asks_for_text)) {
        fmt::print(stderr,
                   "error: no command and no question{}\n"
                   "  = hint: canreach --help lists commands and shows questions\n",
                   reversed.empty()
                       ? ""
                       : fmt::format(" beside `{}`", printable(fmt::format("{}", fmt::join(reversed, " ")))));
        return static_cast<int>(exit_code::usage);
    }
    try {
        std::ranges::reverse(reversed); // CLI11 takes them last first
        app.parse(std::move(reversed));
    } catch (const CLI::ExtrasError&) {
        fmt::print(stderr, "{}\n", unexpected_words(app, help_of(app)));
        return static_cast<int>(exit_code::usage);
    } catch (const CLI::ParseError& fault) {
        if (fault.get_exit_code() == 0) return app.exit(fault); // --help, --version
        if (const auto text = missing_command(app); !text.empty())
            fmt::print(stderr, "{}\n", text);
        else
            fmt::print(stderr, "error: {}\n  = hint: {} lists its flags\n", fault.what(), help_of(app));
        return static_cast<int>(exit_code::usage);
    }
    return static_cast<int>(chosen.run());
}

int run(int argument_count, const char* const* arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + argument_count);
    const auto code =
        holds_a_sentence(words) ? static_cast<int>(run_sentence(argument_count, arguments)) : run_command(words);
    return output_was_lost() ? static_cast<int>(exit_code::error) : code;
}

} // namespace
} // namespace canreach::cli

int main(int argument_count, char** arguments) {
    try {
        return canreach::cli::run(argument_count, arguments);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "error: %s\n", fault.what());
    } catch (...) {
        std::fprintf(stderr, "error: an unknown fault\n");
    }
    return static_cast<int>(canreach::cli::exit_code::error);
}
