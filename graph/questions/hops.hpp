/// Chains of hops, rebuilt from the levels of a search: nothing is kept while searching (access-model §6.7).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "graph/answers.hpp"
#include "graph/questions/pursuit.hpp"

namespace canreach::graph::detail {

struct account;

/// Shortest chains, at most `limit`; none if `who` does not surely reach the goal. Identities in the order of their
/// numbers; of one identity the first way to become it.
[[nodiscard]] std::vector<chain> shortest_chains(const account& in, const pursuit& goal, principal_no who,
                                                 std::size_t limit);
[[nodiscard]] chain first_chain(const account& in, const pursuit& goal, principal_no who);
/// The rules that its hops rest on.
[[nodiscard]] std::vector<std::string> rules_of(const chain& what);

/// The hops by which `actor` becomes `to` in exactly `hops` hops, its own acts before; empty if it cannot.
[[nodiscard]] std::vector<hop> hops_to_become(const account& in, const escalation& edges, principal_no actor,
                                              principal_no to, unsigned hops);

} // namespace canreach::graph::detail
