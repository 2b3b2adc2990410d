#include "graph/rules/object_abilities.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "graph/rules/conditions.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::graph {
namespace {

using detail::account;
using part_kind = missing_part::what;
using form = condition::form;

condition leaf(form what, part_kind missing, unsigned bit, node_id on, std::string_view rule) {
    condition made;
    made.what = what;
    made.part.kind = missing;
    made.part.bit = bit;
    made.part.on = on;
    made.part.rule = rule;
    return made;
}

bool holds_children(node_kind kind) {
    return kind == node_kind::folder || kind == node_kind::repo;
}

/// The rule that speaks of holding a level on this kind of thing.
std::string_view level_rule(node_kind kind) {
    if (kind == node_kind::secret_scope) return "W8";
    return kind == node_kind::token_policy ? "W9" : "W1";
}

/// T1 and T2, as leaves: access to, or administration of, the workspace.
condition in_workspace(const account& in, workspace_no w, bool admin, node_id on) {
    auto made = admin ? leaf(form::workspace_admin, part_kind::workspace_admin, 0, on, "W5")
                      : leaf(form::workspace_access, part_kind::workspace, 0, on, "T1");
    made.part.workspace = in.where.node_of(w);
    return made;
}

/// W1, the table read by ability. The order of two levels of folders is in doubt (profile `folder_order`): whichever is
/// the stronger gives what the other one gives, too.
mask levels_for(node_kind kind, ability what, const rule_profile& doubts) {
    auto levels = levels_giving(kind, what);
    if (kind != node_kind::folder || (what != ability::run && what != ability::export_)) return levels;
    const auto order = doubts.get<folder_order>();
    const bool edit_stronger = order == folder_order::run_below_edit || order == folder_order::either;
    const bool run_stronger = order == folder_order::edit_below_run || order == folder_order::either;
    const mask crossing{what == ability::run ? acl_level::can_edit : acl_level::can_run};
    const bool crosses = what == ability::run ? edit_stronger : run_stronger;
    return crosses ? levels | crossing : levels & ~crossing;
}

/// Whether the logs of this very object are open to whoever may attach to it: it is a cluster without isolation (W1).
truth has_open_logs(const account& in, node_id object) {
    if (in.nodes.kind[object.value] != node_kind::cluster) return truth::no();
    return in.read_parts.missing(object, node_part::attributes) ? truth::unknown() : in.objects.isolates_nobody(object);
}

/// The same, read by level.
mask abilities_for(node_kind kind, acl_level level, const rule_profile& doubts) {
    auto given = abilities_of(kind, level);
    if (kind != node_kind::folder) return given;
    for (const auto what : {ability::run, ability::export_}) {
        const mask one{what};
        given = levels_for(kind, what, doubts).has(level) ? given | one : given & ~one;
    }
    return given;
}

/// Entries with one of `levels` on the object or, as levels descend, on a folder around it (W2, W3).
condition entries(const account& in, node_id object, mask levels, acl_level weakest) {
    const auto kind = in.nodes.kind[object.value];
    auto made = leaf(form::supplied, part_kind::level, static_cast<unsigned>(weakest), object, level_rule(kind));
    for (auto at = object; at != no_node && (at == object || holds_children(in.nodes.kind[at.value]));
         at = in.nodes.parent[at.value])
        made.supplies.push_back({at, levels, false, facet::acl});
    return made;
}

/// Entries with a level that gives the ability.
condition entries_giving(const account& in, node_id object, ability what, const rule_profile& doubts) {
    const auto kind = in.nodes.kind[object.value];
    return entries(in, object, levels_for(kind, what, doubts), weakest_level_giving(kind, what));
}

/// W1, as entries: what opens the logs of a cluster by how it isolates those attached to it.
condition opening_logs(const account& in, node_id object, const rule_profile& doubts) {
    const auto open = has_open_logs(in, object);
    if (open.surely) return entries_giving(in, object, ability::attach, doubts);
    auto by_level = entries_giving(in, object, ability::logs, doubts);
    if (!open.maybe) return by_level;
    auto isolation = leaf(form::settled, part_kind::enforcement, 0, object, "W1");
    isolation.given = open;
    std::vector<condition> both{entries_giving(in, object, ability::attach, doubts), std::move(isolation)};
    std::vector<condition> ways{group_of(form::all, std::move(both)), std::move(by_level)};
    return group_of(form::any, std::move(ways));
}

/// W7: what one may do from outside the workspace, shared with an identity of the account.
mask open_to_outsiders(const account& in, node_id object) {
    switch (in.nodes.kind[object.value]) {
    case node_kind::app: return mask{ability::use};
    case node_kind::dashboard: return in.objects.published(object) ? mask{ability::view, ability::run} : mask{};
    default: return {};
    }
}

/// Turns entries into those that count outside, too: entries of account identities.
void share(condition& held) {
    for (auto& part : held.parts) share(part);
    if (held.what != form::supplied) return;
    held.account_only = true;
    held.part.rule = "W7";
}

/// What the levels give, with the ways around them: inside the workspace, as its admin (W5), or from outside (W7).
/// `abilities` are those asked for, of which `all` are needed, or one is enough.
condition with_ways_in(const account& in, node_id object, condition held, mask abilities, bool all, bool admins,
                       const request& asked) {
    const auto w = workspace_around(in, object);
    if (w == tenancy::no_workspace) return held;
    std::vector<condition> ways;
    const auto open = open_to_outsiders(in, object);
    const bool outside = all ? open.contains(abilities) : open.intersects(abilities);
    if (asked.how == mode::granted)
        ways.push_back(held);
    else
        ways.push_back(group_of(form::all, {held, in_workspace(in, w, false, object)}));
    if (outside) {
        share(held);
        ways.push_back(std::move(held));
    }
    if (admins) ways.push_back(in_workspace(in, w, true, object));
    return ways.size() == 1 ? std::move(ways.front()) : group_of(form::any, std::move(ways));
}

condition role_leaf(role least, node_id on, std::string_view rule) {
    auto made = leaf(form::supplied, part_kind::role, static_cast<unsigned>(least), on, rule);
    made.supplies.push_back({on, mask{least}, false, facet::role});
    return made;
}

/// The account, where roles over all groups and service principals are held.
void add_account_roles(const account& in, mask roles, condition& to) {
    if (in.account_node != no_node) to.supplies.push_back({in.account_node, roles, false, facet::role});
}

/// Abilities that rest on roles and assignments rather than on levels.
condition by_role(const account& in, ability what, node_id on) {
    const auto kind = in.nodes.kind[on.value];
    if (kind == node_kind::account) return role_leaf(role::account_admin, on, "A1");
    if (kind == node_kind::workspace) {
        const auto w = in.where.find(on);
        auto made = in_workspace(in, w, what == ability::manage, on);
        if (what == ability::manage) made.part.rule = "T2";
        return made;
    }
    if (kind == node_kind::service_principal) {
        if (what == ability::use) return role_leaf(role::service_principal_user, on, "A6");
        auto made = role_leaf(role::service_principal_manager, on, "A6");
        add_account_roles(in, mask{role::service_principal_manager, role::account_admin}, made);
        return made;
    }
    const auto number = in.who.find(on);
    if (!in.who.account_scoped(number)) {
        if (what != ability::manage) return leaf(form::never, part_kind::not_applicable, 0, on, "M9");
        const auto w = in.where.find(in.who.workspace_of(number));
        if (w == tenancy::no_workspace) return leaf(form::never, part_kind::not_applicable, 0, on, "A5");
        auto made = in_workspace(in, w, true, on);
        made.part.rule = "A5";
        return made;
    }
    if (what == ability::assume) {
        auto made = role_leaf(role::group_assumer, on, "M9");
        made.supplies.push_back({on, {}, false, facet::role, true});
        return made;
    }
    auto made = role_leaf(role::group_manager, on, "A5");
    add_account_roles(in, mask{role::group_manager, role::account_admin}, made);
    return made;
}

bool is_object(node_kind kind) {
    return family_of(kind) == kind_family::object;
}

} // namespace

