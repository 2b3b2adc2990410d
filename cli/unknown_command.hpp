/// What is said of a word that is no command, and of a command that wants another one.
#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace canreach::cli {

/// The commands right below `app`, comma-separated.
[[nodiscard]] std::string commands_of(const CLI::App& app);

/// `did you mean `NAME`? ` of the one command right below `app` that is spelt nearly so; empty if there is none.
[[nodiscard]] std::string nearly_named(const CLI::App& app, std::string_view word);

/// Words that the command that was named does not know: of a flag the one that was probably meant. `help` tells more of
/// that command. Two lines, without a line break at the end.
[[nodiscard]] std::string unexpected_words(const CLI::App& app, std::string_view help);

/// The command line stopped at a command that wants one of those below it. Two lines, without a line break at the end;
/// empty if that is not what was wrong.
[[nodiscard]] std::string missing_command(const CLI::App& app);

} // namespace canreach::cli
