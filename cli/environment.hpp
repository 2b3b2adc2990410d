/// The outer world as the commands see it. The only place that reads environment variables, the clock and the terminal.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace canreach::cli {

/// The value of an environment variable; empty text counts as not set.
[[nodiscard]] std::optional<std::string> environment_variable(std::string_view name);

/// Looks variables up; passed to whatever takes its configuration from the environment.
using environment_lookup = std::function<std::optional<std::string>(std::string_view)>;

struct terminal {
    bool interactive = false; ///< the stream is a terminal
    std::size_t width = 0;    ///< its columns; 0 if unknown or not a terminal
    bool colour = false;      ///< a terminal, and NO_COLOR is not set, and TERM is not `dumb`
};
[[nodiscard]] terminal standard_output();
[[nodiscard]] terminal standard_error();
/// Somebody is there to be asked.
[[nodiscard]] bool standard_input_is_terminal();

/// Now, UTC, as `YYYY-MM-DD hh:mm:ss`.
[[nodiscard]] std::string utc_now();

} // namespace canreach::cli
