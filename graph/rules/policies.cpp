#include "graph/rules/policies.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {
namespace {

using detail::account;
using part_kind = missing_part::what;

condition policy_leaf(condition::form what, part_kind missing, node_id on, std::string_view rule, policy_test test) {
    condition made;
    made.what = what;
    made.part.kind = missing;
    made.part.on = on;
    made.part.rule = rule;
    if (missing == part_kind::exemption && !test.groups.empty()) made.part.policy = test.groups.front().front();
    made.test = std::make_shared<const policy_test>(std::move(test));
    return made;
}

condition both(condition::form what, condition first, condition second) {
    condition made;
    made.what = what;
    made.parts.push_back(std::move(first));
    made.parts.push_back(std::move(second));
    return made;
}

/// Policies of a type on a node that speak of one of `bits`, each a group of its own.
void add_groups(const account& in, node_id on, policy_type type, mask bits,
                std::vector<std::vector<policy_index>>& into) {
    for (const auto which : in.policies.on(on)) {
        const auto& one = in.policies.at(which);
        if (one.type == type && one.privileges.intersects(bits)) into.push_back({which});
    }
}

bool shapes_reading(policy_type type) {
    return type == policy_type::row_filter || type == policy_type::column_mask;
}

/// Whether anybody in a list is carried.
truth carries_one(const account& in, const std::vector<node_id>& list, const identity::carried& who, scene where) {
    auto found = truth::no();
    for (const auto one : list) {
        found |= carries(in, who, one, where);
        if (found.surely) break;
    }
    return found;
}

/// Where no workspace is asked for (GRANTED), what takes away in some workspaces only takes nothing away.
scene taking_away(scene where) {
    auto made = where;
    if (made.what == scene::form::every) made.what = scene::form::plain;
    return made;
}
scene naming(const source_policy& by, scene where) {
    return by.type == policy_type::grant ? where : taking_away(where);
}
scene excepting(const source_policy& by, scene where) {
    return by.type == policy_type::grant ? taking_away(where) : where;
}

/// Whether a leaf's verdict is turned round: it holds for those that its policies do not name.
bool excludes(const condition& leaf) {
    return leaf.what != condition::form::policy;
}

} // namespace

policy_rules::policy_rules(std::vector<source_policy> policies, const node_table& nodes, const coverage& read)
    : policies_(std::move(policies)) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
    for (policy_index i = 0; i < policies_.size(); ++i) {
        for (const auto object : policies_[i].matches) edges.emplace_back(object.value, i);
        if (policies_[i].type == policy_type::deny && nodes.kind[policies_[i].on.value] == node_kind::account)
            access_rules_.push_back(i);
    }
    if (!edges.empty()) by_object_ = adjacency(nodes.size(), edges);
    for (const auto& [object, which] : edges) objects_.push_back(node_id{object});
    std::ranges::sort(objects_);
    const auto repeated = std::ranges::unique(objects_);
    objects_.erase(repeated.begin(), repeated.end());
    for (const auto& gap : read.gaps())
        if (gap.part == node_part::policies) unread_.push_back(gap.about);
    std::ranges::sort(unread_);
}

std::span<const std::uint32_t> policy_rules::on(node_id object) const noexcept {
    return objects_.empty() ? std::span<const std::uint32_t>{} : by_object_.of(object.value);
}

std::vector<node_id> policy_rules::unread_above(const node_table& nodes, node_id node) const {
    std::vector<node_id> found;
    if (unread_.empty()) return found;
    for (auto at = node; at != no_node && nodes.kind[at.value] != node_kind::account; at = nodes.parent[at.value])
        if (std::ranges::binary_search(unread_, at)) found.push_back(at);
    return found;
}

truth is_named(const account& in, const source_policy& by, const identity::carried& who, scene where) {
    const auto to = carries_one(in, by.to, who, naming(by, where));
    if (!to.maybe) return truth::no();
    const auto except = carries_one(in, by.except, who, excepting(by, where));
    return {to.surely && !except.maybe, to.maybe && !except.surely};
}

subject_set listed_by(const account& in, const source_policy& by, scene where) {
    return carriers_of(in, by.to, naming(by, where));
}

subject_set excepted_by(const account& in, const source_policy& by, scene where) {
    return carriers_of(in, by.except, excepting(by, where));
}

subject_set named_by(const account& in, const source_policy& by, scene where) {
    auto named = listed_by(in, by, where);
    if (!by.except.empty()) named -= excepted_by(in, by, where);
    return named;
}

truth passes(const account& in, const condition& leaf, const identity::carried& who, scene where) {
    auto once = truth::no();
    auto again = truth::no(); // named by policies of a second group
    for (const auto& group : leaf.test->groups) {
        auto named = truth::no();
        for (const auto which : group) named |= is_named(in, in.policies.at(which), who, where);
        again |= once & named;
        once |= named;
    }
    if (!leaf.test->unread.empty()) once |= truth::unknown();
    const auto found = leaf.what == condition::form::unblocked ? again : once;
    return excludes(leaf) ? truth{!found.maybe, !found.surely} : found;
}

