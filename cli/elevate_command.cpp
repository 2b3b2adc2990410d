#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "actions/elevation.hpp"
#include "cli/command.hpp"
#include "cli/elevation_text.hpp"
#include "cli/login_flags.hpp"

namespace canreach::cli {
namespace {

struct elevate_flags {
    login_flags login;
    std::string journal;
};

exit_code elevate(const elevate_flags& flags) {
    auto options = crawl_options_of(flags.login);
    if (!options) return fail_with(options.error());
    const auto report = actions::restore_elevation(*options, flags.journal);
    if (!report) return fail_with(report.error());
    return tell(*report, flags.journal) ? exit_code::yes : exit_code::error;
}

} // namespace

void add_elevate_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<elevate_flags>();
    auto* command = app.add_subcommand("elevate", "Take back what `crawl --elevate` gave, after a crash");
    command->add_option("--restore", flags->journal, "Journal of the crawl: FILE.elevation beside its account file")
        ->required()
        ->type_name("JOURNAL");
    add_login_flags(*command, flags->login);
    command->footer(login_footer() + "\n"
                                     "Example:\n"
                                     "  canreach elevate -p acme --restore acme.canreach.elevation\n\n"
                                     "Exit code: 0 everything is as before, 1 error.");
    command->callback([flags, &chosen] { chosen.run = [flags] { return elevate(*flags); }; });
}

} // namespace canreach::cli
