#include "graph/rules/control.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <utility>
#include <vector>

#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "graph/rules/bind.hpp"
#include "graph/rules/policies.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::graph {
namespace {

using detail::account;
using part_kind = missing_part::what;

constexpr std::array rules_of_acts{
    act_rule{act::join, "E5", "group.manager on the group, or on the account; the group can be edited",
             "adds itself to the group"},
    act_rule{act::assign, "E4", "account admin", "assigns itself to the workspace as its admin"},
    act_rule{act::rule_metastore, "E4", "account admin", "makes itself metastore admin"},
    act_rule{act::take_role, "E6", "servicePrincipal.manager on the service principal, or on the account",
             "gives itself the role servicePrincipal.user"},
    act_rule{act::bind, "E2", "ownership of, or MANAGE on, the isolated catalog, location or credential",
             "binds it to its workspace"},
    act_rule{act::grant, "E1", "ownership of, or MANAGE on, it or a container; metastore admin (E3)",
             "grants itself what is missing"},
};

condition any_of(std::vector<condition> parts) {
    condition made;
    made.what = condition::form::any;
    made.parts = std::move(parts);
    return made;
}

/// Whoever may do an operation on the node; nobody where there is no such operation.
condition control_by(const account& in, action operation, node_id node, const preparation& by) {
    request asked;
    asked.actions = {operation};
    asked.profile = by.profile;
    auto ways = bind(in, operation, asked, node);
    return ways.size() == 1 ? std::move(ways.front().need) : any_of({});
}

/// Whoever may change grants on the node (U6, U11, U18, H10).
condition control_of(const account& in, node_id node, const preparation& by) {
    static const auto granting = operation_named("GRANT");
    return control_by(in, granting, node, by);
}

/// Containers that bits on `node` may be granted on, from `node` upwards.
std::vector<node_id> grantable_on(const account& in, node_id node) {
    const auto family = family_of(in.nodes.kind[node.value]);
    std::vector<node_id> path;
    for (auto at = node; at != no_node && family_of(in.nodes.kind[at.value]) == family; at = in.nodes.parent[at.value])
        if (applies_to(operation_named("GRANT"), in.nodes.kind[at.value])) path.push_back(at);
    return path;
}

bool is_grantable(const condition& leaf, const account& in) {
    if (leaf.what != condition::form::supplied || leaf.part.on == no_node) return false;
    if (leaf.part.kind != part_kind::privilege && leaf.part.kind != part_kind::manage &&
        leaf.part.kind != part_kind::ownership)
        return false;
    // Supplies without a grant among them ask for ownership, which whoever manages may transfer to itself.
    const auto family = family_of(in.nodes.kind[leaf.part.on.value]);
    return family == kind_family::unity || family == kind_family::hive;
}

/// U19: this bit is granted by the owner of the catalog alone.
bool only_by_catalog_owner(const condition& leaf) {
    return leaf.part.kind == part_kind::privilege &&
           leaf.part.bit == static_cast<unsigned>(privilege::external_use_schema);
}

/// What a leaf is once acts gave what supplies it. Roles on the account are no matter of any workspace's own groups.
condition with_acts(const account& in, condition leaf, const preparation& by) {
    condition by_role = leaf;
    by_role.supplies.clear();
    by_role.account_only = true;
    const auto add = [&](node_id on, mask roles) {
        if (on != no_node) by_role.supplies.push_back({on, roles, false, facet::role});
    };
    for (const auto& from : leaf.supplies) {
        const auto kind = in.nodes.kind[from.on.value];
        if (by.done.has(act::rule_metastore) && from.owners && kind == node_kind::metastore)
            add(in.account_node, mask{role::account_admin});
        if (by.done.has(act::take_role) && from.in == facet::role && kind == node_kind::service_principal &&
            from.bits.has(role::service_principal_user)) {
            add(from.on, mask{role::service_principal_manager});
            add(in.account_node, mask{role::service_principal_manager, role::account_admin});
        }
    }
    if (by_role.supplies.empty()) return leaf;
    condition either;
    either.what = condition::form::any;
    either.parts.push_back(std::move(leaf));
    either.parts.push_back(std::move(by_role));
    return either;
}

/// Whether control would ask for an ownership or a MANAGE that `who` does not have; false for other ways.
bool beyond(const account& in, const condition& circuit, const preparation& by) {
    if (circuit.what == condition::form::any)
        return std::ranges::all_of(circuit.parts, [&](const condition& part) { return beyond(in, part, by); });
    if (circuit.what == condition::form::all)
        return std::ranges::any_of(circuit.parts, [&](const condition& part) { return beyond(in, part, by); });
    if (circuit.part.kind != part_kind::manage && circuit.part.kind != part_kind::ownership) return false;
    return !holds(in, circuit, *by.only_for, scene::every().in(by.now)).maybe;
}

/// The ways of control that `who` is part of the way along already.
condition within_reach(const account& in, condition circuit, const preparation& by) {
    if (by.only_for == nullptr || (circuit.what != condition::form::any && circuit.what != condition::form::all))
        return circuit;
    if (circuit.what == condition::form::any)
        std::erase_if(circuit.parts, [&](const condition& part) { return beyond(in, part, by); });
    for (auto& part : circuit.parts) part = within_reach(in, std::move(part), by);
    return circuit;
}

/// Only what is stored, the metastore aside: control is exercised with what one has (U11).
condition without_grants(const account& in, condition circuit, const preparation& by) {
    for (auto& part : circuit.parts) part = without_grants(in, std::move(part), by);
    return circuit.what == condition::form::supplied ? with_acts(in, std::move(circuit), by) : circuit;
}

/// A way to a part by control over something, marked by that part: so it can be told what is granted, and where.
condition way_to(const account& in, missing_part part, condition control, const preparation& by) {
    condition way;
    way.part = std::move(part);
    way.parts.push_back(within_reach(in, std::move(control), by));
    return way;
}

/// Whoever may take ownership of the node (E1), if it has any.
std::optional<condition> taking_of(const account& in, node_id node, const preparation& by) {
    static const auto taking = operation_named("SET OWNER");
    if (!applies_to(taking, in.nodes.kind[node.value])) return std::nullopt;
    return without_grants(in, control_by(in, taking, node, by), by);
}

/// Whether a policy may deny granting on the node (U18), which does not deny that it is taken. Where none does, those
/// who may take it may grant as well.
bool may_be_barred_from_granting(const account& in, node_id node, const preparation& by) {
    return family_of(in.nodes.kind[node.value]) == kind_family::unity &&
           not_denied(in, node, by.profile).what != condition::form::all;
}

/// A workspace that one is in, and that lets one change what lies in `root` (T5): acts that change a table need one.
/// Binding one's workspace to it is an act as well (E2).
condition from_where_it_is_written(const account& in, node_id root, const preparation& by) {
    const auto metastore = in.nodes.parent[root.value];
    const auto settled_as = [&](truth how) {
        condition leaf;
        leaf.what = condition::form::settled;
        leaf.part = {.kind = part_kind::writable_binding, .on = root, .rule = "T5"};
        leaf.given = how;
        return leaf;
    };
    const auto inside = [&](workspace_no w) {
        condition leaf;
        leaf.what = condition::form::workspace_access;
        leaf.part = {.kind = part_kind::workspace, .on = root, .workspace = in.where.node_of(w), .rule = "T1"};
        return leaf;
    };
    condition somewhere = any_of({}), anywhere = any_of({});
    for (const auto& [w, attached] : in.where.doors_of(metastore)) {
        const auto lets = attached & in.where.lets_through(w, root, reach::write);
        anywhere.parts.push_back(inside(w));
        if (!lets.maybe) continue;
        condition one;
        one.parts.push_back(inside(w));
        if (!lets.surely) one.parts.push_back(settled_as(lets));
        somewhere.parts.push_back(std::move(one));
    }
    if (in.where.unseen_door(metastore) && in.where.lets_unseen_through(root, reach::write).maybe)
        somewhere.parts.push_back(settled_as(truth::unknown()));
    auto open = opening(in, root, by);
    if (open && !in.nodes.flags[root.value].has(node_flag::read_only)) {
        condition bound;
        bound.parts.push_back(std::move(anywhere));
        bound.parts.push_back(*std::move(open));
        somewhere.parts.push_back(std::move(bound));
    }
    return somewhere;
}

/// Whether every workspace of its metastore lets one change what lies in `root`.
bool written_from_everywhere(const account& in, node_id root) {
    return root == no_node || (in.where.same_for_all(root) && !in.nodes.flags[root.value].has(node_flag::read_only));
}

/// Control over what a filter or mask was set on, where that is the resource itself or something around it (V3, E1).
/// Nobody drops policies that stand elsewhere.
condition dropping(const account& in, policy_index which, node_id resource, const preparation& by) {
    static const auto shaping = operation_named("CREATE POLICY"); // and DROP POLICY
    const auto on = in.policies.at(which).on;
    const auto path = in.path_of(resource);
    if (std::ranges::find(path, on) == path.end() || !applies_to(shaping, in.nodes.kind[on.value])) return any_of({});
    auto control = within_reach(in, without_grants(in, control_by(in, shaping, on, by), by), by);
    const auto root = in.root_of(on);
    if (!set_by_hand(in, which) || written_from_everywhere(in, root)) return control;
    condition both;
    both.parts.push_back(std::move(control));
    both.parts.push_back(from_where_it_is_written(in, root, by));
    return both;
}

/// None of the policies names the principal any more: each does not, or was dropped.
condition rid_of(const account& in, const condition& leaf, std::span<const policy_index> policies,
                 const preparation& by) {
    condition all;
    for (const auto which : policies)
        all.parts.push_back(
            any_of({without_filter(leaf.part.on, which, leaf.part.rule), dropping(in, which, leaf.part.on, by)}));
    return all;
}

/// A leaf that filters and masks stand behind, once those were dropped that one controls: of several that must not meet
/// (V4) one may stay.
condition after_dropping(const account& in, const condition& leaf, const preparation& by) {
    const auto& groups = leaf.test->groups;
    if (leaf.what == condition::form::exempt) {
        std::vector<policy_index> policies;
        for (const auto& group : groups) policies.insert(policies.end(), group.begin(), group.end());
        auto all = rid_of(in, leaf, policies, by);
        if (!leaf.test->unread.empty()) all.parts.push_back(but_unread(leaf));
        return all;
    }
    std::vector<condition> ways;
    for (std::size_t kept = 0; kept < groups.size(); ++kept) {
        condition others;
        for (std::size_t i = 0; i < groups.size(); ++i)
            if (i != kept) others.parts.push_back(rid_of(in, leaf, groups[i], by));
        ways.push_back(std::move(others));
    }
    return any_of(std::move(ways));
}

} // namespace

