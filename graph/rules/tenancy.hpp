/// Tenancy (rules T1–T6): who gets into which workspace, and what can be reached from there.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/adjacency.hpp"
#include "graph/grant_index.hpp"
#include "graph/node_table.hpp"
#include "graph/rules/coverage.hpp"
#include "graph/rules/identity.hpp"
#include "graph/subject_set.hpp"
#include "graph/truth.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"

namespace canreach::graph {

/// A workspace's dense number within one graph, ascending with its node id.
using workspace_no = std::uint32_t;

/// How far a workspace must let one through to a securable. Each includes the ones before it.
enum class reach : std::uint8_t {
    sees,  ///< T3: attached to its metastore
    read,  ///< T4: and may open the root it lies in
    write, ///< T5: and is not bound read-only, nor is the root read-only
};

/// Immutable.
class tenancy {
public:
    static constexpr workspace_no no_workspace = 0xFFFF'FFFFU;

    tenancy() = default;
    tenancy(const node_table& nodes, const identity& who, const grant_index& grants,
            std::span<const source_binding> bindings, const coverage& read);

    /// The same workspaces with access by other identities; `everywhere` administer each of them (rules E4, E5).
    [[nodiscard]] tenancy widened(const identity& who, const grant_index& grants, const subject_set& everywhere) const;

    [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }
    [[nodiscard]] node_id node_of(workspace_no w) const noexcept { return nodes_[w]; }
    [[nodiscard]] workspace_no find(node_id node) const noexcept;

    /// T1: assigned directly or through a group, or present in the workspace's own `users` or `admins`.
    [[nodiscard]] const subject_set& access(workspace_no w) const noexcept { return access_[w]; }
    /// The same of all workspaces, by number.
    [[nodiscard]] std::span<const subject_set> all_access() const noexcept { return access_; }
    /// T2.
    [[nodiscard]] const subject_set& admins(workspace_no w) const noexcept { return admins_[w]; }
    /// `admins` and `users` of the workspace, as far as the account names them.
    [[nodiscard]] std::span<const principal_no> built_in_groups(workspace_no w) const noexcept { return built_in_[w]; }
    /// Whether nobody knows all who are assigned to it.
    [[nodiscard]] bool assignments_unread(workspace_no w) const noexcept { return unread_[w] != 0; }

    /// A workspace that is, or may be, attached to a metastore (T3).
    struct door {
        workspace_no workspace;
        truth attached;
    };
    /// Ascending.
    [[nodiscard]] std::span<const door> doors_of(node_id metastore) const noexcept;
    /// Whether a workspace that the crawl never learned of may be attached to this metastore.
    [[nodiscard]] bool unseen_door(node_id metastore) const noexcept;
    /// Everyone with access to a workspace that sees the metastore.
    [[nodiscard]] const subject_set& access_to(node_id metastore) const noexcept;

    /// What the root's isolation and bindings let through (T4, T5), for a workspace that sees it. `root` is what lies
    /// directly in the metastore; `no_node` for the metastore itself.
    [[nodiscard]] truth lets_through(workspace_no w, node_id root, reach how) const noexcept;
    /// The same for a workspace that the crawl never learned of.
    [[nodiscard]] truth lets_unseen_through(node_id root, reach how) const noexcept;
    /// Whether the root lets every workspace through alike.
    [[nodiscard]] bool same_for_all(node_id root) const noexcept;

private:
    struct binding_row {
        node_id resource;
        workspace_no workspace;
        binding how;
        friend auto operator<=>(const binding_row&, const binding_row&) = default;
    };
    struct metastore_doors {
        node_id metastore;
        std::vector<door> doors;
        bool unseen = false;
        subject_set access;
    };
    void admit(const identity& who, const grant_index& grants);
    void attach(const identity& who, std::span<const source_binding> bindings);
    void open_doors(const identity& who);
    [[nodiscard]] const metastore_doors* of(node_id metastore) const noexcept;

    const node_table* table_ = nullptr;
    const coverage* read_ = nullptr;
    std::vector<node_id> nodes_;
    std::vector<subject_set> access_;
    std::vector<subject_set> admins_;
    std::vector<char> unread_; ///< whom a workspace is assigned to
    std::vector<std::vector<principal_no>> built_in_;
    std::vector<binding_row> bindings_;
    std::vector<metastore_doors> metastores_; ///< ascending
    subject_set nobody_;
};

} // namespace canreach::graph
