/// Ways to act with another identity's rights (rules E7–E12, E19, class BECOME), as hyperedges: who can take a way is
/// one set of principals, whom it leads to is one identity, or for workspace admins everybody in the workspace
/// (access-model §6.7). Pairs are never listed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "graph/answers.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/control.hpp"
#include "graph/rules/identity.hpp"
#include "graph/rules/tenancy.hpp"
#include "graph/subject_set.hpp"
#include "graph/truth.hpp"
#include "model/acl_levels.hpp"
#include "model/fact.hpp"
#include "model/kinds.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// One row of the table of ways through objects: an ability on a thing of `kind` leads to what its link names.
struct become_rule {
    std::string_view rule; ///< E8, …
    node_kind kind;        ///< what the ability is on
    ability needs;
    link_type leads;       ///< the link to the identity
    bool code = false;     ///< the link leads from what uses the thing (E9)
    std::string_view done; ///< in words
};
[[nodiscard]] std::span<const become_rule> become_rules() noexcept;

/// One hyperedge.
struct become_way {
    principal_no to = identity::no_principal;
    const become_rule* by = nullptr; ///< of `become_rules`
    node_id through = no_node;       ///< what the ability is on; the service principal itself
    node_id runs = no_node;          ///< E9: the job or pipeline that uses it
    friend auto operator<=>(const become_way&, const become_way&) = default;
};

/// All hyperedges of the account but those of workspace admins, ascending by identity. O(links).
[[nodiscard]] std::vector<become_way> ways_to_become(const detail::account& in, std::span<const source_link> links);

/// What taking the way asks, workspaces in common (E7) aside.
[[nodiscard]] condition need_of(const detail::account& in, const become_way& way, const preparation& by);
/// Whether `who`, or which principals, can take it once the acts are done.
[[nodiscard]] truth can_take(const detail::account& in, const become_way& way, const identity::carried& who,
                             const preparation& by);
/// E7: a workspace that both surely have access to, for a way that asks for one.
[[nodiscard]] std::optional<workspace_no> shared_workspace(const detail::account& in, const become_way& way,
                                                           const identity::carried& who, const preparation& by);

/// What can be said of who takes the way: ways with the same words are taken by the same principals, whatever was done
/// before. Empty for ways that lead to each identity by something of its own (E7).
[[nodiscard]] std::vector<std::uint32_t> likeness_of(const detail::account& in, const become_way& way);

[[nodiscard]] subject_set takers(const detail::account& in, const become_way& way, const preparation& by);

/// Ways that a crawl did not see, since a listing of the workspace was not read completely (K1). Anybody inside may
/// hold what they ask for.
struct unseen_ways {
    bool to_users = false;              ///< through jobs (E8) and pipelines (E10)
    bool to_service_principals = false; ///< through those, and apps (E19)
    bool to_runners = false;            ///< through code of the jobs and pipelines that are known (E9)
};
[[nodiscard]] unseen_ways unseen_ways_in(const detail::account& in, workspace_no w);
/// Jobs and pipelines that run as nobody knows whom: whoever can take these ways may become anybody inside.
[[nodiscard]] std::vector<become_way> ways_to_nobody_known(const detail::account& in, workspace_no w);

/// Whether admins of the workspace may run things as its users, or as its service principals (A7, E11).
struct admin_reach {
    truth users;
    truth service_principals;
};
[[nodiscard]] admin_reach reach_of_admins(const detail::account& in, workspace_no w, const rule_profile& profile);

} // namespace canreach::graph
