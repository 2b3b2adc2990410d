#include "crawler/object_families.hpp"

#include <algorithm>
#include <array>

#include "crawler/decode/compute.hpp"
#include "crawler/decode/folders.hpp"
#include "crawler/decode/jobs.hpp"
#include "crawler/decode/object_acls.hpp"
#include "crawler/decode/objects.hpp"

namespace canreach::crawler {
namespace {

constexpr auto here = host_kind::workspace;
constexpr auto single = paging_style::single;
constexpr auto token = paging_style::token;
constexpr auto children = node_part::children;
constexpr auto other = rate_class::workspace_other;
using rate = rate_class;

// Page sizes are the largest that the contract allows, where it names one. Where a workspace or region lacks the
// feature, its listing answers 404: then there is nothing of the kind.
constexpr std::array families{
    family{"jobs", here, "/api/2.2/jobs/list", "limit=100&expand_tasks=true", token, rate::jobs, children, decode_jobs},
    family{"job", here, "/api/2.2/jobs/get", "job_id={id}", token, rate::jobs, node_part::definition, decode_job},
    family{"pipelines", here, "/api/2.0/pipelines", "max_results=100", token, rate::pipelines, children,
           decode_pipelines},
    family{"pipeline", here, "/api/2.0/pipelines/{id}", "", single, rate::pipelines, node_part::definition,
           decode_pipeline},
    family{"clusters", here, "/api/2.1/clusters/list",
           "page_size=100&filter_by.cluster_sources=UI&filter_by.cluster_sources=API", token, other, children,
           decode_clusters},
    family{"cluster-policies", here, "/api/2.0/policies/clusters/list", "", single, other, children,
           decode_cluster_policies},
    family{"pools", here, "/api/2.0/instance-pools/list", "", single, other, children, decode_pools},
    family{"warehouses", here, "/api/2.0/sql/warehouses", "page_size=100", token, other, children, decode_warehouses},
    family{"queries", here, "/api/2.0/sql/queries", "page_size=100", token, rate::legacy_sql, children, decode_queries},
    family{"query", here, "/api/2.0/sql/queries/{id}", "", single, rate::legacy_sql, node_part::attributes,
           decode_query},
    family{"alerts", here, "/api/2.0/sql/alerts", "page_size=100", token, rate::legacy_sql, children, decode_alerts},
    family{"alert", here, "/api/2.0/sql/alerts/{id}", "", single, rate::legacy_sql, node_part::attributes,
           decode_alert},
    family{"alerts-v2", here, "/api/2.0/alerts", "page_size=100", token, rate::legacy_sql, children, decode_alerts_v2,
           true},
    family{"legacy-dashboards", here, "/api/2.0/preview/sql/dashboards", "", paging_style::numbered, rate::legacy_sql,
           children, decode_legacy_dashboards, true},
    family{"dashboards", here, "/api/2.0/lakeview/dashboards", "page_size=1000&view=DASHBOARD_VIEW_BASIC", token, other,
           children, decode_dashboards, true},
    family{"dashboard-published", here, "/api/2.0/lakeview/dashboards/{id}/published", "", single, other,
           node_part::definition, decode_published_dashboard, true},
    family{"genie-spaces", here, "/api/2.0/genie/spaces", "page_size=100", token, other, children, decode_genie_spaces,
           true},
    family{"experiments", here, "/api/2.0/mlflow/experiments/list", "max_results=1000", token, rate::mlflow, children,
           decode_experiments, true},
    family{"workspace-models", here, "/api/2.0/mlflow/registered-models/list", "max_results=1000", token,
           rate::model_registry, children, decode_workspace_models, true},
    family{"workspace-model", here, "/api/2.0/mlflow/databricks/registered-models/get", "name={id}", single,
           rate::model_registry, node_part::attributes, decode_workspace_model},
    family{"feature-tables", here, "/api/2.0/feature-store/feature-tables/search", "max_results=200", token,
           rate::model_registry, children, decode_feature_tables, true},
    family{"serving-endpoints", here, "/api/2.0/serving-endpoints", "", single, other, children,
           decode_serving_endpoints, true},
    family{"apps", here, "/api/2.0/apps", "page_size=100", token, other, children, decode_apps, true},
    family{"vector-search-endpoints", here, "/api/2.0/vector-search/endpoints", "", token, other, children,
           decode_vector_search_endpoints, true},
    family{"database-instances", here, "/api/2.0/database/instances", "page_size=100", token, other, children,
           decode_database_instances, true},
    family{"database-projects", here, "/api/2.0/postgres/projects", "page_size=100", token, other, children,
           decode_database_projects, true},
    family{"knowledge-assistants", here, "/api/2.1/knowledge-assistants", "page_size=100", token, other, children,
           decode_knowledge_assistants, true},
    family{"supervisor-agents", here, "/api/2.1/supervisor-agents", "page_size=100", token, other, children,
           decode_supervisor_agents, true},
    family{"secret-scopes", here, "/api/2.0/secrets/scopes/list", "", single, rate::secrets, children,
           decode_secret_scopes},
    family{"secret-acl", here, "/api/2.0/secrets/acls/list", "scope={id}", single, rate::secrets, node_part::grants,
           decode_secret_acl},
    family{"tokens", here, "/api/2.0/token-management/tokens", "", single, rate::tokens, children, decode_tokens},
    family{"tree", here, "/api/2.0/workspace/list", "path={id}", single, rate::workspace_tree, children, decode_tree},
    family{"object-acl", here, "/api/2.0/permissions/{acl}", "", single, rate::permissions, node_part::grants,
           decode_object_acl},
    // Alerts of both generations are one kind of node; their permission lists are two.
    family{"alert-v2-acl", here, "/api/2.0/permissions/alertsv2/{id}", "", single, rate::permissions, node_part::grants,
           decode_object_acl},
};

constexpr auto workspace = node_kind::workspace;
constexpr std::array questions{
    workspace_question{"jobs", workspace},
    workspace_question{"pipelines", workspace},
    workspace_question{"clusters", workspace},
    workspace_question{"cluster-policies", workspace},
    workspace_question{"pools", workspace},
    workspace_question{"warehouses", workspace},
    workspace_question{"queries", workspace},
    workspace_question{"alerts", workspace},
    workspace_question{"alerts-v2", workspace},
    workspace_question{"legacy-dashboards", workspace},
    workspace_question{"dashboards", workspace},
    workspace_question{"genie-spaces", workspace},
    workspace_question{"experiments", workspace},
    workspace_question{"workspace-models", workspace},
    workspace_question{"feature-tables", workspace},
    workspace_question{"serving-endpoints", workspace},
    workspace_question{"apps", workspace},
    workspace_question{"vector-search-endpoints", workspace},
    workspace_question{"database-instances", workspace},
    workspace_question{"database-projects", workspace},
    workspace_question{"knowledge-assistants", workspace},
    workspace_question{"supervisor-agents", workspace},
    workspace_question{"secret-scopes", workspace},
    workspace_question{"tokens", workspace},
    workspace_question{"object-acl", node_kind::token_policy},
    workspace_question{"object-acl", node_kind::password_policy},
    workspace_question{"object-acl", node_kind::folder},
    workspace_question{"tree", node_kind::folder},
};

constexpr std::array reads{
    object_reads{"jobs", "object-acl", "job", false},
    object_reads{"pipelines", "object-acl", "pipeline"},
    object_reads{"clusters", "object-acl", ""},
    object_reads{"cluster-policies", "object-acl", ""},
    object_reads{"pools", "object-acl", ""},
    object_reads{"warehouses", "object-acl", ""},
    object_reads{"queries", "object-acl", "query", false},
    object_reads{"alerts", "object-acl", "alert", false},
    object_reads{"alerts-v2", "alert-v2-acl", ""},
    object_reads{"legacy-dashboards", "object-acl", ""},
    object_reads{"dashboards", "object-acl", "dashboard-published"},
    object_reads{"genie-spaces", "object-acl", ""},
    object_reads{"experiments", "object-acl", ""},
    object_reads{"workspace-models", "", "workspace-model"},
    object_reads{"workspace-model", "object-acl", ""},
    object_reads{"feature-tables", "object-acl", ""},
    object_reads{"serving-endpoints", "object-acl", ""},
    object_reads{"apps", "object-acl", ""},
    object_reads{"vector-search-endpoints", "object-acl", ""},
    object_reads{"database-instances", "object-acl", ""},
    object_reads{"database-projects", "object-acl", ""},
    object_reads{"knowledge-assistants", "object-acl", ""},
    object_reads{"supervisor-agents", "object-acl", ""},
    object_reads{"secret-scopes", "secret-acl", ""},
};

} // namespace

std::span<const family> object_families() noexcept {
    return families;
}

std::span<const workspace_question> workspace_questions() noexcept {
    return questions;
}

const object_reads* reads_after(std::string_view listing) noexcept {
    const auto found = std::ranges::find(reads, listing, &object_reads::listing);
    return found == reads.end() ? nullptr : &*found;
}

} // namespace canreach::crawler
