#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/generation.hpp"
#include "simulator/detail/names.hpp"

namespace canreach::simulator::detail {
namespace {

local_member member_of(const principal& who) {
    return {who.kind, who.id, who.name};
}

} // namespace

void generation::make_tenancy() {
    auto random = random_for("tenancy");
    const bool azure = wanted_.where == cloud::azure;
    for (std::uint32_t i = 0; i < wanted_.metastores; ++i)
        metastores_.push_back(builder_.add_metastore(uuid(random), fmt::format("metastore-{}", region_name(i, azure)),
                                                     region_name(i, azure), wanted_.awkward && i == 1));
    // The second metastore, if there is one, allows nothing: an empty list is left out of the reply.
    using list = allowed_artifact::list;
    for (std::uint32_t i = 0; i < wanted_.metastores; ++i) {
        if (i == 1) continue;
        builder_.allow(metastores_[i], {list::init_script, "/Volumes/main/shared/init/"});
        builder_.allow(metastores_[i], {list::init_script, "dbfs:/databricks/scripts, old/"});
        builder_.allow(metastores_[i], {list::library_jar, "/Volumes/main/shared/jars/"});
        // A kind of match that nobody has seen yet; official clients cannot say it, so the showcase does without.
        const bool odd = wanted_.awkward && !wanted_.showcase;
        builder_.allow(metastores_[i],
                       {list::library_maven, "com.example:ingest", odd ? "EXACT_MATCH" : "PREFIX_MATCH"});
    }
    if (wanted_.showcase) make_showcase_workspaces(builder_, showcase_);
    const auto named = static_cast<std::uint32_t>(builder_.so_far().workspaces.size());
    for (std::uint32_t i = named; i < wanted_.workspaces; ++i) {
        workspace space;
        space.id = 1'000'000'000'000'000 + static_cast<std::int64_t>(random.next() % 4'000'000'000'000'000U) + i;
        if (wanted_.awkward && i == 1) space.id = 9'007'199'254'740'993 + i; // above 2^53: doubles cannot hold it
        space.name = workspace_name(i);
        space.status = "RUNNING";
        space.region = region_name(i % std::max(1U, wanted_.metastores), azure);
        if (wanted_.awkward && i >= 2) space.spelling = static_cast<std::uint8_t>(i % 4);
        const bool spare = wanted_.awkward && i >= std::max(3U, wanted_.metastores);
        if (spare && i % 9 == 3) space.status = "FAILED";
        const auto index = builder_.add(std::move(space));
        if (spare && i % 13 == 5) continue; // not every workspace has a metastore
        if (!metastores_.empty()) builder_.attach(index, metastores_[i % metastores_.size()]);
    }
    for (std::uint32_t i = 0; i < builder_.so_far().workspaces.size(); ++i) {
        const workspace_index where{i};
        workspaces_.push_back(where);
        if (i >= named) assign_everyone(random, where);
        make_local_groups(random, where, i);
    }
    for (const auto store : metastores_) {
        if (wanted_.showcase && store == metastores_.front()) continue;
        const auto owner = groups_[random.skewed(static_cast<std::uint32_t>(groups_.size()))];
        builder_.set_owner(builder_.root_of(store), name_in_grants(owner));
    }
}

void generation::assign(workspace_index where, principal_index who, bool admin) {
    auto& rows = builder_.at(where).assignments;
    const auto& account = builder_.so_far();
    const auto found = std::ranges::find_if(rows, [&](const assignment& row) { return row.who == who; });
    if (found == rows.end())
        rows.push_back({who, false, account.at(who).id, !admin, admin});
    else if (admin)
        found->admin = true;
}

void generation::assign_everyone(seeded_random& random, workspace_index where) {
    const auto count = [](const auto& list) { return static_cast<std::uint32_t>(list.size()); };
    const auto some = [&](const std::vector<principal_index>& from, std::uint32_t most, bool admin) {
        if (from.empty()) return;
        for (auto n = 1 + random.skewed(std::min(most, count(from))); n > 0; --n)
            assign(where, from[random.below(count(from))], admin);
    };
    assign(where, groups_.front(), false);
    some(groups_, 40, false);
    some(groups_, 2, true);
    some(users_, 120, false);
    some(users_, 3, true);
    some(service_principals_, 12, false);
    if (wanted_.awkward && pos(where) % 3 == 1) {
        // A principal that was deleted after its assignment: no name field says what it was.
        builder_.at(where).assignments.push_back({std::nullopt, false, next_id(random), true, false});
    }
}

void generation::make_local_groups(seeded_random& random, workspace_index where, std::uint32_t number) {
    auto& space = builder_.at(where);
    const auto& account = builder_.so_far();
    local_group users{next_id(random), "users", system_group::users, {}, false};
    local_group admins{next_id(random), "admins", system_group::admins, {}, false};
    for (const auto& row : space.assignments)
        if (row.who && row.admin) admins.members.push_back(member_of(account.at(*row.who)));
    space.groups.push_back(std::move(users));
    space.groups.push_back(std::move(admins));
    for (std::uint32_t i = 0; i < wanted_.local_groups; ++i) {
        local_group group;
        group.id = next_id(random);
        // The first has the name of an account group, and the same name in every workspace.
        if (wanted_.awkward && i == 0 && groups_.size() > 2)
            group.name = account.at(groups_[2]).name;
        else
            group.name = i == 1 ? std::string("etl-ops") : fmt::format("{}-local", group_name(number * 7 + i));
        const auto add = [&](principal_index who) {
            const auto& row = account.at(who);
            if (std::ranges::find(group.members, row.id, &local_member::id) == group.members.end())
                group.members.push_back(member_of(row));
        };
        for (auto n = 1 + random.skewed(20); n > 0; --n) add(random.pick(users_));
        if (i % 2 == 1) add(random.pick(groups_));
        if (i % 3 == 2 && !service_principals_.empty()) add(random.pick(service_principals_));
        if (i > 0 && random.chance(50)) // nested in the workspace
            group.members.push_back({node_kind::group, space.groups.back().id, space.groups.back().name});
        space.groups.push_back(std::move(group));
    }
}

} // namespace canreach::simulator::detail
