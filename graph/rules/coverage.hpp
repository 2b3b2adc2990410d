/// What was not read, by node and part (rule K1).
///
/// Unread grants, members, assignments, bindings, attachments and definitions widen the upper bound of answers. Unread
/// children do not change whether a known principal reaches a known resource: those of the account may hide principals
/// (they concern WHO) and workspaces, those of containers hide resources (they concern WHAT).
#pragma once

#include <string_view>
#include <vector>

#include "graph/answers.hpp"
#include "graph/node_table.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"
#include "model/ledger.hpp"

namespace canreach::graph {

/// Immutable.
class coverage {
public:
    coverage() = default;
    coverage(std::vector<source_gap> gaps, const node_table& nodes);

    [[nodiscard]] const std::vector<source_gap>& gaps() const noexcept { return gaps_; }
    /// Whether this part of the node was not read completely. O(log gaps), O(1) if there are none.
    [[nodiscard]] bool missing(node_id about, node_part part) const noexcept;
    /// Adds the gaps of this part of the node.
    void collect(node_id about, node_part part, std::vector<gap_index>& into) const;
    /// All gaps of a node.
    [[nodiscard]] std::vector<gap_index> of(node_id about) const;

    /// Whether a gap of a workspace's children may hide objects. The listings are told apart by family; one without a
    /// family may be of groups that it keeps for itself, or of objects.
    [[nodiscard]] static bool hides_objects(const source_gap& gap) noexcept;
    /// Whether the groups that a workspace keeps for itself were not all listed.
    [[nodiscard]] bool groups_unlisted(node_id workspace) const noexcept;
    /// Whether a listing of what lies directly in the node, by family, was not read completely.
    [[nodiscard]] bool unlisted(node_id about, std::string_view family) const noexcept;
    /// Adds the gaps for which `unlisted` holds.
    void collect_unlisted(node_id about, std::string_view family, std::vector<gap_index>& into) const;
    void collect_unlisted_groups(node_id workspace, std::vector<gap_index>& into) const;

    /// Listings of the account that are incomplete: gaps of its children, told apart by family; a family that is
    /// unknown counts for all of them.
    [[nodiscard]] const std::vector<gap_index>& unlisted_users() const noexcept { return users_; }
    [[nodiscard]] const std::vector<gap_index>& unlisted_service_principals() const noexcept { return sps_; }
    [[nodiscard]] const std::vector<gap_index>& unlisted_groups() const noexcept { return groups_; }
    [[nodiscard]] const std::vector<gap_index>& unlisted_workspaces() const noexcept { return workspaces_; }
    [[nodiscard]] const std::vector<gap_index>& unlisted_metastores() const noexcept { return metastores_; }

private:
    struct entry {
        node_id about;
        node_part part;
        gap_index index;
        friend auto operator<=>(const entry&, const entry&) = default;
    };
    std::vector<source_gap> gaps_;
    std::vector<entry> sorted_;
    std::vector<gap_index> users_, sps_, groups_, workspaces_, metastores_;
};

} // namespace canreach::graph
