#include "simulator/endpoints.hpp"

namespace canreach::simulator {
namespace {

constexpr std::array<std::string_view, endpoint_count> names{
    "discovery",
    "token",
    "workspaces",
    "metastores",
    "metastore-workspaces",
    "workspace-metastore",
    "account-users",
    "account-user",
    "account-service-principals",
    "account-service-principal",
    "account-groups",
    "group-members",
    "assignments",
    "workspace-groups",
    "workspace-group-members",
    "workspace-users",
    "workspace-service-principals",
    "restrict-admins",
    "rule-sets",
    "service-principal-secrets",
    "service-principal-federation",
    "account-federation",
    "account-access-rules",
    "me",
    "current-metastore",
    "metastore-summary",
    "catalogs",
    "schemas",
    "tables",
    "volumes",
    "functions",
    "models",
    "locations",
    "credentials",
    "connections",
    "shares",
    "share-objects",
    "share-grants",
    "providers",
    "recipients",
    "clean-rooms",
    "securable",
    "view-definition",
    "bindings",
    "grants",
    "policies",
    "tags",
    "jobs",
    "job",
    "pipelines",
    "pipeline",
    "clusters",
    "cluster-policies",
    "pools",
    "warehouses",
    "queries",
    "query",
    "alerts",
    "alert",
    "alerts-v2",
    "legacy-dashboards",
    "dashboards",
    "dashboard-published",
    "genie-spaces",
    "experiments",
    "workspace-models",
    "workspace-model",
    "feature-tables",
    "serving-endpoints",
    "apps",
    "vector-search-endpoints",
    "database-instances",
    "database-projects",
    "knowledge-assistants",
    "supervisor-agents",
    "secret-scopes",
    "secret-acl",
    "tokens",
    "tree",
    "object-status",
    "object-acl",
    "alert-v2-acl",
    "statements",
    "result-file",
    "files",
    "simulator",
    "unknown",
};

} // namespace

std::string_view name_of(endpoint what) noexcept {
    return names[static_cast<std::size_t>(what)];
}

std::optional<endpoint> endpoint_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<endpoint>(i);
    return std::nullopt;
}

} // namespace canreach::simulator
