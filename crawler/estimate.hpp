/// What a crawl will cost, from a few counts. No I/O.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace canreach::crawler {

/// Of the account and what of it is in scope. Empty: not told.
struct account_counts {
    std::optional<std::uint64_t> users, service_principals, groups;
    std::uint64_t workspaces = 0; ///< that run
    std::uint64_t metastores = 0; ///< that can be read through one of them
    std::uint64_t readers = 0;    ///< workspaces attached to those
    std::optional<std::uint64_t> catalogs, schemas, tables, volumes, functions, models;
};

struct family_estimate {
    std::string_view family;
    std::optional<std::uint64_t> requests;            ///< empty: nothing cheap tells
    std::optional<std::chrono::seconds> at_the_limit; ///< at the published rate; empty where none is published
};

struct estimate {
    std::vector<family_estimate> families; ///< in the order of the endpoint catalogue
    std::uint64_t requests = 0;            ///< of all that could be estimated
    std::size_t unknown = 0;               ///< families that could not
    std::chrono::seconds longest{0};       ///< hosts and classes of limits go side by side: the slowest counts
};

/// The least that the counts call for: pages are taken as large as the contract lets them be. `in_bulk`: grants by SQL.
[[nodiscard]] estimate estimate_requests(const account_counts& counts, bool in_bulk);

} // namespace canreach::crawler
