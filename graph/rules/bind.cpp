#include "graph/rules/bind.hpp"

#include "graph/detail/account.hpp"
#include "graph/rules/hive.hpp"
#include "graph/rules/identity_operations.hpp"
#include "graph/rules/object_abilities.hpp"
#include "graph/rules/requirements.hpp"
#include "graph/rules/unity.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {
namespace {

/// Switches that the Unity Catalog rules of an action look at.
switches_seen doubts_of(action what, node_kind kind) {
    switches_seen seen;
    if (what.what == action::form::privilege) {
        if (what.number == static_cast<unsigned>(privilege::manage)) seen.add(profile_switch::manage_usage);
        return seen;
    }
    if (what.what != action::form::operation || what.number >= known_operations().size()) return seen;
    const auto* row = known_operations()[what.number].on(kind);
    if (row == nullptr || !mentions(row->requirement, need::form::control)) return seen;
    seen.add(profile_switch::manage_usage);
    if (row->name.starts_with("DROP ")) seen.add(profile_switch::drop_by_metastore_admin);
    return seen;
}

} // namespace

std::vector<bound_action> bind(const detail::account& in, action what, const request& asked, node_id resource) {
    if (is_impersonating(what)) return one_way(being(resource));
    const auto kind = in.nodes.kind[resource.value];
    if (!abilities_known(kind).empty()) return one_way(bind_object(in, what, asked, resource));
    if (family_of(kind) == kind_family::hive) {
        std::vector<bound_action> made;
        made.push_back(bind_hive(in, what, asked, resource));
        return made;
    }
    auto ways = bind_unity(in, what, asked, resource);
    const auto doubts = doubts_of(what, kind);
    for (auto& way : ways) way.doubts |= doubts;
    return ways;
}

} // namespace canreach::graph
