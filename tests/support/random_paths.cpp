#include "tests/support/random_paths.hpp"

#include <array>
#include <random>
#include <string>
#include <vector>

#include "model/acl_levels.hpp"
#include "model/roles.hpp"
#include "tests/support/random_denials.hpp"
#include "tests/support/random_detours.hpp"
#include "tests/support/random_filters.hpp"

namespace canreach::support {

random_world with_indirect_paths(random_world world) {
    std::mt19937_64 random(world.seed * 7919 + 3);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto chance = [&](unsigned percent) { return below(100) < percent; };
    std::vector<node_key> people, groups, local, service_principals, workspaces;
    node_key account;
    for (const auto& one : world.facts) {
        const auto* node = std::get_if<node_fact>(&one);
        if (node == nullptr) continue;
        const auto& key = node->key;
        if (key.kind == node_kind::user || key.kind == node_kind::service_principal) people.push_back(key);
        if (key.kind == node_kind::group) (key.scope.empty() ? groups : local).push_back(key);
        if (key.kind == node_kind::service_principal) service_principals.push_back(key);
        if (key.kind == node_kind::workspace) workspaces.push_back(key);
        if (key.kind == node_kind::account) account = key;
    }
    for (auto& one : world.facts)
        if (auto* node = std::get_if<node_fact>(&one);
            node != nullptr && node->key.kind == node_kind::group && node->key.scope.empty() && chance(20))
            node->flags |= node_flag::immutable;
    add_random_filters(world);
    add_random_denials(world);
    const auto anyone = [&]() -> const node_key& {
        if (!local.empty() && chance(10)) return local[below(local.size())];
        return chance(50) ? groups[below(groups.size())] : people[below(people.size())];
    };
    const auto give = [&](const node_key& who, const node_key& on, facet what, mask bits) {
        world.facts.emplace_back(grant_fact{principal_ref::to(who), on, what, bits, {}, {}});
    };
    for (const auto& group : groups)
        if (chance(25)) give(anyone(), group, facet::role, mask{role::group_manager});
    for (const auto& sp : service_principals) {
        if (chance(30)) give(anyone(), sp, facet::role, mask{role::service_principal_user});
        if (chance(30)) give(anyone(), sp, facet::role, mask{role::service_principal_manager});
    }
    if (chance(25)) give(anyone(), account, facet::role, mask{role::account_admin});
    if (chance(10)) give(anyone(), account, facet::role, mask{role::group_manager});
    if (chance(10)) give(anyone(), account, facet::role, mask{role::billing_admin});
    const auto thing = [&](node_kind kind, const node_key& w, std::string id) {
        node_fact made;
        made.key = {kind, w.id, std::move(id)};
        made.name = made.key.id;
        made.parent = w;
        world.facts.emplace_back(made);
        const std::array levels{acl_level::can_read, acl_level::can_run, acl_level::can_edit, acl_level::can_manage,
                                acl_level::can_manage_run};
        for (auto n = below(3); n-- > 0;)
            give(anyone(), made.key, facet::acl,
                 kind == node_kind::secret_scope ? mask{acl_level::secret_read} : mask{levels[below(levels.size())]});
        return made.key;
    };
    for (const auto& w : workspaces) {
        const auto runs_as = [&](const node_key& what, link_type how) {
            world.facts.emplace_back(link_fact{how, what, principal_ref::to(people[below(people.size())])});
        };
        if (chance(50)) {
            const auto job = thing(node_kind::job, w, "1");
            runs_as(job, link_type::run_as);
            if (chance(60))
                world.facts.emplace_back(link_fact{link_type::uses, job, thing(node_kind::notebook, w, "2")});
        }
        if (chance(30)) runs_as(thing(node_kind::pipeline, w, "3"), link_type::run_as);
        if (chance(30)) runs_as(thing(node_kind::secret_scope, w, "4"), link_type::holds);
        if (chance(30)) runs_as(thing(node_kind::app, w, "5"), link_type::app_sp);
    }
    const auto gap = [&](const node_key& about) {
        world.gaps.push_back({about, node_part::roles, outcome::refused, "rule-sets", "403"});
    };
    if (chance(15)) gap(groups[below(groups.size())]);
    if (chance(5)) gap(account);
    for (const auto& one : std::vector(world.facts))
        if (const auto* node = std::get_if<node_fact>(&one);
            node != nullptr && (node->key.kind == node_kind::job || node->key.kind == node_kind::pipeline) && chance(8))
            world.gaps.push_back({node->key, node_part::definition, outcome::refused, "job", "403"});
    add_random_detours(world);
    return world;
}

} // namespace canreach::support
