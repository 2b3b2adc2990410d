/// Policies (rules U17, U18, V3, V4, M10): attribute-based grants and denials, row filters, column masks, access rules
/// of the account. Whom each names, and on what; what that means is up to the rules that ask.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "graph/adjacency.hpp"
#include "graph/answers.hpp"
#include "graph/node_table.hpp"
#include "graph/profile.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/coverage.hpp"
#include "graph/rules/evaluate.hpp"
#include "model/fact_source.hpp"

namespace canreach::graph {

/// Whether previews that give access count under a profile, and those that take it (§7, `betas`).
[[nodiscard]] constexpr bool gives(betas how) noexcept {
    return how == betas::on || how == betas::grants_only;
}
[[nodiscard]] constexpr bool takes(betas how) noexcept {
    return how == betas::on || how == betas::denials_only;
}

/// Immutable.
class policy_rules {
public:
    policy_rules() = default;
    policy_rules(std::vector<source_policy> policies, const node_table& nodes, const coverage& read);

    [[nodiscard]] std::size_t size() const noexcept { return policies_.size(); }
    [[nodiscard]] const source_policy& at(policy_index which) const noexcept { return policies_[which]; }
    /// Policies whose condition is true of a node, ascending.
    [[nodiscard]] std::span<const std::uint32_t> on(node_id object) const noexcept;
    /// Objects that any policy matches, ascending: what forward evaluation must look at one by one.
    [[nodiscard]] const std::vector<node_id>& objects() const noexcept { return objects_; }
    /// Access rules of the account that bar (M10).
    [[nodiscard]] const std::vector<policy_index>& access_rules() const noexcept { return access_rules_; }
    /// Whether policies of `node` itself were not all read.
    [[nodiscard]] bool unread_at(node_id node) const noexcept { return std::ranges::binary_search(unread_, node); }
    /// Nodes whose own policies were not all read, ascending.
    [[nodiscard]] const std::vector<node_id>& unread() const noexcept { return unread_; }
    /// Nodes at or above `node` whose policies were not all read; cheap where all were.
    [[nodiscard]] std::vector<node_id> unread_above(const node_table& nodes, node_id node) const;
    /// Nothing at all: no policy, and none unread.
    [[nodiscard]] bool none() const noexcept { return policies_.empty() && unread_.empty(); }

private:
    std::vector<source_policy> policies_;
    adjacency by_object_;
    std::vector<node_id> objects_;
    std::vector<policy_index> access_rules_;
    std::vector<node_id> unread_; ///< ascending
};

/// Whom a policy names: TO without EXCEPT.
[[nodiscard]] truth is_named(const detail::account& in, const source_policy& by, const identity::carried& who,
                             scene where);
[[nodiscard]] subject_set named_by(const detail::account& in, const source_policy& by, scene where);

/// Everybody in TO, or in EXCEPT.
[[nodiscard]] subject_set listed_by(const detail::account& in, const source_policy& by, scene where);
[[nodiscard]] subject_set excepted_by(const detail::account& in, const source_policy& by, scene where);

/// Leaves on policies, put to one principal or to all.
[[nodiscard]] truth passes(const detail::account& in, const condition& leaf, const identity::carried& who, scene where);
[[nodiscard]] subject_set passing(const detail::account& in, const condition& leaf, scene where);

/// `held`, or what GRANT policies give of `bits` on the resource itself (U17).
[[nodiscard]] condition or_given(const detail::account& in, node_id resource, mask bits, condition held,
                                 const rule_profile& profile);
/// The same, unless a DENY policy takes one of `bits` (U18).
[[nodiscard]] condition with_policies(const detail::account& in, node_id resource, mask bits, condition held,
                                      const rule_profile& profile);
/// MANAGE by a GRANT policy on one of `path`; form `never` where there is none.
[[nodiscard]] condition managing_by_policy(const detail::account& in, std::span<const node_id> path,
                                           const rule_profile& profile);
/// Nothing denies managing access control on the resource (U18).
[[nodiscard]] condition not_denied(const detail::account& in, node_id resource, const rule_profile& profile);
/// At most one filter, and one mask a column (V4).
[[nodiscard]] condition not_blocked(const detail::account& in, node_id resource, const rule_profile& profile);
/// No filter or mask at all: what time travel, cloning and access by path ask (V3).
[[nodiscard]] condition not_filtered(const detail::account& in, node_id resource);

/// Whether a leaf rests on filters and masks, rather than on denials.
[[nodiscard]] bool on_filters(const detail::account& in, const condition& leaf);
/// Whether a filter or mask was set on the table by hand: then it is a property of the table, of the name of its
/// function, for everyone (V3). One that a policy of the table sets for everyone looks the same, and counts as such.
[[nodiscard]] bool set_by_hand(const detail::account& in, policy_index which);
/// One filter or mask on `resource` does not name the principal.
[[nodiscard]] condition without_filter(node_id resource, policy_index which, std::string_view rule);
/// What a leaf asks of policies that were not read.
[[nodiscard]] condition but_unread(const condition& leaf);

} // namespace canreach::graph
