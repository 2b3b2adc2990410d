/// The leaves of a circuit that an explanation speaks of: what is asked together, and what is asked one for the other.
#pragma once

#include <functional>
#include <vector>

#include "graph/answers.hpp"
#include "graph/questions/plan.hpp"
#include "graph/rules/condition.hpp"

namespace canreach::graph::detail {

/// Leaves that say the same thing: alternatives that only supply it differently are one prerequisite.
struct asked_leaf {
    std::vector<const condition*> leaves; ///< of the circuit, which outlives them
    std::vector<alternative> within;      ///< the choices it stands in, outermost first
};

/// Which parts of an `any` count.
using branch_choice = std::function<std::vector<const condition*>(const condition&)>;
/// Which leaves are spoken of at all.
using leaf_choice = std::function<bool(const condition&)>;

/// What a request asks of a principal: of any of several actions a choice between them.
[[nodiscard]] condition circuit_of(const plan& asked);

/// First to last. An `any` of which one part is left is no choice.
[[nodiscard]] std::vector<asked_leaf> asked_leaves(const condition& circuit, const branch_choice& branches,
                                                   const leaf_choice& speaks_of);

} // namespace canreach::graph::detail
