#include "graph/rules/control.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "graph/rules/bind.hpp"
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

/// Whoever may change grants on the node (U6, U11, U18, H10).
condition control_of(const account& in, node_id node, const preparation& by) {
    static const auto granting = operation_named("GRANT");
    request asked;
    asked.actions = {granting};
    asked.profile = by.profile;
    auto ways = bind(in, granting, asked, node);
    if (ways.size() == 1) return std::move(ways.front().need);
    condition none;
    none.what = condition::form::any;
    return none;
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

/// U19: two bits are granted by fewer people.
bool only_by_catalog_owner(const condition& leaf) {
    return leaf.part.kind == part_kind::privilege &&
           leaf.part.bit == static_cast<unsigned>(privilege::external_use_schema);
}

condition owners_of_catalog(const account& in, const condition& leaf) {
    condition made;
    made.what = condition::form::supplied;
    made.part.kind = part_kind::ownership;
    made.part.on = in.root_of(leaf.part.on);
    made.part.rule = "U19";
    made.supplies.push_back({made.part.on, {}, true});
    return made;
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
    if (!by.done.has(act::grant) || !is_grantable(circuit, in)) return leaf;
    condition either;
    either.what = condition::form::any;
    const auto on = circuit.part.on;
    either.parts.push_back(std::move(leaf));
    if (only_by_catalog_owner(circuit)) {
        either.parts.push_back(owners_of_catalog(in, circuit));
        return either;
    }
    for (const auto node : grantable_on(in, on))
        either.parts.push_back(within_reach(in, without_grants(in, control_of(in, node, by), by), by));
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
