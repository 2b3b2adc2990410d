/// Published rate limits (databricks-api C.3), as data: where the governor starts.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace canreach::crawler {

/// Endpoints that share a limit on one host.
enum class rate_class : std::uint8_t {
    account_other,     ///< workspaces, metastores, permission assignments: not published
    account_scim_get,  ///< 20/s
    account_scim_list, ///< 240/min
    workspace_scim,    ///< 255/min, lists and single reads together
    unity,             ///< Unity Catalog objects and grants: not published
    sql,               ///< statements on a warehouse and their results: not published
    storage,           ///< files of results in cloud storage
};
inline constexpr std::size_t rate_class_count = 7;

struct rate_limit {
    rate_class of;
    std::string_view name;
    double per_second; ///< 0 = not published: only the in-flight cap holds until the server complains
};

[[nodiscard]] std::span<const rate_limit> documented_rate_limits() noexcept;
[[nodiscard]] const rate_limit& documented_limit(rate_class of) noexcept;

} // namespace canreach::crawler
