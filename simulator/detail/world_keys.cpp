#include "simulator/detail/world_keys.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "simulator/detail/world_ids.hpp"

namespace canreach::simulator::detail {
namespace {

using keys = std::map<std::string, node_key>;

node_key key_of(std::string_view id, const keys& known, const std::string& store, std::int64_t& next_principal) {
    if (id == "account") return {node_kind::account, {}, std::string(world_account_id)};
    const auto parts = split(id);
    const auto kind = *kind_of(parts.word);
    const auto scope = parts.workspace.empty() ? std::string{} : known.at(fmt::format("ws:{}", parts.workspace)).id;
    if (kind == node_kind::group && parts.rest == account_users_id) return {kind, {}, std::string(account_users_id)};
    if (parts.word == "builtin") return {kind, scope, std::string(parts.rest)};
    if (kind == node_kind::recipient) return {kind, store, std::string(parts.rest)};
    if (is_principal(kind)) return {kind, scope, std::to_string(next_principal++)};
    if (family_of(kind) == kind_family::unity) return {kind, store, std::string(parts.rest)};
    return {kind, scope, std::string(parts.rest)};
}

} // namespace

std::map<std::string, node_key> keys_of(const world_names& names) {
    keys made;
    std::int64_t principal = 1000;
    std::int64_t workspace = 9'000'000'000'000'001; // within 2^53, so that every JSON reader keeps it
    std::int64_t metastore = 0;
    for (const auto& id : names) {
        const auto parts = split(id);
        if (parts.word == "ws")
            made[id] = {node_kind::workspace, {}, std::to_string(workspace++)};
        else if (parts.word == "metastore")
            made[id] = {node_kind::metastore, {}, fmt::format("00000000-0000-4000-8000-{:012}", ++metastore)};
    }
    const auto store = made.at(std::string(default_metastore)).id;
    for (const auto& id : names) {
        if (made.contains(id)) continue;
        made[id] = key_of(id, made, store, principal);
    }
    return made;
}

} // namespace canreach::simulator::detail