unsigned acts::hops() const noexcept {
    return static_cast<unsigned>(std::popcount(bits_));
}

std::span<const act_rule> act_rules() noexcept {
    return rules_of_acts;
}

condition prepared(const account& in, const condition& circuit, const preparation& by) {
    if (circuit.what == condition::form::all || circuit.what == condition::form::any) {
        auto made = circuit;
        for (auto& part : made.parts) part = prepared(in, part, by);
        return made;
    }
    auto leaf = without_grants(in, circuit, by);
    if (!by.done.has(act::grant)) return leaf;
    if (on_filters(in, circuit)) return any_of({std::move(leaf), after_dropping(in, circuit, by)});
    if (!is_grantable(circuit, in)) return leaf;
    const auto on = circuit.part.on;
    auto either = any_of({std::move(leaf)});
    const auto add_granting = [&](node_id node, condition control) {
        auto part = circuit.part;
        part.on = node;
        either.parts.push_back(way_to(in, std::move(part), std::move(control), by));
    };
    if (only_by_catalog_owner(circuit)) {
        // Whoever may make itself owner of the catalog is one of those.
        static const auto granting = operation_named("GRANT EXTERNAL USE SCHEMA");
        for (const auto node : grantable_on(in, on))
            if (applies_to(granting, in.nodes.kind[node.value]))
                add_granting(node, prepared(in, control_by(in, granting, node, by), by));
        return either;
    }
    if (circuit.part.kind == part_kind::ownership) {
        if (auto control = taking_of(in, on, by)) add_granting(on, *std::move(control));
        return either;
    }
    for (const auto node : grantable_on(in, on)) add_granting(node, without_grants(in, control_of(in, node, by), by));
    for (const auto& from : circuit.supplies)
        if (from.owners && may_be_barred_from_granting(in, from.on, by))
            if (auto control = taking_of(in, from.on, by))
                either.parts.push_back(
                    way_to(in, {.kind = part_kind::ownership, .on = from.on, .rule = "U6"}, *std::move(control), by));
    return either;
}

std::optional<condition> opening(const account& in, node_id root, const preparation& by) {
    if (!by.done.has(act::bind) || root == no_node || !in.nodes.flags[root.value].has(node_flag::isolated))
        return std::nullopt;
    static const auto binding = operation_named("BIND");
    if (!applies_to(binding, in.nodes.kind[root.value])) return std::nullopt;
    request asked;
    asked.actions = {binding};
    asked.profile = by.profile;
    auto ways = bind(in, binding, asked, root);
    if (ways.size() != 1) return std::nullopt;
    return without_grants(in, std::move(ways.front().need), by);
}

} // namespace canreach::graph
