/// Hive tables in places of Unity Catalog (rules S5, E20, E24), derived when the graph is built.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "graph/node_table.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"
#include "model/storage_path.hpp"

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

/// Finds them among the `url` attributes of an account, which it takes in the order of nodes. O(urls · log Hive
/// tables).
class hive_place_finder {
public:
    static constexpr std::string_view name = "url"; ///< the attribute it asks for (docs/facts.md)

    /// `nodes` must outlive it.
    explicit hive_place_finder(const node_table& nodes);

    /// Takes one attribute; those of another name are passed over, and all of them where there is no Hive table.
    void take(const source_attribute& row);
    [[nodiscard]] hive_files found() &&;

private:
    /// A Hive table's files, and what of Unity Catalog covers them.
    struct hive_place {
        storage_path where;
        node_id table;
        std::vector<node_id> volumes;
        std::vector<node_id> locations;
        std::vector<node_id> credentials;
        bool shielded = false;
    };
    /// Something of Unity Catalog that has a place. The text lies among those of all, up to `end`.
    struct covering {
        node_id node;
        std::size_t end;
    };
    void take_hive_table(const source_attribute& row);
    void cover(node_id node, const storage_path& place);

    const node_table* nodes_;
    bool any_hive_;
    hive_files made_;
    std::vector<hive_place> tables_;
    std::vector<covering> others_; ///< in the order of nodes; Hive tables may come behind them
    std::string texts_;
};

} // namespace canreach::graph
