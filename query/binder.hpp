/// Trees with names to trees with ids.
#pragma once

#include "query/ast.hpp"
#include "query/bound.hpp"
#include "query/diagnostic.hpp"
#include "query/history.hpp"
#include "query/vocabulary.hpp"

namespace canreach::query {

/// Resolves every name in `account`, every verb through `words`, every column of the clauses; refuses what the rules of
/// this version do not answer (`errc::unsupported`). `words` are those of that account. What DIFF compares is opened
/// from `past`, and asked there.
[[nodiscard]] answer<bound::statement> bind(const ast::statement& tree, const opened_snapshot& account,
                                            const vocabulary& words, history& past);
/// The same of what is asked of one account as it is; `AS OF` another moment than the latest is an error.
[[nodiscard]] answer<bound::statement> bind(const ast::statement& tree, catalog& names,
                                            const graph::access_graph& facts, const vocabulary& words);

} // namespace canreach::query