mask abilities_known(node_kind kind) noexcept {
    switch (kind) {
    case node_kind::group: return mask{ability::manage, ability::assume};
    case node_kind::service_principal:
    case node_kind::workspace: return mask{ability::use, ability::manage};
    case node_kind::account: return mask{ability::manage};
    default: return abilities_on(kind);
    }
}

std::span<const node_kind> kinds_with_abilities() noexcept {
    static const auto kinds = [] {
        std::vector<node_kind> list;
        for (const auto kind : all_kinds())
            if (!abilities_known(kind).empty()) list.push_back(kind);
        return list;
    }();
    return kinds;
}

std::optional<ability> ability_meant(action what, node_kind kind) noexcept {
    std::optional<ability> meant;
    switch (what.what) {
    case action::form::ability: meant = static_cast<ability>(what.number); break;
    case action::form::operation:
        if (what.number < operations().size()) meant = ability_named(operations()[what.number].name);
        break;
    case action::form::privilege:
        if (what.number < first_learned_privilege_bit)
            meant = ability_named(name_of(static_cast<privilege>(what.number)));
        break;
    case action::form::level:
    case action::form::any: break;
    }
    if (!meant || !abilities_known(kind).has(*meant)) return std::nullopt;
    return meant;
}

bool applies_to_object(action what, node_kind kind) noexcept {
    if (what.what == action::form::any) return !abilities_known(kind).empty();
    if (what.what == action::form::level) return !abilities_of(kind, static_cast<acl_level>(what.number)).empty();
    return ability_meant(what, kind).has_value();
}

