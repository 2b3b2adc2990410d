/// The flags that make bad weather.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "model/error.hpp"
#include "simulator/account.hpp"
#include "simulator/weather.hpp"

namespace CLI {
class App;
} // namespace CLI

namespace canreach::cli {

struct weather_flags {
    std::string preset = "calm"; ///< `calm`, `limits`, `storm`
    std::string latency;         ///< `5ms` or `5ms..200ms`
    std::string retry_after;     ///< `seconds`, `date`, `none`, `mixed`
    double errors = -1, resets = -1, truncated = -1, malformed = -1,
           slow = -1;                ///< shares of requests; negative = as the preset
    std::vector<std::string> refuse; ///< `FAMILY` or `WORKSPACE:FAMILY`
    bool moving_rows = false;
    std::int64_t token_seconds = 0; ///< 0 = as the preset
};

void add_weather_flags(CLI::App& command, weather_flags& flags);

/// For how long a token is good.
[[nodiscard]] std::chrono::seconds token_lifetime(const weather_flags& flags);

/// Whether rows move while a list is read: by its flag, or in a storm.
[[nodiscard]] bool rows_move(const weather_flags& flags);

/// Fails with `bad_input` naming the flag, or `not_found` for a workspace that the account does not have.
[[nodiscard]] result<simulator::weather_config> weather_of(const weather_flags& flags,
                                                           const simulator::account& account);

} // namespace canreach::cli
