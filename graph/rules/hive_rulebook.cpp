#include "graph/rules/hive_rulebook.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "graph/detail/account.hpp"
#include "graph/rules/conditions.hpp"
#include "graph/rules/hive_tables.hpp"
#include "graph/rules/requirements.hpp"
#include "graph/rules/supplies.hpp"

namespace canreach::graph {
namespace {

using detail::account;
using part_kind = missing_part::what;

bool is_hive(const account& in, node_id node) {
    return family_of(in.nodes.kind[node.value]) == kind_family::hive;
}

void add_bits(const need& what, mask& into) {
    into |= what.bits;
    for (const auto& part : what.parts) add_bits(part, into);
}

} // namespace

hive_rulebook::hive_rulebook(const account& in, const request& asked, node_id workspace)
    : in_(in), profile_(asked.profile), how_(asked.how), rules_(asked.profile.get<hive_rules>()),
      workspace_(workspace) {}

std::vector<node_id> hive_rulebook::path_of(node_id node) const {
    std::vector<node_id> path;
    for (auto at = node; at != no_node && is_hive(in_, at); at = in_.nodes.parent[at.value]) path.push_back(at);
    return path;
}

bool hive_rulebook::containers_count(const std::vector<node_id>& path) {
    const bool owned = std::any_of(path.begin() + 1, path.end(), [&](node_id container) {
        return !in_.owners_of.of(container.value).empty() || unread(in_, {container, {}, true, facet::hive});
    });
    if (owned) seen_.add(profile_switch::hive_container_owner);
    return profile_.get<hive_container_owner>() == hive_container_owner::inherits;
}

void hive_rulebook::add_owners(const std::vector<node_id>& path, bool of_containers, std::vector<supply>& into) const {
    // L4: functions had no registered owner.
    const bool nobodys =
        rules_ == hive_rules::hive_3_1 && in_.nodes.type[path.front().value] == securable::hive_function;
    for (const auto node : path)
        if (node == path.front() ? !nobodys : of_containers) into.push_back({node, {}, true, facet::hive});
}

std::optional<condition> hive_rulebook::not_denied(const std::vector<node_id>& path, mask bits) {
    if (rules_ == hive_rules::hive_3_1) return std::nullopt; // L2
    auto spared = leaf_of(condition::form::spared, part_kind::denial, path.front(), "H3");
    spared.part.in = facet::hive;
    spared.part.bit = lowest_bit(bits);
    const auto denying = bits | mask{hive_privilege::all};
    bool denied = false;
    for (const auto node : path) {
        supply from{node, denying, false, facet::hive};
        from.denies = true;
        denied = denied || unread(in_, from) || !visit_facts(in_, from, [](const supplying_fact&) { return false; });
        spared.supplies.push_back(from);
    }
    if (!denied) return std::nullopt;
    return spared;
}

std::optional<condition> hive_rulebook::not_stopped(const std::vector<node_id>& path, mask bits) {
    auto spared = not_denied(path, bits);
    if (!spared) return std::nullopt;
    seen_.add(profile_switch::hive_deny_owner);
    if (profile_.get<hive_deny_owner>() == hive_deny_owner::deny_wins) return spared;
    auto exempt = leaf_of(condition::form::supplied, part_kind::ownership, path.front(), "H3");
    add_owners(path, true, exempt.supplies);
    return group_of(condition::form::any, {*std::move(spared), std::move(exempt)});
}

condition hive_rulebook::privilege_on(node_id resource, hive_privilege which, std::string_view rule) {
    if (!hive_applicable(in_.nodes.type[resource.value], rules_).has(which))
        return leaf_of(condition::form::never, part_kind::not_applicable, resource, "H1");
    const auto path = path_of(resource);
    auto held = leaf_of(condition::form::supplied, part_kind::privilege, resource, rule);
    held.part.in = facet::hive;
    held.part.bit = static_cast<unsigned>(which);
    for (const auto node : path)
        held.supplies.push_back({node, mask{which, hive_privilege::all}, false, facet::hive}); // H2, H13
    add_owners(path, containers_count(path), held.supplies);                                   // H5
    if (how_ == mode::granted) return held;
    auto free = not_stopped(path, mask{which});
    return free ? group_of(condition::form::all, {std::move(held), *std::move(free)}) : held;
}

condition hive_rulebook::usage_for(node_id resource) {
    if (how_ == mode::granted || rules_ == hive_rules::hive_3_1) return {}; // L1
    for (const auto node : path_of(resource))
        if (in_.nodes.kind[node.value] == node_kind::hive_schema)
            return privilege_on(node, hive_privilege::usage, "H4");
    return {};
}

condition hive_rulebook::ownership_of(node_id resource, bool to_grant, mask stopped_by) {
    const auto path = path_of(resource);
    auto own = leaf_of(condition::form::supplied, part_kind::ownership, resource, to_grant ? "H10" : "H5");
    add_owners(path, to_grant || containers_count(path), own.supplies);
    if (own.supplies.empty()) return leaf_of(condition::form::never, part_kind::not_applicable, resource, "L4");
    own.part.on = own.supplies.front().on; // a function of runtime 3.1 has no owner, its schema has
    if (how_ == mode::granted || stopped_by.empty()) return own;
    auto spared = not_denied(path, stopped_by);
    if (!spared) return own;
    seen_.add(profile_switch::hive_deny_owner);
    if (profile_.get<hive_deny_owner>() == hive_deny_owner::owner_wins) return own;
    return group_of(condition::form::all, {std::move(own), *std::move(spared)});
}

condition hive_rulebook::bound(const need& what, node_id resource) {
    switch (what.what) {
    case need::form::all:
    case need::form::any: {
        std::vector<condition> parts;
        for (const auto& part : what.parts) parts.push_back(bound(part, resource));
        return group_of(what.what == need::form::all ? condition::form::all : condition::form::any, std::move(parts));
    }
    case need::form::bit: return privilege_on(resource, static_cast<hive_privilege>(lowest_bit(what.bits)), "H1");
    case need::form::hive_owner: return ownership_of(resource, false, what.bits);
    case need::form::control: {
        auto own = ownership_of(resource, true, {});
        if (!what.granting || in_.nodes.type[resource.value] != securable::any_file) return own;
        auto change = privilege_on(resource, hive_privilege::modify, "H7");
        return group_of(condition::form::any, {std::move(own), std::move(change)});
    }
    case need::form::definer: return how_ == mode::effective ? bases_readable(resource) : condition{};
    default: return leaf_of(condition::form::never, part_kind::not_applicable, resource, "H1");
    }
}

condition hive_rulebook::admin(const std::vector<node_id>& path, mask bits) {
    auto admin = leaf_of(condition::form::workspace_admin, part_kind::workspace_admin, path.front(), "H6");
    admin.part.workspace = workspace_;
    std::vector<condition> parts;
    bits.for_each([&](unsigned bit) {
        mask only;
        only.set(bit);
        if (!not_denied(path, only)) return;
        seen_.add(profile_switch::hive_deny_admin);
        if (profile_.get<hive_deny_admin>() == hive_deny_admin::admin_wins) return;
        if (auto free = not_stopped(path, only)) parts.push_back(*std::move(free));
    });
    if (parts.empty()) return admin;
    parts.insert(parts.begin(), std::move(admin));
    return group_of(condition::form::all, std::move(parts));
}

condition hive_rulebook::usable(condition what, node_id resource, mask bits) {
    if (how_ == mode::granted) return what;
    auto usage = usage_for(resource);
    if (usage.what != condition::form::all || !usage.parts.empty())
        what = group_of(condition::form::all, {std::move(what), std::move(usage)});
    return group_of(condition::form::any, {std::move(what), admin(path_of(resource), bits)});
}

condition hive_rulebook::inside(condition what) const {
    if (how_ == mode::granted || what.what == condition::form::never) return what;
    auto access = leaf_of(condition::form::workspace_access, part_kind::workspace, what.part.on, "T1");
    access.part.workspace = workspace_;
    return group_of(condition::form::all, {std::move(access), std::move(what)});
}

condition hive_rulebook::operation(const operation_rule& row, node_id resource) {
    const auto by = [&](const need& what) -> condition {
        mask bits;
        add_bits(what, bits);
        if (what.what != need::form::nobody) return usable(bound(what, resource), resource, bits);
        return how_ == mode::effective ? admin(path_of(resource), bits)
                                       : leaf_of(condition::form::never, part_kind::not_applicable, resource, "H1");
    };
    if (rules_ == hive_rules::hive_3_1 && !row.before_usage)
        return leaf_of(condition::form::never, part_kind::not_applicable, resource, "L2");
    if (!row.by_matrix) return by(row.requirement);
    seen_.add(profile_switch::hive);
    switch (rules_) {
    case hive_rules::current: return by(row.requirement);
    case hive_rules::hive_matrix:
    case hive_rules::hive_3_1: return by(*row.by_matrix);
    case hive_rules::either:
    case hive_rules::both: break;
    }
    return group_of(rules_ == hive_rules::either ? condition::form::any : condition::form::all,
                    {by(row.requirement), by(*row.by_matrix)});
}

condition hive_rulebook::privilege_by_itself(hive_privilege which, node_id resource) {
    auto held = privilege_on(resource, which, "H1");
    if (held.what == condition::form::never) return held;
    if (which == hive_privilege::select && how_ == mode::effective)
        held = group_of(condition::form::all, {std::move(held), bases_readable(resource)});
    return usable(std::move(held), resource, mask{which});
}

condition hive_rulebook::anything(node_id resource) {
    std::vector<condition> ways;
    const auto bits = hive_applicable(in_.nodes.type[resource.value], rules_);
    bits.for_each([&](unsigned bit) {
        const auto which = static_cast<hive_privilege>(bit);
        auto one = privilege_on(resource, which, "H1");
        if (which == hive_privilege::select && how_ == mode::effective)
            one = group_of(condition::form::all, {std::move(one), bases_readable(resource)});
        ways.push_back(std::move(one));
    });
    ways.push_back(ownership_of(resource, true, {}));
    return usable(group_of(condition::form::any, std::move(ways)), resource, {});
}

} // namespace canreach::graph
