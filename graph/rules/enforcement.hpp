/// Where table access control of the Hive metastore holds (rule H9): clusters by their modes, and cluster policies by
/// the modes they let one choose. SQL warehouses always enforce it.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/node_table.hpp"
#include "graph/truth.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// How a cluster treats those attached to it (H9, T7).
enum class cluster_mode : std::uint8_t {
    open,        ///< no isolation: enforces nothing, knows no Unity Catalog
    table_acl,   ///< legacy table access control: enforces Hive ACLs, knows no Unity Catalog
    standard,    ///< shared with isolation
    dedicated,   ///< of one user or group
    automatic,   ///< standard or dedicated, chosen by the platform
    passthrough, ///< legacy: files are read as the cloud identity of whoever is attached
    unseen,      ///< a word that is not known
};
/// By the platform's word; without one a cluster isolates nobody.
[[nodiscard]] cluster_mode cluster_mode_of(std::string_view word) noexcept;
/// Whether Hive ACLs hold on a cluster of this mode (H9).
[[nodiscard]] truth enforces_hive(cluster_mode mode) noexcept;

/// Facts of one account.
struct enforcement {
    std::vector<std::pair<node_id, cluster_mode>> clusters; ///< those that told something, ascending
    /// Whether a cluster that does not enforce can be made under a cluster policy; ascending. Of one that told nothing
    /// it is not known.
    std::vector<std::pair<node_id, truth>> policies;
};

/// Reads the attributes `data_security_mode` and `table_acls` (docs/facts.md). A Spark configuration that switches
/// table access control on counts whatever the mode.
[[nodiscard]] result<enforcement> read_enforcement(fact_source& source, const node_table& nodes);

} // namespace canreach::graph
