/// What a principal may do in a workspace by entitlement.
#pragma once

#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "crawler/decode/page.hpp"
#include "crawler/detail/json_fields.hpp"
#include "model/roles.hpp"

namespace canreach::crawler::detail {

/// Adds the `entitlements` of a SCIM record as one grant on `workspace`. Words never seen before give nothing.
inline void add_entitlements(decoded_row& row, const boost::json::object& from, principal_ref who,
                             std::string_view workspace) {
    constexpr std::array known{role::workspace_access, role::sql_access, role::cluster_create, role::pool_create,
                               role::workspace_consume};
    mask allow;
    for (const auto& entry : array_in(from, "entitlements")) {
        const auto* object = entry.if_object();
        const auto found = object == nullptr ? std::nullopt : role_named(text_in(*object, "value"));
        if (found && std::ranges::find(known, *found) != known.end()) allow.set(static_cast<unsigned>(*found));
    }
    if (allow.empty()) return;
    row.facts.emplace_back(
        grant_fact{std::move(who), {node_kind::workspace, {}, std::string(workspace)}, facet::role, allow, {}, {}});
}

} // namespace canreach::crawler::detail
