/// Hops in words: what is gained, and by what.
#pragma once

#include <string>

#include "graph/access_graph.hpp"
#include "query/detail/describer.hpp"
#include "query/detail/wording.hpp"

namespace canreach::query::detail {

class hop_wording {
public:
    hop_wording(const graph::access_graph& facts, const privilege_dictionary& privileges, describer& words)
        : facts_(facts), words_(words), say_(facts, privileges, words) {}

    /// `become service principal etl`, `grant itself SELECT on table main.sales.orders`.
    [[nodiscard]] std::string gains(const graph::hop& what);
    /// `edits notebook /Prod/etl/load, which job nightly runs as etl`.
    [[nodiscard]] std::string by(const graph::hop& what);
    /// `CAN_EDIT on notebook /Prod/etl/load from joe`: a stored fact as something to take away.
    [[nodiscard]] std::string removal(const graph::witness_step& fact);
    [[nodiscard]] static std::string class_of(const graph::hop& what);

private:
    /// `joe owns schema main.sales`: the facts of a hop, each with the memberships that lead to it.
    [[nodiscard]] std::string facts_of(const graph::hop& what);
    [[nodiscard]] std::string object_hop(const graph::hop& what);
    /// What it grants to itself, and which filters it drops.
    [[nodiscard]] std::string grants(const graph::hop& what);
    /// Groups that it joins, or puts another into: what is gained, and by what.
    [[nodiscard]] std::string joins(const graph::hop& what);
    [[nodiscard]] std::string manages_joined(const graph::hop& what);
    /// Ways round a check, and locations made for one: what is gained, and by what.
    [[nodiscard]] std::string goes_round(const graph::hop& what);
    [[nodiscard]] std::string by_detour(const graph::hop& what);

    const graph::access_graph& facts_;
    describer& words_;
    wording say_;
};

} // namespace canreach::query::detail
