/// How large a generated account is, and how odd.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "model/error.hpp"
#include "simulator/account.hpp"

namespace canreach::simulator {

/// Numbers are exact for nodes and approximate for edges (rows of the same grantee are merged).
struct shape {
    std::string name;
    std::uint64_t seed = 7;
    cloud where = cloud::azure;

    std::uint32_t users = 0;
    std::uint32_t service_principals = 0;
    std::uint32_t groups = 0;
    std::uint32_t nesting = 0; ///< longest chain of groups within groups
    std::uint32_t workspaces = 0;
    std::uint32_t local_groups = 0; ///< in each workspace, besides `users` and `admins`
    std::uint32_t metastores = 0;
    std::uint32_t catalogs = 0;
    std::uint32_t schemas = 0;
    std::uint32_t tables = 0; ///< views included
    std::uint32_t volumes = 0;
    std::uint32_t functions = 0;
    std::uint32_t models = 0;
    std::uint32_t locations = 0;
    std::uint32_t metastore_objects = 0; ///< of each metastore and kind: credentials, connections, shares, …
    std::uint32_t hive_schemas = 0;      ///< in each workspace, besides `default`; as all of Hive
    std::uint32_t hive_tables = 0;       ///< views included
    std::uint32_t hive_functions = 0;
    std::uint32_t grants = 0;
    std::uint32_t objects = 0;  ///< of workspaces, in the running ones, besides root folders and policies
    std::uint32_t vanished = 0; ///< tables that are gone once their grants are read

    bool awkward = true;   ///< odd names, cycles, deleted grantees, unknown words, …
    bool showcase = false; ///< holds the names of the documentation's examples

    [[nodiscard]] constexpr std::uint32_t principals() const { return users + service_principals; }
    [[nodiscard]] constexpr std::uint32_t securables() const {
        return catalogs + schemas + tables + volumes + functions + models + locations;
    }
};

/// Names of the presets, smallest first: `tiny`, `showcase`, `small`, `medium`, `large`, `huge`.
[[nodiscard]] std::span<const std::string_view> preset_names() noexcept;
/// Fails with `not_found` for any other name.
[[nodiscard]] result<shape> preset_named(std::string_view name);

} // namespace canreach::simulator
