/// Putting a circuit to one principal, or to all of them at once (access-model §6.4, §6.10).
#pragma once

#include <span>
#include <vector>

#include "graph/rules/condition.hpp"
#include "graph/rules/identity.hpp"
#include "graph/rules/tenancy.hpp"
#include "graph/subject_set.hpp"
#include "graph/truth.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// Identities and workspaces as they are after acts of one's own (access-model §2.12). Both are numbered as those of
/// the account, and outlive the situation.
struct situation {
    const identity* who = nullptr;
    const tenancy* where = nullptr;
    const witness_step* without = nullptr; ///< a grant or ownership that is thought away
};

/// Which identities count as grantees and owners, beside the principal itself, account groups and `account users`.
///
/// In Unity Catalog: no group of a workspace (`plain`), or the built-in groups of one workspace, or of any where no
/// workspace is asked (M5). In the Hive metastore and the objects of a workspace: its local and its built-in groups
/// (M4–M6); in object ACLs an account group only if the group itself has access to the workspace (M6).
struct scene {
    enum class form : std::uint8_t { plain, one, every, local, local_acl };
    form what = form::plain;
    workspace_no workspace = tenancy::no_workspace;
    const situation* after = nullptr; ///< what the account is like, if not as stored

    [[nodiscard]] static scene plain() { return {}; }
    [[nodiscard]] static scene in(workspace_no w) { return {form::one, w}; }
    [[nodiscard]] static scene every() { return {form::every, tenancy::no_workspace}; }
    /// The same in another situation.
    [[nodiscard]] scene in(const situation& changed) const { return {what, workspace, &changed}; }
    /// Everything of one workspace counts: Hive, and object ACLs under `unassigned_groups = carry`.
    [[nodiscard]] static scene local(workspace_no w) { return {form::local, w}; }
    /// The same, account groups without access to the workspace aside: object ACLs.
    [[nodiscard]] static scene local_acl(workspace_no w) { return {form::local_acl, w}; }

    [[nodiscard]] bool within_workspace() const noexcept { return what == form::local || what == form::local_acl; }
};

/// The identities and workspaces that count in the scene.
[[nodiscard]] const identity& identities_in(const detail::account& in, scene where) noexcept;
[[nodiscard]] const tenancy& workspaces_in(const detail::account& in, scene where) noexcept;

/// Whether `who` carries `grantee` (M2–M6).
[[nodiscard]] truth carries(const detail::account& in, const identity::carried& who, node_id grantee, scene where);

/// O(grants on the nodes of the circuit).
[[nodiscard]] truth holds(const detail::account& in, const condition& circuit, const identity::carried& who,
                          scene where);

/// Whether nobody meets the circuit, from wherever and after whatever acts: it asks for what is not there on the
/// resource, or for a view to work that does not (V1). O(leaves).
[[nodiscard]] bool out_of_question(const detail::account& in, const condition& circuit);

/// Whether a node has so many rows that looking up each identity of a principal among them is less work.
[[nodiscard]] bool many_for(const identity::carried& who, std::size_t rows) noexcept;
/// Whether the grants of a supply can be looked up by identity, and that is less work than looking at each: nobody but
/// account identities and the built-in groups of one workspace counts, and all of them are known.
[[nodiscard]] bool found_by_identity(const detail::account& in, const supply& from, const identity::carried& who,
                                     scene where);

/// O(grants on the nodes of the circuit + words of a few sets).
[[nodiscard]] subject_set holders(const detail::account& in, const condition& circuit, scene where);

/// Everyone who carries one of `grantees`, as `carries` says it. O(words of a few sets).
[[nodiscard]] subject_set carriers_of(const detail::account& in, std::span<const node_id> grantees, scene where);

/// Everyone who carries one of those that the facts of a leaf name: grantees, owners, or whom they deny.
[[nodiscard]] subject_set suppliers_of(const detail::account& in, const condition& leaf, scene where);

/// Workspaces whose built-in groups occur among the facts of the circuit, ascending: scenes that may differ from the
/// plain one.
[[nodiscard]] std::vector<workspace_no> scenes_of(const detail::account& in, const condition& circuit);

} // namespace canreach::graph
