/// Views (rule V1): a view works as long as its owner can read what it reads.
///
/// Decided when first asked for, bases first, and remembered; views in a circle work for nobody. The answer differs
/// between workspaces only where a built-in group of a workspace holds or owns something on the way (M5); those
/// exceptions are kept apart.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>
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

/// Const members may be called from many threads.
class view_rules {
public:
    view_rules();
    /// All strata before this one must be complete when the first view is asked for; the account outlives the rules.
    /// `reads`: what views read, see `reads_of`.
    view_rules(const detail::account& in, adjacency reads);
    view_rules(view_rules&&) noexcept;
    view_rules& operator=(view_rules&&) noexcept;
    ~view_rules();

    /// READS of views of Unity Catalog and Hive (H11), by node id.
    [[nodiscard]] static adjacency reads_of(const node_table& nodes, std::span<const source_link> links);

    /// What a view reads; empty for anything else.
    [[nodiscard]] std::span<const std::uint32_t> bases_of(node_id view) const noexcept { return reads_.of(view.value); }
    /// Whether the view works, as seen from a workspace; `no_workspace`: from one without exceptions. The first time in
    /// O(views below × bases × depth).
    [[nodiscard]] truth works(node_id view, workspace_no from) const;
    /// The same where all workspaces agree; empty where there are exceptions.
    [[nodiscard]] std::optional<truth> works_alike(node_id view) const;
    /// Workspaces with an exception.
    void add_aliases(node_id view, std::vector<workspace_no>& into) const;

private:
    struct decision {
        truth plain = truth::no();
        std::map<workspace_no, truth> exceptions;

        [[nodiscard]] truth from(workspace_no w) const;
    };
    struct decisions {
        std::mutex busy;
        std::unordered_map<node_id, decision> made; ///< guarded by `busy`; what is there stays as it is
        std::once_flag listed;
        std::vector<std::atomic<std::uint8_t>> alike; ///< by node, what `works_alike` told; lists ask for every view
    };
    /// Decides a view and all below it that are not decided yet.
    [[nodiscard]] const decision& decided(node_id view) const;
    [[nodiscard]] decision decide(node_id view) const;
    [[nodiscard]] truth works_by_owner(node_id view, workspace_no from) const;
    [[nodiscard]] bool is_view(node_id node) const noexcept;

    const detail::account* in_ = nullptr;
    adjacency reads_;
    std::unique_ptr<decisions> known_;
};

} // namespace canreach::graph
