/// What a correct crawl of the simulated account must find, as facts in the words of docs/facts.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/fact.hpp"
#include "model/ledger.hpp"
#include "simulator/account.hpp"

namespace canreach::simulator {

/// Visits every fact once, nodes of a kind before the edges that need them, always in the same order. Parts that the
/// server refuses or that are out of reach (an isolated catalog bound nowhere, a metastore without a running
/// workspace, see `readers_of`) are left out, as a crawl must leave them out.
void visit_truth(const account& from, const std::function<void(const fact&)>& visit);
[[nodiscard]] std::vector<fact> truth_of(const account& from);

/// The parts that a crawl cannot read although the calm server answers: refused lists, objects that vanish.
/// `family` is the task's family of docs/facts.md.
[[nodiscard]] std::vector<coverage_gap> gaps_of(const account& from);

/// One line that says all a fact says; two facts are equal exactly if their lines are.
[[nodiscard]] std::string text_of(const fact& what);
/// A hash over all facts of the truth, order included: equal for the same seed on every platform.
[[nodiscard]] std::uint64_t hash_of_truth(const account& from);

} // namespace canreach::simulator
