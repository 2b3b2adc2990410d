#include "graph/rules/unity.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/rules/unity_operations.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {
namespace {

using detail::account;
using part_kind = missing_part::what;

condition group_of(condition::form what, std::vector<condition> parts) {
    condition made;
    made.what = what;
    made.parts = std::move(parts);
    return made;
}

condition leaf(condition::form what, part_kind missing, node_id on, std::string_view rule) {
    condition made;
    made.what = what;
    made.part.kind = missing;
    made.part.on = on;
    made.part.rule = rule;
    return made;
}

unsigned lowest_bit(mask bits) {
    return static_cast<unsigned>(bits.low != 0 ? std::countr_zero(bits.low) : 64 + std::countr_zero(bits.high));
}

/// Grants of `bits` on the resource and above it (U1–U4).
void add_grants(const account& in, const std::vector<node_id>& path, node_id resource, mask bits,
                std::vector<supply>& into) {
    auto serving = bits;
    if (bits.intersects(all_expansion)) serving |= mask{privilege::all_privileges};
    const auto metastore = in.metastore_of(resource);
    if (resource == metastore) {
        into.push_back({metastore, serving, false});
        return;
    }
    for (const auto node : path) into.push_back({node, serving & inheritable, false});
    if (bits.intersects(inherited_from_metastore) && metastore != no_node)
        into.push_back({metastore, bits & inherited_from_metastore, false});
}

/// U12: BROWSE counts where it can be held, and shows everything below.
condition browsing(const account& in, node_id resource) {
    auto made = leaf(condition::form::supplied, part_kind::privilege, resource, "U12");
    made.part.bit = static_cast<unsigned>(privilege::browse);
    for (const auto node : in.path_of(resource)) {
        if (!applicable(in.nodes.type[node.value]).has(privilege::browse)) continue;
        made.part.on = node;
        add_grants(in, in.path_of(node), node, mask{privilege::browse}, made.supplies);
        made.supplies.push_back({node, {}, true});
    }
    if (made.supplies.empty()) made = leaf(condition::form::never, part_kind::not_applicable, resource, "U12");
    return made;
}

/// What shows a resource to whoever holds it: its own privileges, and for a container those of what may lie in it.
mask showing(securable what) {
    auto bits = applicable(what);
    if (what != securable::catalog && what != securable::schema) return bits;
    for (const auto inside :
         {securable::table, securable::streaming_table, securable::volume, securable::function, securable::model})
        bits |= applicable(inside);
    if (what == securable::catalog) bits |= applicable(securable::schema);
    return bits;
}

condition usage_of(const account& in, node_id container) {
    return holding(in, container, usage_bit(in.nodes.type[container.value]), "U7");
}

condition ownership(node_id of, std::string_view rule) {
    auto made = leaf(condition::form::supplied, part_kind::ownership, of, rule);
    made.supplies.push_back({of, {}, true});
    return made;
}

condition control(const account& in, node_id resource, bool metastore_admin, mode how) {
    const auto metastore = in.metastore_of(resource);
    if (resource == metastore) return ownership(metastore, "U15");
    const auto path = in.path_of(resource);
    std::vector<condition> ways;

    // U11, MANAGE held as a privilege: usage of every container, and of the resource itself if it is one.
    std::vector<condition> by_grant{leaf(condition::form::supplied, part_kind::manage, resource, "U6")};
    by_grant[0].part.bit = static_cast<unsigned>(privilege::manage);
    add_grants(in, path, resource, mask{privilege::manage}, by_grant[0].supplies);
    if (how == mode::effective) {
        by_grant.push_back(usage_above(in, resource));
        if (!usage_bit(in.nodes.type[resource.value]).empty()) by_grant.push_back(usage_of(in, resource));
    }
    if (applicable(in.nodes.type[resource.value]).has(privilege::manage))
        ways.push_back(group_of(condition::form::all, std::move(by_grant)));

    // U11, by ownership: usage strictly above what is owned. The highest owned container asks least, so any will do.
    for (const auto node : path) {
        std::vector<condition> by_owner{ownership(node, "U6")};
        if (how == mode::effective) by_owner.push_back(usage_above(in, node));
        ways.push_back(group_of(condition::form::all, std::move(by_owner)));
    }
    if (metastore_admin && metastore != no_node) ways.push_back(ownership(metastore, "U15"));
    return group_of(condition::form::any, std::move(ways));
}

condition bind_need(const account& in, const need& what, node_id resource, mode how, std::string_view rule) {
    const auto type = in.nodes.type[resource.value];
    switch (what.what) {
    case need::form::all:
    case need::form::any: {
        std::vector<condition> parts;
        for (const auto& part : what.parts) parts.push_back(bind_need(in, part, resource, how, rule));
        return group_of(what.what == need::form::all ? condition::form::all : condition::form::any, std::move(parts));
    }
    case need::form::bit: return holding(in, resource, what.bits, rule);
    case need::form::some_bit: {
        auto made = leaf(condition::form::supplied, part_kind::privilege, resource, "U12");
        made.part.bit = static_cast<unsigned>(privilege::read_metadata); // the least that shows anything
        add_grants(in, in.path_of(resource), resource, showing(type), made.supplies);
        made.supplies.push_back({resource, {}, true});
        return made;
    }
    case need::form::usage_above: return how == mode::effective ? usage_above(in, resource) : condition{};
    case need::form::usage_here:
        return how == mode::effective && !usage_bit(type).empty() ? usage_of(in, resource) : condition{};
    case need::form::control: return control(in, resource, what.metastore_admin, how);
    case need::form::definer:
        return how == mode::effective && type == securable::view
                   ? leaf(condition::form::definer, part_kind::definer, resource, "V1")
                   : condition{};
    }
    return condition{};
}

/// The rule that speaks of holding a privilege on this kind of thing.
std::string_view holding_rule(const account& in, mode how, node_id resource) {
    if (how == mode::granted) return "U1";
    switch (in.nodes.type[resource.value]) {
    case securable::schema: return "U8";
    case securable::catalog: return "U9";
    case securable::table:
    case securable::view:
    case securable::materialized_view:
    case securable::streaming_table:
    case securable::volume:
    case securable::function:
    case securable::model: return "U7";
    default: return "U10";
    }
}

} // namespace

