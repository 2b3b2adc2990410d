#include "simulator/detail/object_menu.hpp"

#include <array>

namespace canreach::simulator::detail {
namespace {

using level = std::string_view;
constexpr std::array<level, 5> on_code{"CAN_READ", "CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"};
constexpr std::array<level, 4> on_jobs{"CAN_VIEW", "CAN_VIEW", "CAN_MANAGE_RUN", "CAN_MANAGE"};
constexpr std::array<level, 4> on_pipelines{"CAN_VIEW", "CAN_VIEW", "CAN_RUN", "CAN_MANAGE"};
constexpr std::array<level, 4> on_clusters{"CAN_ATTACH_TO", "CAN_ATTACH_TO", "CAN_RESTART", "CAN_MANAGE"};
constexpr std::array<level, 2> on_pools{"CAN_ATTACH_TO", "CAN_MANAGE"};
constexpr std::array<level, 1> on_policies{"CAN_USE"};
constexpr std::array<level, 5> on_warehouses{"CAN_USE", "CAN_USE", "CAN_VIEW", "CAN_MONITOR", "CAN_MANAGE"};
constexpr std::array<level, 4> on_models{"CAN_READ", "CAN_EDIT", "CAN_MANAGE_STAGING_VERSIONS", "CAN_MANAGE"};
constexpr std::array<level, 3> on_experiments{"CAN_READ", "CAN_EDIT", "CAN_MANAGE"};
constexpr std::array<level, 3> on_endpoints{"CAN_QUERY", "CAN_VIEW", "CAN_MANAGE"};
constexpr std::array<level, 3> on_usable{"CAN_USE", "CAN_USE", "CAN_MANAGE"};
constexpr std::array<level, 2> on_agents{"CAN_QUERY", "CAN_MANAGE"};
constexpr std::array<level, 3> on_feature_tables{"CAN_VIEW_METADATA", "CAN_EDIT_METADATA", "CAN_MANAGE"};
constexpr std::array<level, 4> on_secrets{"READ", "READ", "WRITE", "MANAGE"};

constexpr std::array types{
    object_type{node_kind::folder, "", 14, on_code},
    object_type{node_kind::notebook, "", 34, on_code},
    object_type{node_kind::file, "", 9, on_code},
    object_type{node_kind::repo, "", 2, on_code},
    object_type{node_kind::cluster, "UI", 2, on_clusters},
    object_type{node_kind::warehouse, "PRO", 1, on_warehouses},
    object_type{node_kind::job, "", 12, on_jobs},
    object_type{node_kind::pipeline, "", 2, on_pipelines},
    object_type{node_kind::pool, "", 1, on_pools},
    object_type{node_kind::cluster_policy, "", 1, on_policies},
    object_type{node_kind::query, "", 6, on_code},
    object_type{node_kind::alert, "alert", 1, on_code},
    object_type{node_kind::alert, "alertv2", 1, on_code},
    object_type{node_kind::legacy_dashboard, "", 1, on_code},
    object_type{node_kind::dashboard, "", 3, on_code},
    object_type{node_kind::genie_space, "", 1, on_code},
    object_type{node_kind::experiment, "", 2, on_experiments},
    object_type{node_kind::workspace_model, "", 1, on_models},
    object_type{node_kind::serving_endpoint, "", 1, on_endpoints},
    object_type{node_kind::app, "", 1, on_usable},
    object_type{node_kind::vector_search_endpoint, "", 0, on_usable},
    object_type{node_kind::database_instance, "", 0, on_usable},
    object_type{node_kind::secret_scope, "DATABRICKS", 1, on_secrets},
    object_type{node_kind::other, "database-projects", 0, on_usable},
    object_type{node_kind::other, "feature-tables", 1, on_feature_tables},
    object_type{node_kind::other, "knowledge-assistants", 0, on_agents},
    object_type{node_kind::other, "supervisor-agents", 0, on_agents},
    object_type{node_kind::other, "token", 2, {}},
};

} // namespace

std::span<const object_type> object_types() noexcept {
    return types;
}

} // namespace canreach::simulator::detail
