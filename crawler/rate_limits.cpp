#include "crawler/rate_limits.hpp"

#include <array>

namespace canreach::crawler {
namespace {

// In the order of the enumerators.
constexpr std::array<rate_limit, rate_class_count> limits{{
    {rate_class::account_other, "account", 0.0},
    {rate_class::account_scim_get, "account SCIM get", 20.0},
    {rate_class::account_scim_list, "account SCIM list", 240.0 / 60.0},
    {rate_class::account_scim_patch, "account SCIM patch", 2.0},
    {rate_class::workspace_scim, "workspace SCIM", 255.0 / 60.0},
    {rate_class::account_rules, "account rules", 0.0},
    {rate_class::workspace_settings, "workspace settings", 0.0},
    {rate_class::unity, "Unity Catalog", 0.0},
    {rate_class::sql, "SQL statements", 0.0, 10},
    {rate_class::storage, "results in storage", 0.0},
    {rate_class::permissions, "permissions", 100.0},
    {rate_class::workspace_tree, "workspace tree", 50.0},
    {rate_class::jobs, "jobs", 20.0},
    {rate_class::pipelines, "pipelines", 150.0},
    {rate_class::secrets, "secrets", 1100.0 / 60.0},
    {rate_class::tokens, "token management", 40.0},
    {rate_class::mlflow, "MLflow", 7.0},
    {rate_class::model_registry, "model registry", 40.0},
    {rate_class::legacy_sql, "queries and alerts", 0.0, 8},
    {rate_class::workspace_other, "workspace", 0.0},
}};

} // namespace

std::span<const rate_limit> documented_rate_limits() noexcept {
    return limits;
}

const rate_limit& documented_limit(rate_class of) noexcept {
    return limits[static_cast<std::size_t>(of)];
}

} // namespace canreach::crawler
