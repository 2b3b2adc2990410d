#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/generation.hpp"
#include "simulator/detail/names.hpp"

namespace canreach::simulator::detail {

void generation::make_access() {
    auto random = random_for("access");
    make_rules(random);
    for (const auto where : workspaces_) {
        auto& space = builder_.at(where);
        if (random.chance(40))
            space.restrict_admins = random.chance(50) ? "RESTRICT_TOKENS_AND_JOB_RUN_AS" : "ALLOW_ALL";
        make_entitlements(random, where);
        if (wanted_.awkward && pos(where) == 0) make_guests(random, where);
    }
}

role_rule generation::some_rule(seeded_random& random, std::string_view role) {
    const auto dice = random.below(100);
    const auto& from = dice < 45 ? users_ : dice < 85 || service_principals_.empty() ? groups_ : service_principals_;
    const auto who = random.pick(from);
    return {std::string(role), builder_.so_far().at(who).kind, std::string(name_in_grants(who))};
}

void generation::make_rules(seeded_random& random) {
    for (const auto who : service_principals_) {
        auto& extra = builder_.extra_of(who);
        if (random.chance(50)) extra.rules.push_back(some_rule(random, "servicePrincipal.user"));
        if (random.chance(60)) extra.rules.push_back(some_rule(random, "servicePrincipal.manager"));
        extra.secrets = random.chance(60) ? 1 + random.below(5) : 0;
        extra.federation_policies = random.chance(20) ? 1 : 0;
    }
    for (const auto who : groups_) {
        auto& extra = builder_.extra_of(who);
        if (random.chance(20)) extra.rules.push_back(some_rule(random, "group.manager"));
        if (random.chance(8)) extra.rules.push_back(some_rule(random, "group.assumer"));
    }
    builder_.add_rule(some_rule(random, "marketplace.admin"));
    builder_.add_rule(some_rule(random, "group.manager"));
    builder_.set_federation_policies(1);
    if (!wanted_.awkward) return;
    builder_.add_rule(some_rule(random, "tagPolicy.creator"));
    builder_.add_rule(some_rule(random, "teleport.admin")); // a role never seen before
    // A name that nobody has any more.
    if (!service_principals_.empty())
        builder_.extra_of(service_principals_.front())
            .rules.push_back({"servicePrincipal.user", node_kind::user, "former.employee@example.com"});
    if (wanted_.showcase) return; // its crawl has no gaps, and nobody of its examples is barred
    for (const auto who : users_)
        if (const auto& one = builder_.so_far().at(who); !one.external_id.empty()) {
            builder_.add_rule(access_rule{"leavers", who});
            break;
        }
    if (groups_.size() > 8) builder_.extra_of(groups_[7]).rules_refused = wanted_.vanished > 0;
}

void generation::make_entitlements(seeded_random& random, workspace_index where) {
    auto& space = builder_.at(where);
    const auto& account = builder_.so_far();
    for (const auto& group : space.groups)
        if (group.system == system_group::users)
            space.entitlements.push_back({node_kind::group, group.id, {"workspace-access", "databricks-sql-access"}});
        else if (group.system == system_group::admins)
            space.entitlements.push_back(
                {node_kind::group,
                 group.id,
                 {"workspace-access", "databricks-sql-access", "allow-cluster-create", "allow-instance-pool-create"}});
        else if (random.chance(30))
            space.entitlements.push_back({node_kind::group, group.id, {"allow-cluster-create"}});
    for (const auto& row : space.assignments) {
        if (!row.who || !random.chance(25)) continue;
        const auto& who = account.at(*row.who);
        space.entitlements.push_back(
            {who.kind, who.id, {random.chance(50) ? "allow-cluster-create" : "workspace-consume"}});
        if (wanted_.awkward && random.chance(30)) space.entitlements.back().names.emplace_back("allow-teleport");
    }
}

/// The same people under the names that the workspace's directory has for them (rule M8).
void generation::make_guests(seeded_random& random, workspace_index where) {
    if (users_.size() < 10) return;
    const auto& account = builder_.so_far();
    const auto& known = account.at(users_[users_.size() - 2]);
    auto spelling = known.name;
    std::ranges::replace(spelling, '@', '_');
    spelling += "#EXT#@tenant.onmicrosoft.com";
    auto& guests = builder_.at(where).guests;
    guests.push_back({known.id, spelling, {}});                                // with the id that the account knows
    guests.push_back({next_id(random), "b2b_" + spelling, known.external_id}); // with another one
}

} // namespace canreach::simulator::detail
