#include <CLI/App.hpp>
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>

#include "cli/account_session.hpp"
#include "cli/command.hpp"
#include "cli/environment.hpp"
#include "cli/line_editor.hpp"
#include "cli/repl.hpp"

namespace canreach::cli {
namespace {

constexpr const char* repl_examples =
    "Examples:\n"
    "  canreach repl --db acme.canreach\n"
    "  canreach repl -o csv < review.sql  # works as a script without a terminal\n\n"
    "A sentence ends with ; or an empty line. Tab completes words and names; \\? lists the orders to the loop.";

/// Where sentences are remembered: the user's state folder.
std::string history_file() {
    if (const auto state = environment_variable("XDG_STATE_HOME")) return *state + "/canreach/history";
    if (const auto home = environment_variable("HOME")) return *home + "/.local/state/canreach/history";
    return {};
}

void talk(account_session& session, repl& loop) {
    const auto about = session.snapshot();
    fmt::print(stderr, "canreach {} · {} · snapshot {} · \\? for help\n", CANREACH_VERSION, about.file,
               about.started_at.empty() ? "of unknown date" : about.started_at.substr(0, 16));
    line_editor editor(history_file(), [&](std::string_view before) {
        // The language looks at the whole sentence, the editor at the last line of it.
        const auto above = loop.wants_more() ? loop.begun() + '\n' : std::string();
        auto found = session.complete(above + std::string(before));
        if (found.from < above.size()) return line_completion{};
        return line_completion{found.from - above.size(), std::move(found.candidates)};
    });
    while (!loop.done()) {
        const auto line = editor.read(loop.wants_more() ? "      -> " : "canreach> ");
        if (line.what == line_read::how::end) break;
        if (line.what == line_read::how::interrupted) {
            loop.forget();
            continue;
        }
        loop.take(line.text);
        if (const auto entered = loop.take_entered(); !entered.empty()) editor.remember(entered);
    }
    loop.finish();
}

exit_code run_repl(const answer_flags& flags) {
    auto session = open_named(flags.db, flags.annotations);
    if (!session) return fail_with(session.error());
    repl loop([&](std::string_view script, const report::options& how,
                  const text_sink& out) { return session->answer(script, how, out); },
              report_options(flags));
    if (standard_input_is_terminal()) {
        talk(*session, loop);
        return exit_code::yes;
    }
    for (std::string line; !loop.done() && std::getline(std::cin, line);) loop.take(line);
    loop.finish();
    return loop.code();
}

} // namespace

void add_repl_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<answer_flags>();
    auto* command = app.add_subcommand("repl", "Ask one sentence after the other, with history and completion");
    add_output_flags(*command, *flags);
    command->footer(repl_examples);
    command->callback([flags, &chosen] { chosen.run = [flags] { return run_repl(*flags); }; });
}

} // namespace canreach::cli
