/// Three values as a pair (rule K1): what holds on the crawled part, and what may hold if unread parts are full.
#pragma once

#include "graph/answers.hpp"

namespace canreach::graph {

/// Invariant: `surely` implies `maybe`.
struct truth {
    bool surely = false;
    bool maybe = false;

    [[nodiscard]] static constexpr truth yes() { return {true, true}; }
    [[nodiscard]] static constexpr truth no() { return {false, false}; }
    [[nodiscard]] static constexpr truth unknown() { return {false, true}; }

    friend constexpr truth operator&(truth a, truth b) { return {a.surely && b.surely, a.maybe && b.maybe}; }
    friend constexpr truth operator|(truth a, truth b) { return {a.surely || b.surely, a.maybe || b.maybe}; }
    constexpr truth& operator|=(truth other) { return *this = *this | other; }
    constexpr truth& operator&=(truth other) { return *this = *this & other; }
    friend constexpr bool operator==(truth, truth) = default;
};

[[nodiscard]] constexpr verdict verdict_of(truth t) {
    return t.surely ? verdict::yes : t.maybe ? verdict::unknown : verdict::no;
}

} // namespace canreach::graph
