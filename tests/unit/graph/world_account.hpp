/// The graph of a world file, asked by the names that the file uses.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/access_graph.hpp"
#include "graph/operations.hpp"
#include "simulator/world.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::graph {

struct world_account {
    explicit world_account(std::string_view text) : world_account(simulator::parse_world(text).value()) {}
    explicit world_account(simulator::world made)
        : world(std::move(made)), source(support::memory_source::from(world.facts, world.gaps).value()),
          graph(access_graph::build(source).value()) {}

    node_id id(const std::string& name) const { return source.id_of(world.keys.at(name)); }
    std::string name(node_id node) const { return simulator::world_id_of(world, source.key_of(node)); }
    request asks(std::string_view word, mode how = mode::effective) const {
        request what;
        what.how = how;
        for (const auto& entry : action_words(source.privileges()))
            if (entry.spelling == word) what.actions = {meaning_of(entry, how)};
        if (!what.actions.empty()) return what;
        ADD_FAILURE() << "no action is called " << word;
        return {};
    }
    verdict can(const std::string& who, std::string_view word, const std::string& on,
                mode how = mode::effective) const {
        return graph.can(id(who), asks(word, how), id(on)).how;
    }

    simulator::world world;
    support::memory_source source;
    access_graph graph;
};

/// A world with everybody in workspace prod, what a test adds, and what of it was not read.
struct small_account : world_account {
    explicit small_account(const std::string& more, const std::vector<coverage_gap>& gaps = {})
        : world_account(unread_of(
              simulator::parse_world(R"({"assign": [["group:account users", "ws:prod", "USER"]], )" + more + "}")
                  .value(),
              gaps)) {}

private:
    static simulator::world unread_of(simulator::world made, const std::vector<coverage_gap>& gaps) {
        for (auto gap : gaps) {
            gap.about = made.keys.at(gap.about.id);
            made.gaps.push_back(std::move(gap));
        }
        return made;
    }
};

/// A gap of the node of that name.
inline coverage_gap unread(const std::string& about, node_part part, const std::string& family = "x") {
    return {{node_kind::other, {}, about}, part, outcome::refused, family, "403"};
}

} // namespace canreach::graph