condition holding(const account& in, node_id resource, mask bits, std::string_view rule) {
    const auto type = in.nodes.type[resource.value];
    if (bits == mask{privilege::browse}) return browsing(in, resource);
    if (!bits.intersects(applicable(type)))
        return leaf(condition::form::never, part_kind::not_applicable, resource, "U2");
    auto made = leaf(condition::form::supplied, part_kind::privilege, resource, rule);
    made.part.bit = lowest_bit(bits);
    add_grants(in, in.path_of(resource), resource, bits, made.supplies);
    if (bits.intersects(owner_mask(type))) made.supplies.push_back({resource, {}, true});
    return made;
}

condition usage_above(const account& in, node_id resource) {
    std::vector<condition> parts;
    for (const auto node : in.path_of(resource))
        if (node != resource && !usage_bit(in.nodes.type[node.value]).empty()) parts.push_back(usage_of(in, node));
    return group_of(condition::form::all, std::move(parts));
}

std::vector<bound_action> bind_unity(const account& in, action what, const request& asked, node_id resource) {
    const auto how = asked.how;
    const auto kind = in.nodes.kind[resource.value];
    if (!applies_to(what, kind) || in.metastore_of(resource) == no_node)
        return {{leaf(condition::form::never, part_kind::not_applicable, resource, "U2"), reach::read}};
    const auto rule = holding_rule(in, how, resource);
    switch (what.what) {
    case action::form::operation: {
        const auto* row = known_operations()[what.number].on(kind);
        return {{bind_need(in, row->requirement, resource, how, rule), row->how_far}};
    }
    case action::form::any: {
        std::vector<bound_action> ways{{bind_need(in, need_of_anything(), resource, how, rule), reach::read}};
        // Bindings themselves are changed from workspaces that are not bound.
        for (const auto& row : unity_operations())
            if (row.how_far == reach::sees && std::ranges::find(row.kinds, kind) != row.kinds.end())
                ways.push_back({bind_need(in, row.requirement, resource, how, rule), reach::sees});
        return ways;
    }
    case action::form::privilege: break;
    case action::form::ability:
    case action::form::level:
        return {{leaf(condition::form::never, part_kind::not_applicable, resource, "U2"), reach::read}};
    }
    mask only;
    only.set(what.number);
    const auto far = reach_of_privilege(what.number);
    if (how == mode::effective) return {{bind_need(in, need_of_privilege(what.number), resource, how, rule), far}};
    if (only == mask{privilege::manage}) return {{control(in, resource, true, how), far}};
    return {{holding(in, resource, only, rule), far}};
}

} // namespace canreach::graph
