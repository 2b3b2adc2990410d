/// What the simulated account served, for tests and for whoever looks on.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "simulator/endpoints.hpp"

namespace canreach::simulator {

struct stats {
    std::array<std::uint64_t, endpoint_count> requests{};  ///< by family
    std::array<std::uint64_t, endpoint_count> throttled{}; ///< answered 429, by family
    std::uint64_t refused = 0;                             ///< answered 403
    std::uint64_t unauthenticated = 0;                     ///< answered 401
    std::uint64_t faults = 0;                              ///< answered 5xx
    std::uint64_t damaged = 0;                             ///< resets, truncated and malformed bodies
    std::uint64_t writes = 0;     ///< requests that would change something: none, if the client only reads
    std::uint64_t bytes_sent = 0; ///< heads and bodies, before TLS
    std::uint64_t connections = 0;
    std::uint64_t tunnels = 0; ///< accepted by CONNECT
    std::uint64_t in_flight = 0;
    std::uint64_t peak_in_flight = 0;
    std::uint64_t peak_of_one_host = 0; ///< the most that one host's clients had in flight at a time

    [[nodiscard]] std::uint64_t total() const;
    [[nodiscard]] std::uint64_t requests_to(endpoint family) const {
        return requests[static_cast<std::size_t>(family)];
    }
};

/// One object; families that were never asked for are left out.
[[nodiscard]] std::string to_json(const stats& what);

} // namespace canreach::simulator
