/// Ways round a check (rules E13, E15, E24, E25 and S5 as a hop, class BYPASS), and a location made over a free path
/// (E20): the data of a thing by a way on which the thing itself is not asked.
///
/// A way serves reading, or writing, of data alone; it gives no grants and no identity. It is told as a request on
/// something else, put to whoever may have done acts before (rules/control.hpp), so it is the last hop of a chain.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "graph/answers.hpp"
#include "graph/link_table.hpp"
#include "graph/node_table.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/control.hpp"
#include "graph/rules/enforcement.hpp"
#include "graph/rules/hive_places.hpp"
#include "graph/rules/tenancy.hpp"
#include "graph/subject_set.hpp"
#include "graph/truth.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// What the ways are made of, found when the graph is built. Immutable.
class detour_facts {
public:
    detour_facts() = default;
    detour_facts(const node_table& nodes, const tenancy& where, const link_table& links, hive_files files,
                 std::vector<std::pair<node_id, truth>> policies);

    /// LOCATED_IN of a Hive table; none or one.
    [[nodiscard]] std::span<const source_link> places_of(node_id table) const noexcept;
    /// Credentials that reach the free files of a Hive table.
    [[nodiscard]] std::span<const source_link> credentials_of(node_id table) const noexcept;
    /// Whether Unity Catalog governs the files of a Hive table, so that ANY FILE does not open them (H7).
    [[nodiscard]] bool governed(node_id table) const noexcept;
    /// HOLDS: cloud identities that read the thing, by annotation.
    [[nodiscard]] std::span<const source_link> readers_of(node_id thing) const noexcept;
    /// PROFILE: clusters that run as the cloud identity, and principals that it is assigned to.
    [[nodiscard]] std::span<const source_link> users_of(node_id identity) const noexcept;
    /// ANY FILE of a workspace; `no_node` if it is not among the facts.
    [[nodiscard]] node_id any_file_of(workspace_no w) const noexcept { return any_files_[w]; }
    /// Whether a cluster that enforces nothing can be made under the cluster policy; ascending, of all workspaces.
    [[nodiscard]] std::span<const std::pair<node_id, truth>> policies() const noexcept { return policies_; }
    /// Whether anything here is about this very thing.
    [[nodiscard]] bool concern(node_id thing) const noexcept;

private:
    hive_files files_;
    std::vector<source_link> readers_; ///< by what is read
    std::vector<source_link> users_;   ///< by identity
    std::vector<node_id> any_files_;   ///< by workspace
    std::vector<std::pair<node_id, truth>> policies_;
};

/// One way.
struct detour {
    std::string_view before;         ///< rule of the hop before the last (E25, E20); empty: there is none
    std::string_view rule;           ///< rule of the last hop
    request needs;                   ///< mode effective, asked of `through`
    node_id through = no_node;       ///< a cluster, cluster policy, workspace, location, volume, credential or ANY FILE
    node_id behind = no_node;        ///< E15: the cloud identity
    std::optional<condition> also{}; ///< asked besides, in the workspace of `through`
    truth leads = truth::yes();      ///< whether it leads to the data at all

    [[nodiscard]] unsigned hops() const noexcept { return before.empty() ? 1 : 2; }
};

/// Ways to the data of `resource` that serve the request, those past table access control aside. Of `what` actions,
/// workspaces, profile and compute count.
[[nodiscard]] std::vector<detour> detours_to(const detail::account& in, const request& what, node_id resource);

/// Whether data of the Hive metastore is what is asked for, so that the ways past its access control serve, and how
/// surely; and in which workspace.
struct hive_data {
    workspace_no workspace = tenancy::no_workspace; ///< none: they do not serve
    truth leads = truth::no();
};
[[nodiscard]] hive_data hive_data_asked(const detail::account& in, const request& what, node_id resource);
/// Ways past table access control in a workspace (E13, E25). O(clusters and policies of the workspace).
[[nodiscard]] std::vector<detour> past_table_acls(const detail::account& in, workspace_no w,
                                                  const rule_profile& profile);

/// Whether some set of acts may matter for what is asked of a node.
[[nodiscard]] bool may_matter(const detail::account& in, acts done, node_id node);
/// Whoever can take the way once the acts are done.
[[nodiscard]] subject_set takers(const detail::account& in, const detour& way, const preparation& by);
/// Where `also` of a way is asked.
[[nodiscard]] scene scene_of(const detail::account& in, const detour& way);

} // namespace canreach::graph
