/// What the rules for workspace objects need beside access control lists, made when the graph is built: folders that
/// belong to somebody by themselves (W4), dashboards and apps that people outside the workspace may reach (W7), what
/// compute there is (T7).
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "graph/link_table.hpp"
#include "graph/node_table.hpp"
#include "graph/rules/enforcement.hpp"
#include "graph/rules/tenancy.hpp"
#include "graph/truth.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// Immutable.
class object_tables {
public:
    object_tables() = default;
    object_tables(const node_table& nodes, const tenancy& where, const link_table& links,
                  std::span<const source_home> homes, std::span<const cluster_told> clusters);

    /// Who has CAN_MANAGE on a folder without an entry in its list: of `/Shared` the group `users` of the workspace, of
    /// a home its user (W4). O(log homes).
    struct given_folder {
        node_id folder;
        node_id holder;
        friend auto operator<=>(const given_folder&, const given_folder&) = default;
    };
    [[nodiscard]] std::span<const given_folder> given_on(node_id folder) const noexcept;
    /// Ascending folders.
    [[nodiscard]] std::span<const given_folder> given() const noexcept { return given_; }

    /// Whether a dashboard is published with the data permission of its publisher.
    [[nodiscard]] bool published(node_id dashboard) const noexcept;
    /// Published dashboards and all apps, ascending.
    [[nodiscard]] std::span<const node_id> reached_from_outside() const noexcept { return outside_; }

    /// Warehouses and clusters.
    struct compute {
        node_id node;
        bool warehouse = false;
        cluster_mode mode = cluster_mode::open;
        node_id dedicated_to = no_node;        ///< a user, or a group
        runtime_age age = runtime_age::untold; ///< of a cluster

        /// Whether it is dedicated and of a runtime that checks views, filters and masks as the caller (V2).
        [[nodiscard]] truth checks_caller() const noexcept;
        /// Whether it knows no attribute-based filters and masks (V4).
        [[nodiscard]] truth knows_no_policies() const noexcept;
    };
    [[nodiscard]] std::span<const compute> compute_of(workspace_no w) const noexcept { return compute_[w]; }
    /// Whether a cluster isolates nobody, so that every level on it opens its logs (W1), if all that it tells was read;
    /// of a mode that is not known nobody knows. O(log clusters).
    [[nodiscard]] truth isolates_nobody(node_id cluster) const noexcept;

private:
    [[nodiscard]] cluster_told told_by(node_id cluster) const noexcept;

    std::vector<given_folder> given_;
    std::vector<node_id> published_; ///< ascending
    std::vector<node_id> outside_;
    std::vector<std::vector<compute>> compute_; ///< by workspace
    std::vector<cluster_told> clusters_;        ///< ascending
};

} // namespace canreach::graph
