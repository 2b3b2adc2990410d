#include "tests/support/random_filters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::support {

void add_random_filters(random_world& world) {
    std::mt19937_64 random(world.seed * 6364136223846793005U + 29);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto chance = [&](unsigned percent) { return below(100) < percent; };
    if (!chance(40)) return;
    std::vector<node_key> tables, people, groups, workspaces;
    for (const auto& one : world.facts) {
        const auto* node = std::get_if<node_fact>(&one);
        if (node == nullptr) continue;
        const auto& key = node->key;
        if (key.kind == node_kind::table && node->subtype != "VIEW") tables.push_back(key);
        if (key.kind == node_kind::user) people.push_back(key);
        if (key.kind == node_kind::group && key.scope.empty()) groups.push_back(key);
        if (key.kind == node_kind::workspace) workspaces.push_back(key);
    }
    if (people.empty() || groups.empty()) return;
    const node_key everyone{node_kind::group, {}, std::string(account_users_id)};
    // Some of the catalogs are open for reading alone.
    for (auto& one : world.facts)
        if (auto* row = std::get_if<bind_fact>(&one); row != nullptr && row->how == binding::read_write && chance(50))
            row->how = binding::read_only;
    for (const auto& table : tables) {
        if (!chance(70)) continue;
        const auto schema = table.id.substr(0, table.id.rfind('.'));
        const std::array places{table, node_key{node_kind::schema, table.scope, schema},
                                node_key{node_kind::catalog, table.scope, schema.substr(0, schema.find('.'))}};
        // One of those who hold everything is in control of one of the places, and named.
        const auto& asking = people[below(people.size())];
        const auto& controlled = places[below(places.size())];
        if (chance(80)) {
            const mask all{privilege::use_catalog, privilege::use_schema, privilege::select};
            world.facts.emplace_back(grant_fact{principal_ref::to(asking), places.back(), facet::unity, all, {}, {}});
            if (!workspaces.empty())
                world.facts.emplace_back(grant_fact{principal_ref::to(asking),
                                                    workspaces[below(workspaces.size())],
                                                    facet::role,
                                                    mask{role::workspace_user},
                                                    {},
                                                    {}});
            if (chance(70))
                world.facts.emplace_back(owner_fact{principal_ref::to(asking), controlled});
            else
                world.facts.emplace_back(
                    grant_fact{principal_ref::to(asking), controlled, facet::unity, mask{privilege::manage}, {}, {}});
        }
        const bool masks = chance(30);
        for (auto n = 1 + below(3); n-- > 0;) {
            policy_fact made;
            made.name = fmt::format("meets{}-{}", n, table.id);
            made.type = masks ? policy_type::column_mask : policy_type::row_filter;
            if (masks) made.column = "email";
            made.matches.push_back(table);
            if (chance(30)) { // set by hand
                made.on = table;
                made.to.push_back(principal_ref::to(everyone));
                world.facts.emplace_back(std::move(made));
                continue;
            }
            made.on = chance(60) ? controlled : places[below(places.size())];
            made.to.push_back(principal_ref::to(chance(60) ? asking : groups[below(groups.size())]));
            if (chance(30)) made.to.push_back(principal_ref::to(groups[below(groups.size())]));
            if (chance(30)) made.except.push_back(principal_ref::to(groups[below(groups.size())]));
            world.facts.emplace_back(std::move(made));
        }
    }
}

} // namespace canreach::support
