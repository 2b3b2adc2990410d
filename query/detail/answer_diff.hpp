/// One question at two moments: rows joined on the platform's ids, never on names or numbers of a file (access-model
/// §6.9).
#pragma once

#include <string_view>
#include <vector>

#include "graph/access_graph.hpp"
#include "query/detail/describer.hpp"
#include "query/detail/relation.hpp"

namespace canreach::query::detail {

/// The answer at one moment: rows of `relation`, their cells read column by column of its shape.
struct dated_answer {
    const graph::access_graph& facts;
    describer& words;
    relation answer;
    std::vector<std::vector<cell>> cells; ///< beside `answer.rows`; empty where the moment knows no such name
};

/// Rows that differ, with the cells of `shape_of_diff`. `change` is `added`, `removed` or `changed …` with the columns;
/// `not read` where a later gap may hide that nothing changed, `not read before` where an earlier one may. These two
/// are of verdict `unknown`. Rows that are equal, and those unknown at both moments, are left out.
[[nodiscard]] std::vector<row> compare(dated_answer& before, dated_answer& after, const table_shape& of);

} // namespace canreach::query::detail
