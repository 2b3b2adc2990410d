#include "tests/support/random_denials.hpp"

#include <algorithm>
#include <random>
#include <variant>
#include <vector>

#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::support {
namespace {

bool can_be_joined(const node_fact& node) {
    return node.key.kind == node_kind::group && node.key.scope.empty() && !node.flags.has(node_flag::immutable) &&
           !node.flags.has(node_flag::system);
}

} // namespace

bool takes_away(const random_world& world) {
    return std::ranges::any_of(world.facts, [](const fact& one) {
        const auto* grant = std::get_if<grant_fact>(&one);
        return std::holds_alternative<policy_fact>(one) || (grant != nullptr && !grant->deny.empty());
    });
}

void add_random_denials(random_world& world) {
    std::mt19937_64 random(world.seed * 2654435761U + 17);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto chance = [&](unsigned percent) { return below(100) < percent; };
    const bool adds = chance(60);
    const bool few = adds || takes_away(world);
    const auto most = world.seed / 5 % 8 == 0 ? 3U : 2U;
    std::vector<node_key> people, groups, metastores;
    for (auto& one : world.facts) {
        auto* node = std::get_if<node_fact>(&one);
        if (node == nullptr) continue;
        if (can_be_joined(*node)) {
            if (groups.size() < most)
                groups.push_back(node->key);
            else if (few)
                node->flags |= node_flag::immutable;
        }
        if (node->key.kind == node_kind::user) people.push_back(node->key);
        if (node->key.kind == node_kind::hive_catalog) metastores.push_back(node->key);
    }
    if (!adds || groups.empty() || people.empty()) return;
    const auto give = [&](const node_key& who, const node_key& on, facet what, mask allow, mask deny) {
        world.facts.emplace_back(grant_fact{principal_ref::to(who), on, what, allow, deny, {}});
    };
    // Somebody has the choice among all of them, and a way into the workspaces.
    const auto& joiner = people[below(people.size())];
    for (const auto& group : groups) {
        give(joiner, group, facet::role, mask{role::group_manager}, {});
        if (chance(50)) give(people[below(people.size())], group, facet::role, mask{role::group_manager}, {});
    }
    for (const auto& in : metastores) {
        give(joiner, {node_kind::workspace, {}, in.scope}, facet::role, mask{role::workspace_user}, {});
        const auto& giving = groups[below(groups.size())];
        mask given{hive_privilege::select, hive_privilege::usage};
        if (chance(50)) given |= mask{hive_privilege::modify};
        give(giving, in, facet::hive, given, {});
        const auto& denied = groups[below(groups.size())];
        if (chance(60))
            give(denied, in, facet::hive, {}, mask{chance(70) ? hive_privilege::select : hive_privilege::usage});
    }
}

} // namespace canreach::support
