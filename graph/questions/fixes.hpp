/// What a principal lacks, and the smallest additions that would help (access-model §6.8).
#pragma once

#include <vector>

#include "graph/answers.hpp"
#include "graph/questions/plan.hpp"
#include "graph/rules/evaluate.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

/// One way to yes: complete if all its parts are added.
struct fix {
    std::vector<missing_part> parts; ///< no two alike
    bool possible = true; ///< false: something that no addition brings about, e.g. a privilege of another kind

    /// How far away it is: the number of parts, with those that give more than was asked for counted as many.
    [[nodiscard]] std::size_t cost() const noexcept;
    /// Whether it makes one an admin of everything in a workspace for the sake of its Hive tables.
    [[nodiscard]] bool gives_everything() const noexcept;
    /// Whether the other one needs all that this one does.
    [[nodiscard]] bool covers(const fix& other) const noexcept;
};

inline constexpr std::size_t fix_limit = 8;

/// Nearest first: possible ones, then cheaper ones, then in the order of the circuit. At most `fix_limit`; one without
/// parts if nothing is missing.
[[nodiscard]] std::vector<fix> fixes_of(const account& in, const condition& circuit, const identity::carried& who,
                                        scene where);
[[nodiscard]] std::vector<fix> fixes_of(const account& in, const plan& asked, const identity::carried& who);

/// A condition to be met, not just a part that fails: two are alike if they ask the same.
[[nodiscard]] bool same_part(const missing_part& a, const missing_part& b) noexcept;
void add_part(std::vector<missing_part>& to, const missing_part& part);

} // namespace canreach::graph::detail
