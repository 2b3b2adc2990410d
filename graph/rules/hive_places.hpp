/// Hive tables in places of Unity Catalog (rule S5): LOCATED_IN, derived when the graph is built.
#pragma once

#include <vector>

#include "graph/node_table.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"

namespace canreach::graph {

/// For every Hive table whose files lie in a volume, or else in one external location: the link to it. None where a
/// table or model of Unity Catalog covers the files (S1), where locations overlap (S2), and in managed storage (S6).
/// Reads no attribute where there is no Hive table. O(urls · log Hive tables).
[[nodiscard]] result<std::vector<source_link>> hive_tables_in_places(fact_source& source, const node_table& nodes);

} // namespace canreach::graph
