/// An account as an immutable graph, and exact access over it (access-model §2, §6).
///
/// Resources are numbered in preorder, so that a container is an interval; memberships are closed over the condensation
/// of the group graph; every prerequisite is a pair of bitmaps (what surely holds, what may hold), the same object
/// where everything was read. Node ids outside are those of the account file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/answers.hpp"
#include "graph/paths.hpp"
#include "graph/teller.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"
#include "model/image_store.hpp"
#include "model/kinds.hpp"

namespace canreach::graph {
namespace detail {
struct facts;
}

/// Immutable once built; const members may be called from many threads.
class access_graph {
public:
    /// At most this many witnesses are listed per prerequisite.
    static constexpr std::size_t witness_limit = 64;

    /// O(nodes + edges). Fails only if the source does, or holds ids out of range (`damaged_file`). `told`: links that
    /// no crawl can see (docs/annotations.md).
    [[nodiscard]] static result<access_graph> build(fact_source& source, std::vector<source_link> told = {});

    /// The same out of the first of `images` that is sound and of the account with this digest: no row of the source is
    /// read but the ledger's gaps. Where there is none, it is built and put into the first of them that takes it.
    [[nodiscard]] static result<access_graph> open(fact_source& source, std::string_view digest,
                                                   std::span<image_store* const> images,
                                                   std::vector<source_link> told = {});
    access_graph(access_graph&&) noexcept;
    access_graph& operator=(access_graph&&) noexcept;
    ~access_graph();

    [[nodiscard]] std::size_t node_count() const noexcept;
    [[nodiscard]] node_kind kind_of(node_id node) const noexcept;
    [[nodiscard]] node_flags flags_of(node_id node) const noexcept;
    [[nodiscard]] node_id parent_of(node_id node) const noexcept; ///< `no_node` for roots
    /// The workspace or metastore that the node belongs to; `no_node` for account-wide ones.
    [[nodiscard]] node_id scope_of(node_id node) const noexcept;
    /// Of tables whether they are views, materialized ones too; Hive relations as far as the crawl told.
    [[nodiscard]] bool is_view(node_id node) const noexcept;
    [[nodiscard]] std::vector<node_id> owners_of(node_id resource) const;
    [[nodiscard]] std::vector<node_id> owned_by(node_id principal) const;       ///< by itself, ascending
    [[nodiscard]] std::vector<node_id> read_by_view(node_id view) const;        ///< as far as the crawl told, ascending
    [[nodiscard]] std::vector<node_id> children_of(node_id container) const;    ///< in tree order
    [[nodiscard]] std::vector<node_id> descendants_of(node_id container) const; ///< in tree order, without itself
    [[nodiscard]] std::vector<node_id> nodes_of_kind(node_kind kind) const;
    [[nodiscard]] const std::vector<source_gap>& gaps() const noexcept;
    /// Whether an annotations file told some of the links: what runs as, holds or reads what.
    [[nodiscard]] bool annotated() const noexcept;
    /// Policies, filters, masks and access rules, as crawled.
    [[nodiscard]] std::size_t policy_count() const noexcept;
    [[nodiscard]] const source_policy& policy(policy_index which) const noexcept;

