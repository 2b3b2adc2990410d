#include <algorithm>
#include <array>
#include <span>

#include "model/node.hpp"
#include "simulator/detail/generation.hpp"
#include "simulator/detail/names.hpp"

namespace canreach::simulator::detail {
namespace {

using privilege_names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 1> all{"ALL_PRIVILEGES"};
constexpr std::array<std::string_view, 1> manage{"MANAGE"};
constexpr std::array<std::string_view, 1> select{"SELECT"};
constexpr std::array<std::string_view, 2> select_modify{"SELECT", "MODIFY"};
constexpr std::array<std::string_view, 1> use_catalog{"USE_CATALOG"};
constexpr std::array<std::string_view, 2> browse_catalog{"USE_CATALOG", "BROWSE"};
constexpr std::array<std::string_view, 3> read_catalog{"USE_CATALOG", "USE_SCHEMA", "SELECT"};
constexpr std::array<std::string_view, 2> create_schema{"USE_CATALOG", "CREATE_SCHEMA"};
constexpr std::array<std::string_view, 1> use_schema{"USE_SCHEMA"};
constexpr std::array<std::string_view, 2> read_schema{"USE_SCHEMA", "SELECT"};
constexpr std::array<std::string_view, 5> write_schema{"USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE",
                                                       "CREATE_VOLUME"};
constexpr std::array<std::string_view, 3> run_schema{"USE_SCHEMA", "EXECUTE", "READ_VOLUME"};
constexpr std::array<std::string_view, 1> read_volume{"READ_VOLUME"};
constexpr std::array<std::string_view, 2> write_volume{"READ_VOLUME", "WRITE_VOLUME"};
constexpr std::array<std::string_view, 1> execute{"EXECUTE"};
constexpr std::array<std::string_view, 1> read_files{"READ_FILES"};
constexpr std::array<std::string_view, 3> write_files{"READ_FILES", "WRITE_FILES", "CREATE_EXTERNAL_TABLE"};
constexpr std::array<std::string_view, 2> on_metastore{"CREATE_CATALOG", "CREATE_EXTERNAL_LOCATION"};
constexpr std::array<std::string_view, 2> unknown_word{"CREATE_TELEPORT", "SELECT"};

/// What is granted on a kind, common sets several times.
std::vector<privilege_names> menu_of(node_kind kind) {
    switch (kind) {
    case node_kind::catalog:
        return {use_catalog, use_catalog, browse_catalog, read_catalog, read_catalog, create_schema, all, manage};
    case node_kind::schema:
        return {use_schema, use_schema, read_schema, read_schema, write_schema, run_schema, all, manage};
    case node_kind::table: return {select, select, select, select_modify, all, manage};
    case node_kind::volume: return {read_volume, read_volume, write_volume, all};
    case node_kind::location: return {read_files, read_files, write_files, all};
    default: return {execute, execute, execute, all, manage};
    }
}

} // namespace

std::string_view generation::name_in_grants(principal_index who) const {
    const auto& row = builder_.so_far().at(who);
    return row.kind == node_kind::service_principal ? row.application_id : row.name;
}

grantee_index generation::some_grantee(seeded_random& random) {
    const auto dice = random.below(1000);
    const auto from = [&](const std::vector<principal_index>& list, std::uint32_t at) {
        return builder_.grantee_named(name_in_grants(list[at]), builder_.so_far().at(list[at]).id);
    };
    const auto size = [](const auto& list) { return static_cast<std::uint32_t>(list.size()); };
    if (dice < 20) return builder_.grantee_named(account_users_id);
    if (wanted_.awkward && dice < 24) // deleted: only the id is left
        return builder_.grantee_named({}, 900'000'000 + static_cast<std::int64_t>(random.below(20)));
    if (wanted_.awkward && dice < 28) return builder_.grantee_named("former.employee@example.com");
    if (dice < 100 && !service_principals_.empty())
        return from(service_principals_, random.below(size(service_principals_)));
    if (dice < 250) return from(users_, random.below(size(users_)));
    return from(groups_, random.skewed(size(groups_)));
}

std::string_view generation::some_owner(seeded_random& random) {
    const auto dice = random.below(1000);
    const auto size = [](const auto& list) { return static_cast<std::uint32_t>(list.size()); };
    if (wanted_.awkward && dice < 5) return "System user";
    if (wanted_.awkward && dice < 10) return {};
    if (wanted_.awkward && dice < 15) return "someone.gone@example.com";
    if (dice < 300 && !service_principals_.empty())
        return name_in_grants(service_principals_[random.skewed(size(service_principals_))]);
    if (dice < 650) return name_in_grants(users_[random.skewed(size(users_))]);
    return name_in_grants(groups_[random.skewed(size(groups_))]);
}

void generation::own(seeded_random& random, securable_index what) {
    builder_.set_owner(what, some_owner(random));
}

void generation::make_grants() {
    auto random = random_for("grants");
    std::array<std::vector<securable_index>, 3> levels; // catalogs and locations; schemas; leaves
    for (const auto& what : placed_) {
        const bool top = what.kind == node_kind::catalog || what.kind == node_kind::location;
        levels[top ? 0 : what.kind == node_kind::schema ? 1 : 2].push_back(what.index);
    }
    // One row in ten above, four in ten on schemas, the rest below; where a level is too small for its part, the rest
    // moves down, since a permission list has an end (databricks-api, C.4).
    const std::array<std::uint32_t, 3> most{300, 200, 100};
    const std::array<std::uint32_t, 3> percent{10, 40, 100};
    auto rest = wanted_.grants;
    std::array<std::vector<std::uint32_t>, 128> menus;
    const auto set_for = [&](node_kind kind) {
        auto& menu = menus[static_cast<std::size_t>(kind)];
        if (menu.empty())
            for (const auto names : menu_of(kind)) menu.push_back(builder_.privilege_set(names));
        return random.pick(menu);
    };
    for (std::size_t level = 0; level < levels.size(); ++level) {
        const auto& objects = levels[level];
        if (objects.empty()) continue;
        const auto count = static_cast<std::uint32_t>(objects.size());
        const auto part = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(std::uint64_t{level == 2 ? rest : wanted_.grants} * percent[level] / 100,
                                    std::uint64_t{most[level]} * count));
        for (std::uint32_t i = 0; i < part; ++i) {
            // Half of the rows spread evenly, half heavy-tailed.
            const auto at = objects[i % 2 == 0 ? random.below(count) : random.skewed(count)];
            // Drawn one after the other: compilers differ in the order of arguments, and the account must not.
            const auto privileges = set_for(builder_.so_far().at(at).kind);
            builder_.grant(at, some_grantee(random), privileges);
        }
        rest -= part;
    }
    for (const auto store : metastores_)
        builder_.grant(builder_.root_of(store), some_grantee(random), builder_.privilege_set(on_metastore));
    if (wanted_.awkward) make_awkward_grants(random);
}

