#include "model/needed_rights.hpp"

#include <algorithm>
#include <array>

namespace canreach {
inline namespace model {
namespace {

constexpr std::string_view account_admin = "account admin";
constexpr std::string_view workspace_admin = "workspace admin of each workspace";
constexpr std::string_view metastore_admin = "metastore admin";
constexpr std::string_view browse =
    "BROWSE on each catalog, which shows objects but not their grants; all: metastore admin";
constexpr std::string_view manage_of_catalogs =
    "MANAGE on each catalog (it covers what lies below); all: metastore admin";
constexpr std::string_view sees_all = "workspace admin; without it lists hold only what the caller may see";
constexpr std::string_view allow_list = "MANAGE ALLOWLIST on the metastore; all: metastore admin";
constexpr std::string_view warehouse = "CAN USE on a SQL warehouse that runs, and workspace admin";

// In the order of the endpoint catalogue (databricks-api D to H).
constexpr std::array rights{
    needed_right{"workspaces", "all workspaces and what lies in them", account_admin},
    needed_right{"metastores", "all metastores and what lies in them", account_admin},
    needed_right{"metastore-workspaces", "which workspaces reach a metastore", account_admin},
    needed_right{"account-users", "the users of the account", account_admin},
    needed_right{"account-service-principals", "the service principals of the account", account_admin},
    needed_right{"account-groups", "the groups of the account", account_admin},
    needed_right{"group-members", "who is in a group", account_admin},
    needed_right{"assignments", "who may enter a workspace, and its admins",
                 "account admin, or workspace admin of each workspace"},
    needed_right{"workspace-groups", "local groups of a workspace", workspace_admin},
    needed_right{"workspace-group-members", "who is in a local group and in `admins`", workspace_admin},
    needed_right{"workspace-users", "entitlements of users, and second identities of guests", workspace_admin},
    needed_right{"workspace-service-principals", "entitlements of service principals", workspace_admin},
    needed_right{"restrict-admins", "whether workspace admins may take over jobs", workspace_admin},
    needed_right{"account-access-rules", "rules that keep identities out of the account", account_admin},
    needed_right{"account-roles", "who may make groups, service principals and the like", account_admin},
    needed_right{"group-roles", "who manages a group", "manager of each group; all: account admin"},
    needed_right{"service-principal-roles", "who may use or manage a service principal",
                 "servicePrincipal.manager on each; all: account admin"},
    needed_right{"service-principal-secrets", "how many secrets a service principal has",
                 "servicePrincipal.manager on each; all: account admin"},
    needed_right{"service-principal-federation", "which foreign identities may log in as a service principal",
                 account_admin},
    needed_right{"account-federation", "which foreign identities may log in to the account", account_admin},
    needed_right{"catalogs", "catalogs and all below them", browse},
    needed_right{"locations", "external locations", "BROWSE on each external location; all: metastore admin"},
    needed_right{"credentials", "storage and service credentials", metastore_admin},
    needed_right{"connections", "connections to foreign systems", metastore_admin},
    needed_right{"shares", "shares", "USE SHARE on the metastore"},
    needed_right{"providers", "providers of foreign shares", "USE PROVIDER on the metastore"},
    needed_right{"recipients", "recipients of shares", "USE RECIPIENT on the metastore"},
    needed_right{"allowed-init-scripts", "init scripts that shared clusters may run", allow_list},
    needed_right{"allowed-jars", "JARs that shared clusters may load", allow_list},
    needed_right{"allowed-maven", "Maven packages that shared clusters may load", allow_list},
    needed_right{"clean-rooms", "clean rooms", metastore_admin},
    needed_right{"share-objects", "what a share holds", "USE SHARE on the metastore"},
    needed_right{"share-grants", "to whom a share is given", "USE SHARE on the metastore"},
    needed_right{"service-credential-grants", "who may use a service credential",
                 "MANAGE on each credential; all: metastore admin"},
    needed_right{"service-credential-bindings", "the workspaces of an isolated service credential",
                 "MANAGE on each credential; all: metastore admin"},
    needed_right{"schemas", "schemas and all below them", browse},
    needed_right{"tables", "tables and views", browse},
    needed_right{"volumes", "volumes", browse},
    needed_right{"functions", "functions", browse},
    needed_right{"models", "registered models", browse},
    needed_right{"grants", "who holds what in Unity Catalog", manage_of_catalogs},
    needed_right{"bindings", "the workspaces of an isolated catalog, location or credential", manage_of_catalogs},
    needed_right{"view-definition", "what a view reads, row filters and column masks", manage_of_catalogs},
    needed_right{"policies", "attribute-based policies of catalogs and schemas: grants, denials, filters and masks",
                 manage_of_catalogs},
    needed_right{"table-policies", "attribute-based policies of single tables", manage_of_catalogs},
    needed_right{"tags", "the tags that such policies go by", browse},
    needed_right{"jobs", "jobs", sees_all},
    needed_right{"job", "the tasks of a long job", "CAN VIEW on each job; all: workspace admin"},
    needed_right{"pipelines", "pipelines", sees_all},
    needed_right{"pipeline", "as whom a pipeline runs", "CAN VIEW on each pipeline; all: workspace admin"},
    needed_right{"clusters", "clusters, their access modes and cloud roles", sees_all},
    needed_right{"cluster-policies", "cluster policies", sees_all},
    needed_right{"pools", "instance pools", sees_all},
    needed_right{"warehouses", "SQL warehouses", sees_all},
    needed_right{"queries", "saved queries", sees_all},
    needed_right{"query", "where a query lies", sees_all},
    needed_right{"alerts", "alerts of the older kind", sees_all},
    needed_right{"alert", "where an alert lies", sees_all},
    needed_right{"alerts-v2", "alerts", sees_all},
    needed_right{"legacy-dashboards", "legacy dashboards", sees_all},
    needed_right{"dashboards", "dashboards", sees_all},
    needed_right{"dashboard-published", "as whom a published dashboard reads", sees_all},
    needed_right{"genie-spaces", "Genie spaces", sees_all},
    needed_right{"experiments", "experiments", sees_all},
    needed_right{"workspace-models", "models of the workspace registry", sees_all},
    needed_right{"workspace-model", "permissions on a model of the workspace registry", sees_all},
    needed_right{"feature-tables", "feature tables", sees_all},
    needed_right{"serving-endpoints", "serving endpoints", sees_all},
    needed_right{"apps", "apps and their service principals", sees_all},
    needed_right{"vector-search-endpoints", "vector search endpoints", sees_all},
    needed_right{"database-instances", "database instances", sees_all},
    needed_right{"database-projects", "database projects", sees_all},
    needed_right{"knowledge-assistants", "knowledge assistants", sees_all},
    needed_right{"supervisor-agents", "supervisor agents", sees_all},
    needed_right{"secret-scopes", "secret scopes", sees_all},
    needed_right{"secret-acl", "who may read a secret scope", "MANAGE on each scope; all: workspace admin"},
    needed_right{"tokens", "personal access tokens and whose they are", workspace_admin},
    needed_right{"tree", "folders, notebooks and files", "CAN VIEW on the folders; all: workspace admin"},
    needed_right{"object-acl", "who may use or change an object of a workspace", workspace_admin},
    needed_right{"alert-v2-acl", "who may use or change an alert", workspace_admin},
    needed_right{"hive-schemas", "the Hive metastore of a workspace", warehouse},
    needed_right{"hive-tables", "tables and views of Hive", warehouse},
    needed_right{"hive-functions", "functions of Hive", warehouse},
    needed_right{"hive-grants", "who holds or is denied what in Hive", warehouse},
    needed_right{"hive-view-grants", "who holds or is denied what on views of Hive", warehouse},
    needed_right{"hive-locations", "where the files of Hive tables lie", warehouse},
    needed_right{"grants-in-bulk", "nothing: grants are then read one object at a time, which takes longer",
                 "CAN USE on a SQL warehouse that runs, and metastore admin"},
    needed_right{"principal-activity", "who was active when", "SELECT on system.access.audit, and a SQL warehouse"},
    needed_right{"table-activity", "who used a table when",
                 "SELECT on system.access.table_lineage, and a SQL warehouse"},
};

} // namespace

std::span<const needed_right> needed_rights() noexcept {
    return rights;
}

const needed_right* needed_right_of(std::string_view family) noexcept {
    const auto found = std::ranges::find(rights, family, &needed_right::family);
    return found == rights.end() ? nullptr : &*found;
}

bool no_right_mends(std::string_view reason) noexcept {
    constexpr std::array known{policy_not_understood, policy_by_columns, publisher_not_told};
    return std::ranges::any_of(known,
                               [reason](std::string_view one) { return reason.find(one) != std::string_view::npos; });
}

std::string_view right_that_mends(outcome how, std::string_view family, std::string_view reason) noexcept {
    if ((how != outcome::limited && how != outcome::refused) || no_right_mends(reason)) return {};
    const auto* needs = needed_right_of(family);
    return needs == nullptr ? std::string_view{} : needs->right;
}

} // namespace model
} // namespace canreach