    // --- access (rules M1–M8, T1–T6, U1–U15, V1, K1) ---------------------------------------------------------------
    [[nodiscard]] can_answer can(node_id principal, const request& what, node_id resource) const;
    /// What `can` says, without why: of a no, finding what is missing takes longer than the no.
    [[nodiscard]] decision decide(node_id principal, const request& what, node_id resource) const;
    /// Ids of the rules that the answer of `can` rests on, e.g. `U1`, `U7`, `T1`, in the order of access-model §2.
    [[nodiscard]] std::vector<std::string> rules_behind(node_id principal, const request& what, node_id resource) const;
    /// The workspaces of `can`, without its reasons.
    [[nodiscard]] std::vector<workspace_verdict> workspaces(node_id principal, const request& what,
                                                            node_id resource) const;
    /// Every principal of the given kinds (users and service principals as persons, groups as units) that can.
    [[nodiscard]] who_answer who(const request& what, node_id resource,
                                 std::span<const node_kind> principal_kinds) const;
    /// How many those are.
    [[nodiscard]] who_count count_who(const request& what, node_id resource,
                                      std::span<const node_kind> principal_kinds) const;
    /// Every resource of `kinds` (empty = all that the actions apply to) in or below `within` (`no_node` = everywhere).
    [[nodiscard]] what_answer what(node_id principal, const request& what, std::span<const node_kind> kinds,
                                   node_id within) const;
    /// The same with neighbours told together: what is answered alike takes no step for each row.
    [[nodiscard]] what_runs what_in_runs(node_id principal, const request& what, std::span<const node_kind> kinds,
                                         node_id within) const;
    /// How many those are.
    [[nodiscard]] what_count count_what(node_id principal, const request& what, std::span<const node_kind> kinds,
                                        node_id within) const;
    /// All actions (operations and privileges) that the principal has on one resource.
    [[nodiscard]] std::vector<std::pair<action, verdict>> actions_on(node_id principal, const request& how,
                                                                     node_id resource) const;
    /// What `actions_on` asks for, whoever the principal is, in its order.
    [[nodiscard]] std::vector<action> actions_known(mode how, node_id resource) const;
    /// For each of `resources` which of them is the first that it is like: `can`, `actions_on`, `via` and `workspaces`
    /// tell the same of both for this principal, in mode, workspaces and profile of `how`. May tell fewer
    /// alike than are. O(facts about the resources and what lies around them).
    [[nodiscard]] std::vector<std::uint32_t> alike(node_id principal, const request& how,
                                                   std::span<const node_id> resources) const;
    /// For asking about many resources.
    [[nodiscard]] teller teller_for(node_id principal, const request& what) const;
    [[nodiscard]] explanation explain(node_id principal, const request& what, node_id resource) const;
    [[nodiscard]] std::vector<via_item> via(node_id principal, const request& what, node_id resource) const;
    /// Which workspaces' rows of a system table, or of a view over one, a principal sees (R1–R4). Of `what` mode,
    /// workspaces and profile count.
    [[nodiscard]] rows_answer rows(node_id principal, const request& what, node_id resource) const;
    /// What decides access by path, one ruling a metastore (S1–S6). `managed`: the path lies in managed storage.
    [[nodiscard]] std::vector<path_ruling> rulings_on(std::span<const place_on_path> places, bool managed) const;
    /// The conditions of a request on a resource, whoever asks.
    [[nodiscard]] std::vector<requirement> prerequisites(const request& what, node_id resource) const;

    // --- indirect paths (rules E1–E25): `can`, `who` and `what` of mode escalatable are among the questions above
    /// Shortest chains for a request of mode escalatable, with the fact behind each hop.
    [[nodiscard]] chain_answer how(node_id principal, const request& what, node_id resource) const;
    /// Identities that the principal can act as, itself aside, nearest first. Of `how` profile and hops count.
    [[nodiscard]] std::vector<identity_row> identities_from(node_id principal, const request& how) const;
    /// A shortest chain of hops after which the principal acts as `identity`; empty if there is none.
    [[nodiscard]] std::vector<hop> hops_between(node_id principal, node_id identity, const request& how) const;

    /// Where the principal could catch credentials of another one that works there (class OBSERVE, rule E14).
    [[nodiscard]] std::vector<hop> observing(node_id principal, node_id identity) const;

    // --- membership and listings ------------------------------------------------------------------------------------
    /// Users and service principals of a group (`direct`: and groups), transitively unless `direct`; with gaps on the
    /// way.
    [[nodiscard]] who_answer members_of(node_id group, bool direct) const;
    /// Groups that carry the principal, by stored memberships and, unless `direct`, as one of `account users` (M3); not
    /// the built-in groups themselves.
    [[nodiscard]] who_answer groups_of(node_id principal, bool direct) const;
    /// Workspaces the principal has access to (T1) or, for `direct`, is assigned to itself.
    [[nodiscard]] workspaces_answer workspaces_of(node_id principal, bool direct) const;
    /// A shortest membership chain from `member` up to `group`, both included; empty if there is none.
    [[nodiscard]] std::vector<node_id> membership_chain(node_id member, node_id group) const;
    /// Stored grants, as crawled.
    [[nodiscard]] std::vector<source_grant> grants_on(node_id resource) const;
    [[nodiscard]] std::vector<source_grant> grants_to(node_id principal) const;
    /// Gaps that concern the node or what lies below it.
    [[nodiscard]] std::vector<gap_index> gaps_within(node_id node) const;

private:
    struct state;
    [[nodiscard]] static result<access_graph> derived(detail::facts known, fact_source& source,
                                                      std::vector<source_link> told);
    explicit access_graph(std::unique_ptr<const state> built) noexcept;
    std::unique_ptr<const state> state_;
};

} // namespace canreach::graph
