/// The families of endpoints that the simulated account answers: what is counted, limited and refused together.
///
/// Where a crawl task of docs/facts.md reads through an endpoint, the family has the task's name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace canreach::simulator {

enum class endpoint : std::uint8_t {
    discovery, ///< host metadata and OIDC documents
    token,
    workspaces,
    metastores,
    metastore_workspaces,
    workspace_metastore,
    account_users,
    account_user,
    account_service_principals,
    account_service_principal,
    account_groups,
    group_members,
    direct_members, ///< the same, page by page
    assignments,
    assignment, ///< one principal's: set or deleted
    workspace_groups,
    workspace_group_members,
    workspace_users,
    workspace_service_principals,
    restrict_admins,
    rule_sets, ///< on the account, groups and service principals
    service_principal_secrets,
    service_principal_federation,
    account_federation,
    account_access_rules,
    me,
    current_metastore,
    metastore_summary,
    resource_quotas, ///< how many there are of each kind, by container
    catalogs,
    schemas,
    tables,
    volumes,
    functions,
    models,
    locations,
    credentials,
    connections,
    shares,
    share_objects,
    share_grants,
    providers,
    recipients,
    clean_rooms,
    artifact_allow_lists,
    securable, ///< one securable by name
    view_definition,
    bindings,
    grants,
    policies, ///< attribute-based ones, of catalogs, schemas and tables
    tags,
    // workspace objects
    jobs,
    job,
    pipelines,
    pipeline,
    clusters,
    cluster_policies,
    pools,
    warehouses,
    queries,
    query,
    alerts,
    alert,
    alerts_v2,
    legacy_dashboards,
    dashboards,
    dashboard_published,
    genie_spaces,
    experiments,
    workspace_models,
    workspace_model,
    feature_tables,
    serving_endpoints,
    apps,
    vector_search_endpoints,
    database_instances,
    database_projects,
    knowledge_assistants,
    supervisor_agents,
    secret_scopes,
    secret_acl,
    tokens,
    tree,
    object_status,
    object_acl,
    alert_v2_acl,
    // SQL
    statements,    ///< submission, status and chunks of results
    statement_end, ///< a client gives one up
    result_file,
    files,     ///< of volumes
    simulator, ///< our own `/_simulator/…`
    unknown,
};
inline constexpr std::size_t endpoint_count = static_cast<std::size_t>(endpoint::unknown) + 1;

[[nodiscard]] std::string_view name_of(endpoint what) noexcept; ///< `account-users`, `grants`, …
[[nodiscard]] std::optional<endpoint> endpoint_named(std::string_view name) noexcept;

} // namespace canreach::simulator