subject_set passing(const account& in, const condition& leaf, scene where) {
    subject_set once(in.who.size());
    subject_set again(in.who.size());
    for (const auto& group : leaf.test->groups) {
        subject_set named(in.who.size());
        for (const auto which : group) named |= named_by(in, in.policies.at(which), where);
        auto twice = once;
        twice &= named;
        again |= twice;
        once |= named;
    }
    if (!leaf.test->unread.empty()) once.may_add(in.who.all());
    if (!excludes(leaf)) return once;
    subject_set rest(in.who.all());
    rest -= leaf.what == condition::form::unblocked ? again : once;
    return rest;
}

condition or_given(const account& in, node_id resource, mask bits, condition held, const rule_profile& profile) {
    if (in.policies.none() || !gives(profile.get<betas>())) return held;
    auto serving = bits;
    if (bits.intersects(all_expansion)) serving |= mask{privilege::all_privileges};
    policy_test given{{}, in.policies.unread_above(in.nodes, resource)};
    add_groups(in, resource, policy_type::grant, serving, given.groups);
    if (given.groups.empty() && given.unread.empty()) return held;
    auto leaf = policy_leaf(condition::form::policy, part_kind::privilege, resource, "U17", std::move(given));
    leaf.part.bit = held.part.bit;
    return both(condition::form::any, std::move(held), std::move(leaf));
}

condition with_policies(const account& in, node_id resource, mask bits, condition held, const rule_profile& profile) {
    if (in.policies.none()) return held;
    held = or_given(in, resource, bits, std::move(held), profile);
    if (!takes(profile.get<betas>())) return held;
    policy_test denied;
    add_groups(in, resource, policy_type::deny, bits, denied.groups);
    if (denied.groups.empty()) return held;
    return both(condition::form::all, std::move(held),
                policy_leaf(condition::form::exempt, part_kind::exemption, resource, "U18", std::move(denied)));
}

condition managing_by_policy(const account& in, std::span<const node_id> path, const rule_profile& profile) {
    condition none;
    none.what = condition::form::never;
    if (in.policies.none() || path.empty() || !gives(profile.get<betas>())) return none;
    policy_test given{{}, in.policies.unread_above(in.nodes, path.front())};
    for (const auto node : path) add_groups(in, node, policy_type::grant, mask{privilege::manage}, given.groups);
    if (given.groups.empty() && given.unread.empty()) return none;
    auto leaf = policy_leaf(condition::form::policy, part_kind::manage, path.front(), "U17", std::move(given));
    leaf.part.bit = static_cast<unsigned>(privilege::manage);
    return leaf;
}

condition not_denied(const account& in, node_id resource, const rule_profile& profile) {
    if (in.policies.none() || !takes(profile.get<betas>())) return {};
    policy_test denied{{}, in.policies.unread_above(in.nodes, resource)};
    add_groups(in, resource, policy_type::deny, mask{privilege::manage_access_control}, denied.groups);
    if (denied.groups.empty() && denied.unread.empty()) return {};
    return policy_leaf(condition::form::exempt, part_kind::exemption, resource, "U18", std::move(denied));
}

condition not_blocked(const account& in, node_id resource, const rule_profile& profile) {
    if (!takes(profile.get<betas>())) return {};
    // Of policies that share a function only one applies; one whose function is not known stands for itself.
    std::map<std::string, std::map<std::pair<node_id, policy_index>, std::vector<policy_index>>> shaped;
    for (const auto which : in.policies.on(resource)) {
        const auto& one = in.policies.at(which);
        if (!shapes_reading(one.type)) continue;
        const auto what = one.type == policy_type::row_filter ? std::string{} : "column " + one.column;
        shaped[what][{one.function, one.function == no_node ? which : 0}].push_back(which);
    }
    condition all;
    for (auto& [what, functions] : shaped) {
        // Masks of columns that were not told need not be of one column.
        if (functions.size() < 2 || what == "column ") continue;
        policy_test rivals;
        for (auto& [function, policies] : functions) rivals.groups.push_back(std::move(policies));
        all.parts.push_back(
            policy_leaf(condition::form::unblocked, part_kind::filters, resource, "V4", std::move(rivals)));
    }
    return all;
}

condition not_filtered(const account& in, node_id resource) {
    policy_test filters;
    for (const auto which : in.policies.on(resource))
        if (shapes_reading(in.policies.at(which).type)) filters.groups.push_back({which});
    if (filters.groups.empty()) return {};
    return policy_leaf(condition::form::exempt, part_kind::exemption, resource, "V3", std::move(filters));
}

bool on_filters(const account& in, const condition& leaf) {
    if (leaf.what == condition::form::unblocked) return true;
    return leaf.what == condition::form::exempt && !leaf.test->groups.empty() &&
           shapes_reading(in.policies.at(leaf.test->groups.front().front()).type);
}

condition without_filter(node_id resource, policy_index which, std::string_view rule) {
    policy_test one;
    one.groups.push_back({which});
    return policy_leaf(condition::form::exempt, part_kind::exemption, resource, rule, std::move(one));
}

condition but_unread(const condition& leaf) {
    auto made = leaf;
    made.test = std::make_shared<const policy_test>(policy_test{{}, leaf.test->unread});
    return made;
}

bool set_by_hand(const account& in, policy_index which) {
    const auto& one = in.policies.at(which);
    if (!shapes_reading(one.type) || in.nodes.kind[one.on.value] != node_kind::table || !one.except.empty())
        return false;
    if (one.to.size() != 1 || one.matches.size() != 1 || one.matches.front() != one.on) return false;
    return in.who.meaning_of(in.who.find(one.to.front())) == built_in::account_users;
}

} // namespace canreach::graph
