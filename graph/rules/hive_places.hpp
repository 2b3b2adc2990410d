/// Hive tables in places of Unity Catalog (rules S5, E20, E24), derived when the graph is built.
#pragma once

#include <vector>

#include "graph/node_table.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// What Unity Catalog has to do with the files of Hive tables.
struct hive_files {
    /// LOCATED_IN: of every table whose files lie in a volume, or else in one external location, the link to it. None
    /// where a table or model of Unity Catalog covers the files (S1), where locations overlap (S2), and in managed
    /// storage (S6).
    std::vector<source_link> located;
    /// Of every table whose files nothing covers: the credentials that reach them, so that a location may be made over
    /// them (S3, E20).
    std::vector<source_link> reachable;
    std::vector<node_id> governed; ///< tables whose files ANY FILE does not open (H7); ascending
};

/// Reads no attribute where there is no Hive table. O(urls · log Hive tables).
[[nodiscard]] result<hive_files> hive_tables_in_places(fact_source& source, const node_table& nodes);

} // namespace canreach::graph
