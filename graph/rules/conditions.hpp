/// Making circuits: what the rules of all families need for it.
#pragma once

#include <bit>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "graph/rules/condition.hpp"
#include "model/ids.hpp"
#include "model/mask.hpp"

namespace canreach::graph {

[[nodiscard]] inline condition group_of(condition::form what, std::vector<condition> parts) {
    condition made;
    made.what = what;
    made.parts = std::move(parts);
    return made;
}

[[nodiscard]] inline condition leaf_of(condition::form what, missing_part::what missing, node_id on,
                                       std::string_view rule) {
    condition made;
    made.what = what;
    made.part.kind = missing;
    made.part.on = on;
    made.part.rule = rule;
    return made;
}

/// `bits` must not be empty.
[[nodiscard]] inline unsigned lowest_bit(mask bits) {
    return static_cast<unsigned>(bits.low != 0 ? std::countr_zero(bits.low) : 64 + std::countr_zero(bits.high));
}

} // namespace canreach::graph
