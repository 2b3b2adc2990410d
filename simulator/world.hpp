/// World files: the small accounts of `access-model-cases.json`, as facts.
///
/// A world is a JSON object with the keys members, assign, roles, attach, owners, grants, denies, acls, links, bind,
/// policies, paths, attrs, workspaces, not_crawled (access-model §0.3). Besides its attributes `attrs` may hold
/// `read_only`, `text` (what a view asks), `spark_version` and `table_acls`; a policy also `function` and `column`.
/// Node ids in it are readable stand-ins
/// (`user:alice`, `table:main.sales.orders`, `htable:prod:sales.orders`); they become platform-like ids that depend on
/// the set of names only, so the same world always gives the same facts.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"
#include "model/fact.hpp"
#include "model/ledger.hpp"

namespace canreach::simulator {

/// An account as a list of facts.
struct world {
    std::string account_id;
    std::vector<fact> facts;              ///< nodes first, parents before children; no duplicates
    std::vector<coverage_gap> gaps;       ///< `not_crawled`
    std::map<std::string, node_key> keys; ///< world id (`user:alice`) → the node's key
    /// A privilege that is none of those known: legal, since the platform has new ones, and often misspelt.
    struct unknown_word {
        std::string word, pointer;
        facet in = facet::unity;
    };
    std::vector<unknown_word> unknown{};
};

/// Reads a world. Nodes named anywhere in it exist, with all their containers; `extra_nodes` (world ids) exist besides.
/// Fails with `bad_input` naming the JSON pointer, what was seen and what was wanted.
[[nodiscard]] result<world> parse_world(std::string_view json_text, const std::vector<std::string>& extra_nodes = {});

/// The world id of a node by its key, e.g. for comparing answers: inverse of `world::keys`; empty if unknown.
[[nodiscard]] std::string world_id_of(const world& where, const node_key& key);

} // namespace canreach::simulator
