/// A random world as audits see an account.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "audit/dossier.hpp"
#include "audit/fact_diff.hpp"
#include "graph/access_graph.hpp"
#include "query/query.hpp"
#include "tests/support/fake_catalog.hpp"
#include "tests/support/memory_source.hpp"
#include "tests/support/random_world.hpp"

namespace canreach::property {

/// How many worlds an expensive property takes: `usual` unless CANREACH_WORLDS is set, then one of `share` of those.
inline std::uint64_t worlds_of(std::uint64_t usual, std::uint64_t share, std::uint64_t least = 1) {
    const char* text = std::getenv("CANREACH_WORLDS");
    return text == nullptr ? usual
                           : std::max(std::strtoull(text, nullptr, 10) / share, static_cast<unsigned long long>(least));
}

struct audited_world {
    explicit audited_world(const support::random_world& world)
        : source(support::memory_source::from(world.facts, world.gaps).value()),
          graph(graph::access_graph::build(source).value()), names(source, world.facts), language(names, graph) {}
    audited_world(const audited_world&) = delete;
    audited_world& operator=(const audited_world&) = delete;

    support::memory_source source;
    graph::access_graph graph;
    support::fake_catalog names;
    query::session language;

    [[nodiscard]] audit::account account() { return {names, graph, language}; }
    [[nodiscard]] audit::snapshot_view snapshot() { return {names, source}; }
};

} // namespace canreach::property
