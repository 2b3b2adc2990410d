/// Trees with names to trees with ids.
#pragma once

#include "graph/access_graph.hpp"
#include "model/catalog.hpp"
#include "query/ast.hpp"
#include "query/bound.hpp"
#include "query/diagnostic.hpp"
#include "query/vocabulary.hpp"

namespace canreach::query {

/// Resolves every name through `names`, every verb through `words`, every column of the clauses; refuses what the rules
/// of this version do not answer (`errc::unsupported`). The tree must have been parsed with the same vocabulary.
[[nodiscard]] answer<bound::statement> bind(const ast::statement& tree, catalog& names,
                                            const graph::access_graph& facts, const vocabulary& words);

} // namespace canreach::query
