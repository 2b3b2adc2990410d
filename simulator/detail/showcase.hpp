/// The named part of the preset `showcase`: every name of the documentation's examples, with answers worth asking for.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "simulator/account_builder.hpp"

namespace canreach::simulator::detail {

/// What the showcase made, for the generator to count and to build around.
struct showcase_places {
    std::uint32_t users = 0, service_principals = 0, groups = 0;
    std::uint32_t catalogs = 0, schemas = 0, tables = 0, locations = 0;
    std::uint32_t objects = 0;                                    ///< besides the root folder
    std::unordered_map<std::string_view, principal_index> people; ///< by name or, for service principals, display name
    principal_index everyone{};                                   ///< the group that generated users join too
};

[[nodiscard]] showcase_places make_showcase_people(account_builder& into);
/// Workspaces `prod`, `dev` (first metastore), `us-ml` (second) and `ml-sandbox` (not running).
void make_showcase_workspaces(account_builder& into, const showcase_places& places);
void make_showcase_data(account_builder& into, showcase_places& places);
/// The Hive metastore of `prod`: `hive_metastore.sales.orders` and what is around it.
void make_showcase_hive(account_builder& into, const showcase_places& places);
/// In `prod` and `dev`.
void make_showcase_objects(account_builder& into, showcase_places& places);

} // namespace canreach::simulator::detail
