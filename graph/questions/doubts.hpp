/// Which doubts of the rules an answer depends on (access-model §7).
#pragma once

#include <vector>

#include "graph/profile.hpp"
#include "graph/questions/plan.hpp"

namespace canreach::graph::detail {

/// Switches that, settled otherwise, would change what `same` compares. Only those that the rules met while binding
/// are tried, so a question without doubts pays nothing. Runtime 3.1 is no doubt but another time, and is not tried.
template <class Same>
[[nodiscard]] std::vector<profile_switch> doubts_behind(const account& in, const request& what, const plan& asked,
                                                        Same same) {
    std::vector<profile_switch> found;
    if (asked.doubts().none()) return found;
    for (const auto& row : switch_rows()) {
        if (!asked.doubts().has(row.which)) continue;
        for (std::uint8_t value = 0; value < row.values.size(); ++value) {
            const bool archived =
                row.which == profile_switch::hive && value == static_cast<std::uint8_t>(hive_rules::hive_3_1);
            if (archived || value == what.profile.number(row.which)) continue;
            auto other = what;
            other.profile.set_number(row.which, value);
            if (same(plan(in, other, asked.resource()))) continue;
            found.push_back(row.which);
            break;
        }
    }
    return found;
}

} // namespace canreach::graph::detail
