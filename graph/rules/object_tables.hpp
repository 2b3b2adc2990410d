/// What the rules for workspace objects need beside access control lists, made when the graph is built: folders that
/// belong to somebody by themselves (W4), dashboards and apps that people outside the workspace may reach (W7).
#pragma once

#include <span>
#include <vector>

#include "graph/node_table.hpp"
#include "graph/rules/tenancy.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// Immutable.
class object_tables {
public:
    object_tables() = default;
    object_tables(const node_table& nodes, const tenancy& where, std::span<const source_link> links,
                  std::span<const source_home> homes);

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

private:
    std::vector<given_folder> given_;
    std::vector<node_id> published_; ///< ascending
    std::vector<node_id> outside_;
};

} // namespace canreach::graph
