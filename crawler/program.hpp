/// Another program, run for what it prints. Never through a shell: arguments reach it as they are.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crawler/clock.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

struct program_output {
    int exit_status = 0; ///< 128 + signal where one ended it
    std::string out;     ///< may hold a secret: wipe it after reading
    std::string err;
};

struct program_limits {
    std::chrono::milliseconds deadline{60'000};
    std::size_t output_limit_bytes = std::size_t{1} << 20U; ///< of each stream
};

/// Runs a program to its end; the first argument is its path.
using program_runner =
    std::function<boost::asio::awaitable<result<program_output>>(std::vector<std::string> arguments)>;

/// Starts `arguments[0]` with our environment, nothing to read and its output kept in memory, and waits without holding
/// the thread up. Cancelled, past its deadline or with more output than allowed it is killed with all that it started.
/// Fails with `not_found` (it cannot be started), `timed_out` or `limit_exceeded`; no failure holds its output.
[[nodiscard]] boost::asio::awaitable<result<program_output>>
run_program(clock& time, std::vector<std::string> arguments, program_limits limits);

/// The path of a program that may be executed: `told`, or, if that is empty, the first `name` in a folder of
/// `search_path`, whose folders stand between colons. Empty if there is none.
[[nodiscard]] std::optional<std::string> find_program(const std::string& told, const std::string& name,
                                                      const std::string& search_path);

} // namespace canreach::crawler
