/// A small account, written down as the parts of a world file, with what of it was not read.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/access_graph.hpp"
#include "graph/operations.hpp"
#include "simulator/world.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::graph {

/// A world with everybody in workspace prod, and what a test adds.
struct small_account {
    explicit small_account(const std::string& more, std::vector<coverage_gap> gaps = {})
        : world(simulator::parse_world(R"({"assign": [["group:account users", "ws:prod", "USER"]], )" + more + "}")
                    .value()) {
        for (auto& gap : gaps) {
            gap.about = world.keys.at(gap.about.id);
            world.gaps.push_back(gap);
        }
        source =
            std::make_unique<support::memory_source>(support::memory_source::from(world.facts, world.gaps).value());
        graph = std::make_unique<access_graph>(access_graph::build(*source).value());
    }
    node_id id(const std::string& name) const { return source->id_of(world.keys.at(name)); }
    request asks(std::string_view word, mode how = mode::effective) const {
        request what;
        what.how = how;
        for (const auto& entry : action_words(source->privileges()))
            if (entry.spelling == word) what.actions = {meaning_of(entry, how)};
        if (!what.actions.empty()) return what;
        ADD_FAILURE() << "no action is called " << word;
        return {};
    }
    verdict can(const std::string& who, std::string_view word, const std::string& on,
                mode how = mode::effective) const {
        return graph->can(id(who), asks(word, how), id(on)).how;
    }
    simulator::world world;
    std::unique_ptr<support::memory_source> source;
    std::unique_ptr<access_graph> graph;
};

/// A gap of the node of that name.
inline coverage_gap unread(const std::string& about, node_part part, const std::string& family = "x") {
    return {{node_kind::other, {}, about}, part, outcome::refused, family, "403"};
}

} // namespace canreach::graph
