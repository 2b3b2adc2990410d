/// Which groups one may want to stay out of, so that what they are denied, or what they are excepted from, does not
/// hurt (access-model §2.12; rules H3, M10, U17, U18, V3, V4).
#pragma once

#include <vector>

#include "graph/bitset.hpp"
#include "graph/questions/plan.hpp"

namespace canreach::graph::detail {

struct account;

/// Sets of groups out of `joinable`, each once: if a request can be met by any choice of groups to join, it is met by
/// joining everything but one of these sets. The empty one is all there is where nothing is denied to any of them.
/// O(alternatives of the circuits × words), alternatives being at most `most_choices`.
[[nodiscard]] std::vector<bitset> sets_to_avoid(const account& in, const plan& asked, const bitset& joinable);

/// The same for what asks nothing but to be let do anything at all (M10).
[[nodiscard]] std::vector<bitset> sets_to_avoid(const account& in, const rule_profile& profile, const bitset& joinable);

/// So many sets are looked at. Each denial that stands in another alternative of a circuit may double them; circuits of
/// the rules have some four.
inline constexpr std::size_t most_choices = 256;

} // namespace canreach::graph::detail
