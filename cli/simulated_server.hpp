/// Starting a simulated account: what `simulate` and `demo` share.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "model/error.hpp"
#include "simulator/account.hpp"
#include "simulator/server.hpp"

namespace canreach::cli {

/// Where the simulated account comes from: a preset with a seed, or a world file.
struct account_choice {
    std::string preset = "showcase";
    std::uint64_t seed = 7;
    std::string cloud = "azure";
    std::string world;   ///< path; empty = by preset
    std::string case_id; ///< of a file of worked cases
};
struct chosen_account {
    std::shared_ptr<const simulator::account> made;
    std::vector<std::string> unsaid; ///< facts of a world that no reply can carry, each a line with its reason
};
[[nodiscard]] result<chosen_account> make_account(const account_choice& choice);

/// Shell lines (`NAME=value`) that lead a client to the server: proxy, CA file, host and credentials.
[[nodiscard]] std::string client_environment(const simulator::account& account,
                                             const simulator::service_options& service, std::uint16_t port,
                                             const std::string& ca_file);

} // namespace canreach::cli