workspace_no workspace_around(const account& in, node_id object) {
    const auto kind = in.nodes.kind[object.value];
    if (kind == node_kind::workspace) return in.where.find(object);
    const auto space = in.nodes.scope[object.value];
    return space == no_node || (!is_object(kind) && kind != node_kind::group) ? tenancy::no_workspace
                                                                              : in.where.find(space);
}

scene acting_scene(const account& in, node_id object, const rule_profile& doubts) {
    const auto w = workspace_around(in, object);
    if (w == tenancy::no_workspace) return scene::plain();
    return doubts.get<unassigned_groups>() == unassigned_groups::carry ? scene::local(w) : scene::local_acl(w);
}

condition ability_on(const account& in, ability what, node_id object, const request& asked) {
    const auto kind = in.nodes.kind[object.value];
    if (!abilities_known(kind).has(what)) return leaf(form::never, part_kind::not_applicable, 0, object, "W1");
    if (!is_object(kind)) return by_role(in, what, object);
    auto held = what == ability::logs && kind == node_kind::cluster ? opening_logs(in, object, asked.profile)
                                                                    : entries_giving(in, object, what, asked.profile);
    return with_ways_in(in, object, std::move(held), mask{what}, true, true, asked);
}

condition level_on(const account& in, acl_level level, node_id object, const request& asked) {
    const auto kind = in.nodes.kind[object.value];
    const auto wanted = abilities_for(kind, level, asked.profile);
    if (wanted.empty()) return leaf(form::never, part_kind::not_applicable, 0, object, "W1");
    if (level == acl_level::is_owner) {
        auto held = entries(in, object, mask{level}, level);
        held.part.rule = "W6";
        return with_ways_in(in, object, std::move(held), wanted, true, false, asked);
    }
    mask enough;
    for (const auto other : all_acl_levels())
        if (abilities_for(kind, other, asked.profile).contains(wanted)) enough.set(static_cast<unsigned>(other));
    std::vector<condition> ways;
    ways.push_back(entries(in, object, enough, level));
    // Two levels that are not comparable may make up for a third (W2): CAN_USE with CAN_VIEW is CAN_MONITOR.
    std::vector<condition> united;
    bool of_weaker_ones = true;
    wanted.for_each([&](unsigned bit) {
        const auto what = static_cast<ability>(bit);
        const auto giving = levels_for(kind, what, asked.profile);
        of_weaker_ones = of_weaker_ones && giving != enough;
        united.push_back(entries(in, object, giving, weakest_level_giving(kind, what)));
    });
    if (of_weaker_ones) ways.push_back(group_of(form::all, std::move(united)));
    auto held = ways.size() == 1 ? std::move(ways.front()) : group_of(form::any, std::move(ways));
    return with_ways_in(in, object, std::move(held), wanted, true, true, asked);
}

condition any_ability_on(const account& in, node_id object, const request& asked) {
    const auto kind = in.nodes.kind[object.value];
    const auto known = abilities_known(kind);
    if (!is_object(kind)) {
        std::vector<condition> ways;
        known.for_each([&](unsigned bit) { ways.push_back(by_role(in, static_cast<ability>(bit), object)); });
        return group_of(form::any, std::move(ways));
    }
    mask levels;
    known.for_each([&](unsigned bit) { levels |= levels_giving(kind, static_cast<ability>(bit)); });
    auto least = weakest_level_giving(kind, static_cast<ability>(std::countr_zero(known.low)));
    for (const auto level : all_acl_levels())
        if (levels.has(level) && abilities_of(kind, level).count() < abilities_of(kind, least).count()) least = level;
    return with_ways_in(in, object, entries(in, object, levels, least), known, false, true, asked);
}

void write_entries(const account& in, node_id object, std::vector<std::uint32_t>& key) {
    // Numbers of nodes are below.
    constexpr std::uint32_t given = 0xFFFF'FF00U;
    constexpr std::uint32_t unread_here = given + 1;
    key.push_back(workspace_around(in, object));
    for (auto at = object; at != no_node && (at == object || holds_children(in.nodes.kind[at.value]));
         at = in.nodes.parent[at.value]) {
        for (const auto& row : in.grants.on(at))
            if (in.grants.bits_of(row).what == facet::acl) key.insert(key.end(), {row.other.value, row.bits});
        for (const auto& home : in.objects.given_on(at)) key.insert(key.end(), {given, home.holder.value});
        if (in.read_parts.missing(at, node_part::grants)) key.push_back(unread_here);
    }
}

condition bind_object(const account& in, action what, const request& asked, node_id object) {
    const auto kind = in.nodes.kind[object.value];
    if (what.what == action::form::any) return any_ability_on(in, object, asked);
    if (what.what == action::form::level) return level_on(in, static_cast<acl_level>(what.number), object, asked);
    const auto meant = ability_meant(what, kind);
    if (!meant) return leaf(form::never, part_kind::not_applicable, 0, object, "W1");
    return ability_on(in, *meant, object, asked);
}

} // namespace canreach::graph
