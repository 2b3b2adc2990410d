#include "query/detail/listings_of_kinds.hpp"

#include <algorithm>
#include <array>

namespace canreach::query::detail {
namespace {

struct listing {
    std::string_view family;
    node_kind kind;
};

// In the order of the endpoint catalogue.
constexpr std::array listings{
    listing{"workspaces", node_kind::workspace},
    listing{"metastores", node_kind::metastore},
    listing{"account-users", node_kind::user},
    listing{"account-service-principals", node_kind::service_principal},
    listing{"account-groups", node_kind::group},
    listing{"workspace-groups", node_kind::group},
    listing{"catalogs", node_kind::catalog},
    listing{"locations", node_kind::location},
    listing{"credentials", node_kind::credential},
    listing{"connections", node_kind::connection},
    listing{"shares", node_kind::share},
    listing{"providers", node_kind::provider},
    listing{"recipients", node_kind::recipient},
    listing{"clean-rooms", node_kind::clean_room},
    listing{"schemas", node_kind::schema},
    listing{"tables", node_kind::table},
    listing{"volumes", node_kind::volume},
    listing{"functions", node_kind::function},
    listing{"models", node_kind::model},
    listing{"jobs", node_kind::job},
    listing{"pipelines", node_kind::pipeline},
    listing{"clusters", node_kind::cluster},
    listing{"cluster-policies", node_kind::cluster_policy},
    listing{"pools", node_kind::pool},
    listing{"warehouses", node_kind::warehouse},
    listing{"queries", node_kind::query},
    listing{"alerts", node_kind::alert},
    listing{"alerts-v2", node_kind::alert},
    listing{"legacy-dashboards", node_kind::legacy_dashboard},
    listing{"dashboards", node_kind::dashboard},
    listing{"genie-spaces", node_kind::genie_space},
    listing{"experiments", node_kind::experiment},
    listing{"workspace-models", node_kind::workspace_model},
    listing{"serving-endpoints", node_kind::serving_endpoint},
    listing{"apps", node_kind::app},
    listing{"vector-search-endpoints", node_kind::vector_search_endpoint},
    listing{"database-instances", node_kind::database_instance},
    listing{"secret-scopes", node_kind::secret_scope},
    listing{"tree", node_kind::folder},
    listing{"tree", node_kind::notebook},
    listing{"tree", node_kind::file},
    listing{"tree", node_kind::repo},
    listing{"hive-schemas", node_kind::hive_schema},
    listing{"hive-tables", node_kind::hive_table},
    listing{"hive-functions", node_kind::hive_function},
};

} // namespace

bool may_list(std::string_view family, node_kind kind) noexcept {
    return family.empty() ||
           std::ranges::any_of(listings, [&](const listing& one) { return one.family == family && one.kind == kind; });
}

} // namespace canreach::query::detail
