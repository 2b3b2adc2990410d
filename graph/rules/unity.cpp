#include "graph/rules/unity.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/rules/conditions.hpp"
#include "graph/rules/old_compute.hpp"
#include "graph/rules/policies.hpp"
#include "graph/rules/unity_operations.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::graph {
namespace {

using detail::account;
using part_kind = missing_part::what;

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
    into.reserve(into.size() + path.size() + 2); // the metastore, and owners
    for (const auto node : path) into.push_back({node, serving & inheritable, false});
    if (bits.intersects(inherited_from_metastore) && metastore != no_node)
        into.push_back({metastore, bits & inherited_from_metastore, false});
}

/// U12: BROWSE counts where it can be held, and shows everything below.
condition browsing(const account& in, node_id resource, const rule_profile& profile) {
    auto made = leaf_of(condition::form::supplied, part_kind::privilege, resource, "U12");
    made.part.bit = static_cast<unsigned>(privilege::browse);
    for (const auto node : in.path_of(resource)) {
        if (!applicable(in.nodes.type[node.value]).has(privilege::browse)) continue;
        made.part.on = node;
        add_grants(in, in.path_of(node), node, mask{privilege::browse}, made.supplies);
        made.supplies.push_back({node, {}, true});
    }
    if (made.supplies.empty()) return leaf_of(condition::form::never, part_kind::not_applicable, resource, "U12");
    const auto top = made.part.on;
    return with_policies(in, top, mask{privilege::browse}, std::move(made), profile);
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

condition usage_of(const account& in, node_id container, const rule_profile& profile) {
    return holding(in, container, usage_bit(in.nodes.type[container.value]), "U7", profile);
}

condition ownership(node_id of, std::string_view rule) {
    auto made = leaf_of(condition::form::supplied, part_kind::ownership, of, rule);
    made.supplies.push_back({of, {}, true});
    return made;
}

condition not_applicable(node_id resource, std::string_view rule) {
    return leaf_of(condition::form::never, part_kind::not_applicable, resource, rule);
}

/// The node of a kind at or above another; `no_node` if there is none.
node_id nearest(const account& in, node_id node, node_kind kind) {
    while (node != no_node && in.nodes.kind[node.value] != kind) node = in.nodes.parent[node.value];
    return node;
}

/// Binds what one action needs to one resource.
class binder {
public:
    binder(const account& in, const request& asked, std::string_view rule)
        : in_(in), asked_(asked), effective_(asked.how == mode::effective), rule_(rule) {}

    [[nodiscard]] condition bind(const need& what, node_id resource) const {
        const auto type = in_.nodes.type[resource.value];
        const auto metastore = in_.metastore_of(resource);
        switch (what.what) {
        case need::form::all:
        case need::form::any: {
            std::vector<condition> parts;
            parts.reserve(what.parts.size());
            for (const auto& part : what.parts) parts.push_back(bind(part, resource));
            return group_of(what.what == need::form::all ? condition::form::all : condition::form::any,
                            std::move(parts));
        }
        case need::form::bit: return holding(in_, resource, what.bits, rule_, asked_.profile);
        case need::form::some_bit: return something(resource, type);
        case need::form::usage_above: return effective_ ? usage_above(in_, resource, asked_.profile) : condition{};
        case need::form::usage_here:
            return effective_ && !usage_bit(type).empty() ? usage_of(in_, resource, asked_.profile) : condition{};
        case need::form::control: return control(resource, admins_count(what));
        case need::form::definer: return effective_ ? read_by_definer(resource) : condition{};
        case need::form::owner: return ownership(resource, "U5");
        case need::form::metastore_admin: return ownership(metastore, "U15");
        case need::form::account_admin: return account_admin(resource);
        case need::form::catalog_owner: {
            const auto catalog = nearest(in_, resource, node_kind::catalog);
            return catalog == no_node ? not_applicable(resource, "U19") : ownership(catalog, "U19");
        }
        case need::form::recipient_user: return recipient_user(metastore);
        case need::form::on_metastore: return holding(in_, metastore, what.bits, rule_, asked_.profile);
        case need::form::on_some: return on_some(metastore, what.other, what.bits);
        case need::form::on_container: {
            const auto container = in_.nodes.parent[resource.value];
            return container == no_node ? not_applicable(resource, rule_) : bind(what.parts.front(), container);
        }
        case need::form::view: return type == securable::view ? condition{} : not_applicable(resource, "V1");
        case need::form::bases: return bases(resource);
        case need::form::function: return function();
        case need::form::undenied: return not_denied(in_, resource, asked_.profile);
        case need::form::unblocked: return effective_ ? not_blocked(in_, resource, asked_.profile) : condition{};
        case need::form::unfiltered: return effective_ ? not_filtered(in_, resource) : condition{};
        case need::form::external_access: {
            auto made = leaf_of(condition::form::settled, part_kind::external_access, metastore, "U16");
            if (in_.nodes.flags[metastore.value].has(node_flag::external_access))
                made.given = truth::yes();
            else if (in_.read_parts.missing(metastore, node_part::attributes))
                made.given = truth::unknown();
            return made;
        }
        case need::form::hive_owner:
        case need::form::nobody: return not_applicable(resource, rule_); // of Hive
        case need::form::covered_by_location:
            return leaf_of(condition::form::never, part_kind::location, resource, "S3");
        }
        return condition{};
    }

    [[nodiscard]] condition control(node_id resource, bool metastore_admin) const {
        const auto metastore = in_.metastore_of(resource);
        if (resource == metastore) return ownership(metastore, "U15");
        const auto path = in_.path_of(resource);
        std::vector<condition> ways;

        // U11, MANAGE held as a privilege: usage of every container, and of the resource itself if it is one.
        auto managing = leaf_of(condition::form::supplied, part_kind::manage, resource, "U6");
        managing.part.bit = static_cast<unsigned>(privilege::manage);
        add_grants(in_, path, resource, mask{privilege::manage}, managing.supplies);
        std::vector<condition> by_grant{std::move(managing)};
        if (auto given = managing_by_policy(in_, path, asked_.profile); given.what != condition::form::never)
            by_grant[0] = group_of(condition::form::any, {std::move(by_grant[0]), std::move(given)});
        const bool strict = asked_.profile.get<manage_usage>() == manage_usage::strict;
        if (effective_) {
            by_grant.push_back(usage_above(in_, resource, asked_.profile));
            if (strict && !usage_bit(in_.nodes.type[resource.value]).empty())
                by_grant.push_back(usage_of(in_, resource, asked_.profile));
        }
        if (applicable(in_.nodes.type[resource.value]).has(privilege::manage)) {
            ways.push_back(group_of(condition::form::all, std::move(by_grant)));
            if (!strict) add_reduced_managing(path, ways);
        }
        // U11, by ownership: usage strictly above what is owned. The highest owned container asks least, so any will
        // do.
        for (const auto node : path) {
            std::vector<condition> by_owner{ownership(node, "U6")};
            if (effective_) by_owner.push_back(usage_above(in_, node, asked_.profile));
            ways.push_back(group_of(condition::form::all, std::move(by_owner)));
        }
        if (metastore_admin && metastore != no_node) ways.push_back(ownership(metastore, "U15"));
        return group_of(condition::form::any, std::move(ways));
    }

private:
    [[nodiscard]] bool admins_count(const need& what) const {
        if (!what.dropping) return what.metastore_admin;
        switch (asked_.profile.get<drop_by_metastore_admin>()) {
        case drop_by_metastore_admin::all: return true;
        case drop_by_metastore_admin::none: return false;
        case drop_by_metastore_admin::by_kind: break;
        }
        return what.metastore_admin;
    }

    /// §7, `manage_usage = reduced`: MANAGE on a container is exercised like ownership of it.
    void add_reduced_managing(const std::vector<node_id>& path, std::vector<condition>& into) const {
        for (const auto node : path) {
            auto managing = leaf_of(condition::form::supplied, part_kind::manage, node, "U6");
            managing.part.bit = static_cast<unsigned>(privilege::manage);
            managing.supplies.push_back({node, mask{privilege::manage}, false});
            std::vector<condition> by_grant{std::move(managing)};
            if (effective_) by_grant.push_back(usage_above(in_, node, asked_.profile));
            into.push_back(group_of(condition::form::all, std::move(by_grant)));
        }
    }

    [[nodiscard]] condition something(node_id resource, securable type) const {
        auto made = leaf_of(condition::form::supplied, part_kind::privilege, resource, "U12");
        made.part.bit = static_cast<unsigned>(privilege::read_metadata); // the least that shows anything
        add_grants(in_, in_.path_of(resource), resource, showing(type), made.supplies);
        made.supplies.push_back({resource, {}, true});
        return or_given(in_, resource, showing(type), std::move(made), asked_.profile);
    }

    [[nodiscard]] condition account_admin(node_id resource) const {
        auto made = leaf_of(condition::form::supplied, part_kind::account_admin, resource, "U19");
        if (const auto account = nearest(in_, resource, node_kind::account); account != no_node)
            made.supplies.push_back({account, mask{role::account_admin}, false, facet::role});
        return made;
    }

    [[nodiscard]] condition recipient_user(node_id metastore) const {
        auto own = leaf_of(condition::form::supplied, part_kind::ownership, metastore, "V5");
        in_.nodes.for_each_of(node_kind::recipient, [&](node_id id) {
            if (in_.nodes.scope[id.value] == metastore) own.supplies.push_back({id, {}, true});
        });
        auto use = holding(in_, metastore, mask{privilege::use_recipient}, "V5", asked_.profile);
        if (own.supplies.empty()) return use;
        own.part.on = own.supplies.front().on;
        return group_of(condition::form::any, {std::move(use), std::move(own)});
    }

    [[nodiscard]] condition on_some(node_id metastore, node_kind kind, mask bits) const {
        std::vector<condition> ways;
        for (const auto child : in_.tree.children_of(metastore))
            if (in_.nodes.kind[child] == kind)
                ways.push_back(holding(in_, node_id{child}, bits, rule_, asked_.profile));
        return group_of(condition::form::any, std::move(ways));
    }

    /// V1, and where compute is asked for V2 and V4.
    [[nodiscard]] condition read_by_definer(node_id resource) const {
        auto works = in_.nodes.type[resource.value] == securable::view
                         ? leaf_of(condition::form::definer, part_kind::definer, resource, "V1")
                         : condition{};
        return asked_.compute ? on_compute_of_any_age(in_, resource, std::move(works), asked_.profile) : works;
    }

    [[nodiscard]] condition bases(node_id view) const {
        std::vector<condition> parts;
        for (const auto id : in_.views.bases_of(view)) {
            const node_id base{id};
            parts.push_back(holding(in_, base, reading_bit(in_.nodes.type[id]), "V1", asked_.profile));
            if (effective_) parts.push_back(usage_above(in_, base, asked_.profile));
            if (effective_ && in_.nodes.type[id] == securable::view)
                parts.push_back(leaf_of(condition::form::definer, part_kind::definer, base, "V1"));
        }
        if (in_.read_parts.missing(view, node_part::definition)) {
            auto unread = leaf_of(condition::form::settled, part_kind::definition, view, "V1");
            unread.given = truth::unknown();
            parts.push_back(std::move(unread));
        }
        return group_of(condition::form::all, std::move(parts));
    }

    [[nodiscard]] condition function() const {
        if (asked_.function == no_node) return {};
        std::vector<condition> parts{holding(in_, asked_.function, mask{privilege::execute}, "V3", asked_.profile)};
        if (effective_) parts.push_back(usage_above(in_, asked_.function, asked_.profile));
        return group_of(condition::form::all, std::move(parts));
    }

    const account& in_;
    const request& asked_;
    bool effective_;
    std::string_view rule_;
};

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

condition holding(const account& in, node_id resource, mask bits, std::string_view rule, const rule_profile& profile) {
    const auto type = in.nodes.type[resource.value];
    if (bits == mask{privilege::browse}) return browsing(in, resource, profile);
    if (!bits.intersects(applicable(type))) return not_applicable(resource, "U2");
    auto made = leaf_of(condition::form::supplied, part_kind::privilege, resource, rule);
    made.part.bit = lowest_bit(bits);
    add_grants(in, in.path_of(resource), resource, bits, made.supplies);
    if (bits.intersects(owner_mask(type))) made.supplies.push_back({resource, {}, true});
    return with_policies(in, resource, bits, std::move(made), profile);
}

condition usage_above(const account& in, node_id resource, const rule_profile& profile) {
    std::vector<condition> parts;
    const auto path = in.path_of(resource);
    parts.reserve(path.size());
    for (const auto node : path)
        if (node != resource && !usage_bit(in.nodes.type[node.value]).empty())
            parts.push_back(usage_of(in, node, profile));
    return group_of(condition::form::all, std::move(parts));
}

std::vector<bound_action> bind_unity(const account& in, action what, const request& asked, node_id resource) {
    const auto kind = in.nodes.kind[resource.value];
    if (!applies_to(what, kind) || in.metastore_of(resource) == no_node) return one_way(not_applicable(resource, "U2"));
    const auto rule = holding_rule(in, asked.how, resource);
    const binder needs(in, asked, rule);
    switch (what.what) {
    case action::form::operation: {
        const auto* row = known_operations()[what.number].on(kind);
        return one_way(needs.bind(row->requirement, resource), row->how_far);
    }
    case action::form::any: {
        std::vector<bound_action> ways{{needs.bind(need_of_anything(), resource), reach::read}};
        // Bindings themselves are changed from workspaces that are not bound.
        for (const auto& one : known_operations())
            if (const auto* row = one.on(kind); row != nullptr && (row->how_far == reach::sees || row->beyond_seeing))
                ways.push_back({needs.bind(row->requirement, resource), row->how_far});
        return ways;
    }
    case action::form::privilege: break;
    case action::form::ability:
    case action::form::level:
        return one_way(leaf_of(condition::form::never, part_kind::not_applicable, resource, "U2"));
    }
    mask only;
    only.set(what.number);
    const auto far = reach_of_privilege(what.number);
    if (asked.how == mode::effective) return one_way(needs.bind(need_of_privilege(what.number), resource), far);
    if (only == mask{privilege::manage}) return one_way(needs.control(resource, true), far);
    return one_way(holding(in, resource, only, rule, asked.profile), far);
}

} // namespace canreach::graph
