/// Published rate limits (databricks-api C.3), as data: where the governor starts.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace canreach::crawler {

/// Endpoints that share a limit on one host.
enum class rate_class : std::uint8_t {
    account_other,      ///< workspaces, metastores, permission assignments: not published
    account_scim_get,   ///< 20/s
    account_scim_list,  ///< 240/min
    account_scim_patch, ///< 2/s
    workspace_scim,     ///< 255/min, lists and single reads together
    account_rules,      ///< rule sets, secrets, federation: not published; apart, since they are many and can wait
    workspace_settings, ///< not published
    unity,              ///< Unity Catalog objects and grants: not published
    sql,                ///< statements on a warehouse and their results: not published; a reply may be held for half a
                        ///< minute, so they must leave places of the host to the others
    storage,            ///< files of results in cloud storage
    permissions,        ///< permission lists of workspace objects: 100/s
    workspace_tree,     ///< 50/s
    jobs,               ///< 20/s each for lists and single reads
    pipelines,          ///< 150/s
    secrets,            ///< 1100/min
    tokens,             ///< 40/s
    mlflow,             ///< experiments: 7/s
    model_registry,     ///< 40/s
    legacy_sql,         ///< queries and alerts: fewer than 10 at a time, or a temporary ban
    workspace_other,    ///< clusters, warehouses, apps, …: not published
};
inline constexpr std::size_t rate_class_count = 20;

struct rate_limit {
    rate_class of;
    std::string_view name;
    double per_second;           ///< 0 = not published: only the in-flight cap holds until the server complains
    unsigned most_in_flight = 0; ///< 0 = as the governor is told
};

[[nodiscard]] std::span<const rate_limit> documented_rate_limits() noexcept;
[[nodiscard]] const rate_limit& documented_limit(rate_class of) noexcept;

} // namespace canreach::crawler
