/// Views (rule V1): a view works as long as its owner can read what it reads.
///
/// Decided for all views when the graph is built, in topological order of READS; views in a circle work for nobody. The
/// answer differs between workspaces only where a built-in group of a workspace holds or owns something on the way
/// (M5); those exceptions are kept apart.
#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "graph/adjacency.hpp"
#include "graph/rules/tenancy.hpp"
#include "graph/truth.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// Immutable.
class view_rules {
public:
    view_rules() = default;
    /// All strata before this one must be complete. O(views × bases × depth).
    view_rules(const detail::account& in, std::span<const source_link> links);

    /// What a view reads; empty for anything else.
    [[nodiscard]] std::span<const std::uint32_t> bases_of(node_id view) const noexcept { return reads_.of(view.value); }
    /// Whether the view works, as seen from a workspace; `no_workspace`: from one without exceptions.
    [[nodiscard]] truth works(node_id view, workspace_no from) const noexcept;
    /// Whether a view's text looks at its reader (V7), as far as it was told; asked only where old compute is (V2).
    [[nodiscard]] bool looks_at_reader(node_id view) const noexcept;
    void set_looking_at_reader(std::vector<node_id> views);
    /// Workspaces with an exception.
    void add_aliases(node_id view, std::vector<workspace_no>& into) const;

private:
    [[nodiscard]] truth decide(const detail::account& in, node_id view, workspace_no from) const;

    adjacency reads_;
    std::vector<node_id> views_; ///< ascending
    std::vector<truth> works_;   ///< by position in `views_`
    std::map<std::pair<node_id, workspace_no>, truth> exceptions_;
    std::vector<node_id> looking_; ///< ascending
};

} // namespace canreach::graph
