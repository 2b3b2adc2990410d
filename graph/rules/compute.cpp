#include "graph/rules/compute.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "graph/detail/account.hpp"
#include "graph/rules/conditions.hpp"
#include "graph/rules/object_abilities.hpp"
#include "model/roles.hpp"

namespace canreach::graph {
namespace {

using detail::account;
using form = condition::form;

constexpr mask entitlements{role::workspace_access, role::sql_access, role::cluster_create, role::pool_create,
                            role::workspace_consume};

bool knows_entitlements(const account& in, node_id space) {
    for (const auto& row : in.grants.on(space)) {
        const auto& held = in.grants.bits_of(row);
        if (held.what == facet::role && held.allow.intersects(entitlements)) return true;
    }
    return in.read_parts.missing(space, node_part::roles);
}

bool suits(cluster_mode mode, kind_family reached) {
    switch (mode) {
    case cluster_mode::standard: return true;
    case cluster_mode::dedicated:
    case cluster_mode::automatic: return reached == kind_family::unity;
    case cluster_mode::table_acl: return reached == kind_family::hive;
    case cluster_mode::open:
    case cluster_mode::passthrough:
    case cluster_mode::unseen: break;
    }
    return false;
}

} // namespace

condition entitled(const account& in, workspace_no w, role to) {
    const auto space = in.where.node_of(w);
    condition held;
    held.what = form::supplied;
    held.part.kind = missing_part::what::role;
    held.part.bit = static_cast<unsigned>(to);
    held.part.on = space;
    held.part.rule = "T7";
    held.supplies.push_back({space, mask{to}, false, facet::role});
    condition admin;
    admin.what = form::workspace_admin;
    admin.part.kind = missing_part::what::workspace_admin;
    admin.part.on = admin.part.workspace = space;
    admin.part.rule = "T2";
    return group_of(form::any, {std::move(held), std::move(admin)});
}

condition dedicated_to(node_id whom, node_id cluster) {
    condition made;
    made.what = form::supplied;
    made.part.kind = missing_part::what::compute;
    made.part.on = cluster;
    made.part.rule = "T7";
    made.supplies.push_back({whom, {}, false, facet::acl, true});
    return made;
}

condition compute_in(const account& in, workspace_no w, kind_family reached, compute_choice wanted, bool creating) {
    request now; // abilities as they are used: effective, in the workspace
    std::vector<condition> on_clusters;
    std::vector<condition> on_warehouses;
    const auto in_doubt = [](condition way, const object_tables::compute& one) {
        auto open = leaf_of(form::settled, missing_part::what::compute, one.node, "T7");
        open.given = truth::unknown();
        return group_of(form::all, {std::move(way), std::move(open)});
    };
    for (const auto& one : in.objects.compute_of(w)) {
        const auto counts = wanted == nullptr ? truth::yes() : wanted(one);
        if (!counts.maybe) continue;
        if (one.warehouse) {
            on_warehouses.push_back(ability_on(in, ability::run, one.node, now));
            continue;
        }
        if (!suits(one.mode, reached)) continue;
        auto attached = ability_on(in, ability::attach, one.node, now);
        const bool of_somebody =
            one.mode == cluster_mode::dedicated || (one.mode == cluster_mode::automatic && one.dedicated_to != no_node);
        if (of_somebody && one.dedicated_to == no_node) continue; // of nobody that is known
        if (of_somebody)
            attached = group_of(form::all, {std::move(attached), dedicated_to(one.dedicated_to, one.node)});
        on_clusters.push_back(counts.surely ? std::move(attached) : in_doubt(std::move(attached), one));
    }
    const auto space = in.where.node_of(w);
    const auto add_unlisted = [&](std::string_view family, std::vector<condition>& into) {
        if ((wanted != nullptr && !creating) || !in.read_parts.unlisted(space, family)) return;
        auto some = leaf_of(form::settled, missing_part::what::compute, space, "T7");
        some.given = truth::unknown();
        into.push_back(std::move(some));
    };
    add_unlisted("clusters", on_clusters);
    add_unlisted("warehouses", on_warehouses);
    const bool asks_entitlements = knows_entitlements(in, space);
    if (asks_entitlements && creating) on_clusters.push_back(entitled(in, w, role::cluster_create));
    auto clusters = group_of(form::any, std::move(on_clusters));
    auto warehouses = group_of(form::any, std::move(on_warehouses));
    if (!asks_entitlements) return group_of(form::any, {std::move(warehouses), std::move(clusters)});
    return group_of(form::any, {group_of(form::all, {std::move(warehouses), entitled(in, w, role::sql_access)}),
                                group_of(form::all, {std::move(clusters), entitled(in, w, role::workspace_access)})});
}

} // namespace canreach::graph
