#include "cli/environment.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace canreach::cli {
namespace {

terminal terminal_of(int descriptor) {
    terminal found;
    found.interactive = ::isatty(descriptor) == 1;
    if (!found.interactive) return found;
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0) found.width = size.ws_col;
    found.colour = !environment_variable("NO_COLOR") && environment_variable("TERM").value_or("dumb") != "dumb";
    return found;
}

} // namespace

std::optional<std::string> environment_variable(std::string_view name) {
    const auto* value =
        std::getenv(std::string(name).c_str()); // NOLINT(concurrency-mt-unsafe): read before threads start
    if (value == nullptr || *value == '\0') return std::nullopt;
    return std::string(value);
}

terminal standard_output() {
    return terminal_of(STDOUT_FILENO);
}

terminal standard_error() {
    return terminal_of(STDERR_FILENO);
}

bool standard_input_is_terminal() {
    return ::isatty(STDIN_FILENO) == 1;
}

std::string utc_now() {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
}

} // namespace canreach::cli
