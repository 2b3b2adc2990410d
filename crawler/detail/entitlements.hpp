/// What a principal may do in a workspace by entitlement, and cloud identities that it may use there.
#pragma once

#include <boost/json/object.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "crawler/decode/page.hpp"
#include "crawler/detail/json_fields.hpp"
#include "crawler/detail/object_reader.hpp"
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

/// Adds the instance profiles among the `roles` of a SCIM record: PROFILE links to nodes of their own.
inline void add_profiles(decoded_row& row, const boost::json::object& from, const node_key& who,
                         const decode_context& context) {
    for (const auto& entry : array_in(from, "roles")) {
        const auto* object = entry.if_object();
        const auto arn = object == nullptr ? std::string_view{} : text_in(*object, "value");
        if (arn.find(":instance-profile/") == std::string_view::npos) continue;
        auto made = object_node(context, node_kind::other, fmt::format("instance-profile/{}", arn), arn);
        made.subtype = "instance-profile";
        row.facts.emplace_back(link_fact{link_type::profile, who, made.key});
        row.facts.emplace_back(std::move(made));
    }
}

} // namespace canreach::crawler::detail
