/// Putting a circuit to one principal, or to all of them at once (access-model §6.4, §6.10).
#pragma once

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

/// Which built-in groups of workspaces count (M5): none, those of one workspace, or those of any (mode granted, where
/// no workspace is asked).
struct scene {
    enum class form : std::uint8_t { plain, one, every };
    form what = form::plain;
    workspace_no workspace = tenancy::no_workspace;

    [[nodiscard]] static scene plain() { return {}; }
    [[nodiscard]] static scene in(workspace_no w) { return {form::one, w}; }
    [[nodiscard]] static scene every() { return {form::every, tenancy::no_workspace}; }
};

/// Whether `who` carries `grantee` as far as Unity Catalog is concerned (M2, M3, M5, M6).
[[nodiscard]] truth carries(const detail::account& in, const identity::carried& who, node_id grantee, scene where);

/// O(grants on the nodes of the circuit).
[[nodiscard]] truth holds(const detail::account& in, const condition& circuit, const identity::carried& who,
                          scene where);

/// O(grants on the nodes of the circuit + words of a few sets).
[[nodiscard]] subject_set holders(const detail::account& in, const condition& circuit, scene where);

/// Workspaces whose built-in groups occur among the facts of the circuit, ascending: scenes that may differ from the
/// plain one.
[[nodiscard]] std::vector<workspace_no> scenes_of(const detail::account& in, const condition& circuit);

} // namespace canreach::graph
