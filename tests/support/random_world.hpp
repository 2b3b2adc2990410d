/// Small accounts made from a seed, deliberately awkward: membership cycles, local groups, built-in groups as grantees,
/// isolated roots, several metastores, owners everywhere, views on views, deleted grantees, unread parts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/fact.hpp"
#include "model/ledger.hpp"

namespace canreach::support {

struct random_world {
    std::uint64_t seed = 0;
    std::vector<fact> facts; ///< principals by key
    std::vector<coverage_gap> gaps;
};

/// At least 12 principals, 40 resources and 2 workspaces. The same seed gives the same world on every platform.
[[nodiscard]] random_world make_random_world(std::uint64_t seed);

/// A fact a line.
[[nodiscard]] std::string to_string(const random_world& world);

/// Leaves out facts and gaps one by one as long as `fails` stays true of the rest.
[[nodiscard]] random_world shrink(random_world world, const std::function<bool(const random_world&)>& fails);

} // namespace canreach::support
