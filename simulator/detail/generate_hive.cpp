#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/detail/generation.hpp"
#include "simulator/detail/names.hpp"

/// Hive metastores: one a workspace, read by SQL. Small beside Unity Catalog, since each object costs a statement.
namespace canreach::simulator::detail {
namespace {

constexpr std::array<std::string_view, 5> on_tables{"SELECT", "SELECT", "MODIFY", "READ_METADATA", "ALL PRIVILEGES"};
constexpr std::array<std::string_view, 5> on_schemas{"USAGE", "USAGE", "SELECT", "CREATE", "CREATE_NAMED_FUNCTION"};
constexpr std::array<std::string_view, 2> on_files{"SELECT", "MODIFY"};

/// Names that must be quoted to be asked about.
constexpr std::array<std::string_view, 4> odd_tables{"order lines", "2024-q1", "größe", "a`tick"};

} // namespace

void generation::make_hive() {
    if (wanted_.showcase) make_showcase_hive(builder_, showcase_);
    auto random = random_for("hive");
    for (const auto where : workspaces_)
        if (!builder_.at(where).hive) make_hive_of(random, where);
}

void generation::make_hive_of(seeded_random& random, workspace_index where) {
    auto& space = builder_.at(where);
    const auto& lists = builder_.so_far().objects;
    const bool has_one = pos(where) < lists.size() &&
                         std::ranges::find(lists[pos(where)].all(), node_kind::warehouse, &workspace_object::kind) !=
                             lists[pos(where)].all().end();
    if (has_one)
        space.warehouse = wanted_.awkward && pos(where) % 6 == 5 ? warehouse_state::stopped : warehouse_state::running;
    auto& store = space.hive.emplace(hive_metastore::fresh("default"));
    const auto somebody = [&]() -> std::string {
        const auto roll = random.below(10);
        if (roll == 0) return "users";
        if (roll < 3) return space.groups[random.below(static_cast<std::uint32_t>(space.groups.size()))].name;
        if (roll == 3 && wanted_.awkward) return "left.long.ago@example.com";
        return std::string(builder_.so_far().at(some_grantee(random)).name);
    };
    const auto grant = [&](hive_object& on, auto actions, std::uint32_t most) {
        for (auto n = random.below(most + 1); n > 0; --n) {
            const auto name = somebody();
            if (name.empty()) continue; // deleted, which Hive does not name
            const bool denied = random.chance(12);
            on.grants.push_back({name, fmt::format("{}{}", denied ? "DENIED_" : "", random.pick(actions))});
        }
        if (random.chance(70)) on.grants.push_back({std::string(some_owner(random)), "OWN"});
        if (on.grants.size() > 0 && on.grants.back().principal.empty()) on.grants.pop_back();
    };
    std::vector<std::string> schemas{"default"};
    for (std::uint32_t i = 0; i < wanted_.hive_schemas; ++i) {
        schemas.push_back(fmt::format("{}_{}", schema_name(i + 1), i));
        grant(store.object(node_kind::hive_schema, schemas.back()), on_schemas, 4);
    }
    for (std::uint32_t i = 0; i < wanted_.hive_tables; ++i) {
        auto name = fmt::format("{}_{}", object_name(i, 1), i);
        if (wanted_.awkward && i < odd_tables.size() && pos(where) == 0) name = odd_tables[i];
        auto& made = store.object(node_kind::hive_table, random.pick(schemas), name);
        made.view = random.chance(20);
        if (!made.view)
            made.location = i % 4 == 3 ? storage_url(fmt::format("hive/{}/{}", made.schema, i))
                                       : fmt::format("dbfs:/user/hive/warehouse/{}.db/{}", made.schema, i);
        grant(made, on_tables, 3);
    }
    for (std::uint32_t i = 0; i < wanted_.hive_functions; ++i)
        grant(store.object(node_kind::hive_function, random.pick(schemas), fmt::format("fn_{}", i)), on_files, 2);
    grant(store.object(node_kind::hive_catalog), on_schemas, 3);
    grant(store.object(node_kind::any_file), on_files, 3);
    grant(store.object(node_kind::anonymous_function), on_files, 1);
}

} // namespace canreach::simulator::detail