void generation::make_awkward_grants(seeded_random& random) {
    const auto unknown = builder_.privilege_set(unknown_word);
    const auto reading = builder_.privilege_set(select);
    const auto on_some_table = [&](grantee_index who, std::uint32_t privileges) {
        for (std::size_t tries = 0; tries < 64; ++tries) {
            const auto& what = random.pick(placed_);
            if (what.kind != node_kind::table) continue;
            builder_.grant(what.index, who, privileges);
            return;
        }
    };
    if (placed_.empty()) return;
    on_some_table(some_grantee(random), unknown);
    // The same mailbox in another letter case, a guest's long name, a name nobody has, a deleted principal.
    if (users_.size() > 2) {
        auto folded = std::string(name_in_grants(users_[2]));
        std::ranges::transform(folded, folded.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        on_some_table(builder_.grantee_named(folded, builder_.so_far().at(users_[2]).id), reading);
    }
    on_some_table(builder_.grantee_named("visitor_partner.example#EXT#@tenant.onmicrosoft.com"), reading);
    on_some_table(builder_.grantee_named("dissolved team"), reading);
    on_some_table(builder_.grantee_named("6f1d0c3e-2222-4222-8222-aaaaaaaaaaaa"), reading);
    on_some_table(builder_.grantee_named({}, 990'017), reading);
    if (users_.size() > 1) // deactivated, but its grants stay (rule M7)
        on_some_table(builder_.grantee_named(name_in_grants(users_[1]), builder_.so_far().at(users_[1]).id), reading);
    for (const auto group : groups_) {
        const auto name = name_in_grants(group);
        if (std::ranges::find(awkward_group_names(), name) == awkward_group_names().end()) continue;
        on_some_table(builder_.grantee_named(name, builder_.so_far().at(group).id), reading);
    }
}

} // namespace canreach::simulator::detail
