/// What clusters enforce: table access control of the Hive metastore by their modes (rule H9), cluster policies by the
/// modes they let one choose, and views and filters of Unity Catalog by their runtimes (V2, V4). SQL warehouses always
/// enforce all of it, and are of the newest kind.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/node_table.hpp"
#include "graph/truth.hpp"
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

/// A cluster's runtime, as far as what it enforces goes (V2, V4).
enum class runtime_age : std::uint8_t {
    untold,  ///< no version, or one of an image of somebody's own
    to_15_3, ///< dedicated: views, filters and masks are checked as the caller
    to_16_3, ///< attribute-based filters and masks are not known
    later,
};
/// By the platform's word, such as `15.4.x-scala2.12`.
[[nodiscard]] runtime_age runtime_age_of(std::string_view version) noexcept;

/// A cluster that told something.
struct cluster_told {
    node_id node;
    cluster_mode mode = cluster_mode::open;
    runtime_age age = runtime_age::untold;
};

/// Whether it may be one that checks views, filters and masks as the caller (V2).
[[nodiscard]] bool may_check_caller(const cluster_told& cluster) noexcept;

/// Facts of one account.
struct enforcement {
    std::vector<cluster_told> clusters; ///< ascending
    /// Whether a cluster that does not enforce can be made under a cluster policy; ascending. Of one that told nothing
    /// it is not known.
    std::vector<std::pair<node_id, truth>> policies;
};

/// Reads what clusters and cluster policies tell. A Spark configuration that switches table access control on counts
/// whatever the mode.
class enforcement_reader {
public:
    /// The attributes it asks for (docs/facts.md).
    static constexpr std::array<std::string_view, 3> names{"data_security_mode", "spark_version", "table_acls"};

    /// Takes one of those; others are passed over.
    void take(const source_attribute& row);
    [[nodiscard]] enforcement made(const node_table& nodes) const;

private:
    struct told {
        std::string modes;
        runtime_age age = runtime_age::untold;
        bool table_acls = false;
    };
    /// Whether one of the modes, a list with commas, does not enforce.
    [[nodiscard]] static truth leaves_open(const told& policy);

    std::map<node_id, told> rows_;
};

} // namespace canreach::graph
