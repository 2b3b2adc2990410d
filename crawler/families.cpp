#include "crawler/families.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "crawler/decode/access.hpp"
#include "crawler/decode/identity.hpp"
#include "crawler/decode/members.hpp"
#include "crawler/decode/metastore_objects.hpp"
#include "crawler/decode/policies.hpp"
#include "crawler/decode/tenancy.hpp"
#include "crawler/decode/unity.hpp"
#include "crawler/object_families.hpp"
#include "crawler/object_lists.hpp"
#include "crawler/sql_families.hpp"
#include "crawler/url.hpp"

namespace canreach::crawler {
namespace {

constexpr auto on_account = host_kind::account;
constexpr auto on_workspace = host_kind::workspace;

// docs/facts.md, "Tasks". Attributes of SCIM lists are named, because a list with everything is several times as large;
// Unity Catalog lists leave out properties for the same reason, and ask for what the caller may only browse. Columns
// stay: nothing else says which of them are masked.
constexpr std::array account_and_unity_families{
    family{"workspaces", on_account, "/api/2.0/accounts/{account}/workspaces", "", paging_style::single,
           rate_class::account_other, node_part::children, decode_workspaces},
    family{"metastores", on_account, "/api/2.0/accounts/{account}/metastores", "", paging_style::single,
           rate_class::account_other, node_part::children, decode_metastores},
    family{"metastore-workspaces", on_account, "/api/2.0/accounts/{account}/metastores/{id}/workspaces", "",
           paging_style::single, rate_class::account_other, node_part::attachment, decode_metastore_workspaces},
    family{"account-users", on_account, "/api/2.0/accounts/{account}/scim/v2/Users",
           "attributes=id,userName,displayName,active,externalId,roles", paging_style::scim_index,
           rate_class::account_scim_list, node_part::children, decode_users},
    family{"account-service-principals", on_account, "/api/2.0/accounts/{account}/scim/v2/ServicePrincipals",
           "attributes=id,applicationId,displayName,active,externalId,roles", paging_style::scim_index,
           rate_class::account_scim_list, node_part::children, decode_service_principals},
    family{"account-groups", on_account, "/api/2.0/accounts/{account}/scim/v2/Groups",
           "attributes=id,displayName,externalId,roles,meta", paging_style::scim_index, rate_class::account_scim_list,
           node_part::children, decode_groups},
    family{"group-members", on_account, "/api/2.0/accounts/{account}/scim/v2/Groups/{id}", "", paging_style::single,
           rate_class::account_scim_get, node_part::members, decode_group_members, false, "", stream_group_members},
    family{"assignments", on_account, "/api/2.0/accounts/{account}/workspaces/{id}/permissionassignments", "",
           paging_style::token, rate_class::account_other, node_part::assignments, decode_assignments},
    family{"workspace-groups", on_workspace, "/api/2.0/preview/scim/v2/Groups",
           "attributes=id,displayName,meta,entitlements,roles", paging_style::scim_index, rate_class::workspace_scim,
           node_part::children, decode_workspace_groups},
    family{"workspace-group-members", on_workspace, "/api/2.0/preview/scim/v2/Groups/{group}", "", paging_style::single,
           rate_class::workspace_scim, node_part::members, decode_group_members, false, "", stream_group_members},
    family{"workspace-users", on_workspace, "/api/2.0/preview/scim/v2/Users",
           "attributes=id,userName,externalId,entitlements,roles", paging_style::scim_index, rate_class::workspace_scim,
           node_part::roles, decode_workspace_users},
    family{"workspace-service-principals", on_workspace, "/api/2.0/preview/scim/v2/ServicePrincipals",
           "attributes=id,entitlements,roles", paging_style::scim_index, rate_class::workspace_scim, node_part::roles,
           decode_workspace_service_principals},
    family{"restrict-admins", on_workspace, "/api/2.0/settings/types/restrict_workspace_admins/names/default", "",
           paging_style::single, rate_class::workspace_settings, node_part::attributes, decode_restrict_admins, true},
    family{"account-access-rules", on_account, "/api/2.0/accounts/{account}/account-access-identity-rules", "",
           paging_style::token, rate_class::account_other, node_part::policies, decode_access_rules, true},
    family{"account-roles", on_account, "/api/2.0/preview/accounts/{account}/access-control/rule-sets",
           "name=accounts/{account}/ruleSets/default&etag=", paging_style::single, rate_class::account_rules,
           node_part::roles, decode_rule_set},
    family{"group-roles", on_account, "/api/2.0/preview/accounts/{account}/access-control/rule-sets",
           "name=accounts/{account}/groups/{id}/ruleSets/default&etag=", paging_style::single,
           rate_class::account_rules, node_part::roles, decode_rule_set},
    family{"service-principal-roles", on_account, "/api/2.0/preview/accounts/{account}/access-control/rule-sets",
           "name=accounts/{account}/servicePrincipals/{application}/ruleSets/default&etag=", paging_style::single,
           rate_class::account_rules, node_part::roles, decode_rule_set},
    family{"service-principal-secrets", on_account,
           "/api/2.0/accounts/{account}/servicePrincipals/{id}/credentials/secrets", "", paging_style::token,
           rate_class::account_rules, node_part::attributes, decode_secrets, false, "secrets"},
    family{"service-principal-federation", on_account,
           "/api/2.0/accounts/{account}/servicePrincipals/{id}/federationPolicies", "", paging_style::token,
           rate_class::account_rules, node_part::attributes, decode_federation_policies, true, "federation_policies"},
    family{"account-federation", on_account, "/api/2.0/accounts/{account}/federationPolicies", "", paging_style::token,
           rate_class::account_rules, node_part::attributes, decode_federation_policies, true, "federation_policies"},
    family{"catalogs", on_workspace, "/api/2.1/unity-catalog/catalogs", "include_browse=true", paging_style::unity,
           rate_class::unity, node_part::children, decode_catalogs},
    family{"locations", on_workspace, "/api/2.1/unity-catalog/external-locations", "include_browse=true",
           paging_style::unity, rate_class::unity, node_part::children, decode_locations},
    family{"credentials", on_workspace, "/api/2.1/unity-catalog/credentials", "", paging_style::token,
           rate_class::unity, node_part::children, decode_credentials},
    family{"connections", on_workspace, "/api/2.1/unity-catalog/connections", "", paging_style::unity,
           rate_class::unity, node_part::children, decode_connections},
    family{"shares", on_workspace, "/api/2.1/unity-catalog/shares", "", paging_style::unity, rate_class::unity,
           node_part::children, decode_shares},
    family{"providers", on_workspace, "/api/2.1/unity-catalog/providers", "", paging_style::unity, rate_class::unity,
           node_part::children, decode_providers},
    family{"recipients", on_workspace, "/api/2.1/unity-catalog/recipients", "", paging_style::unity, rate_class::unity,
           node_part::children, decode_recipients},
    // Whether one is empty or was never set is all the same.
    family{"allowed-init-scripts", on_workspace, "/api/2.1/unity-catalog/artifact-allowlists/INIT_SCRIPT", "",
           paging_style::single, rate_class::unity, node_part::definition, decode_allowed_init_scripts, true},
    family{"allowed-jars", on_workspace, "/api/2.1/unity-catalog/artifact-allowlists/LIBRARY_JAR", "",
           paging_style::single, rate_class::unity, node_part::definition, decode_allowed_jars, true},
    family{"allowed-maven", on_workspace, "/api/2.1/unity-catalog/artifact-allowlists/LIBRARY_MAVEN", "",
           paging_style::single, rate_class::unity, node_part::definition, decode_allowed_maven, true},
    family{"clean-rooms", on_workspace, "/api/2.0/clean-rooms", "", paging_style::token, rate_class::unity,
           node_part::children, decode_clean_rooms, true},
    family{"share-objects", on_workspace, "/api/2.1/unity-catalog/shares/{id}", "include_shared_data=true",
           paging_style::single, rate_class::unity, node_part::definition, decode_share_objects},
    family{"share-grants", on_workspace, "/api/2.1/unity-catalog/shares/{id}/permissions", "", paging_style::unity,
           rate_class::unity, node_part::grants, decode_share_grants},
    family{"service-credential-grants", on_workspace, "/api/2.1/unity-catalog/permissions/credential/{id}",
           "include_deleted_principals=true", paging_style::unity, rate_class::unity, node_part::grants, decode_grants},
    family{"service-credential-bindings", on_workspace, "/api/2.1/unity-catalog/bindings/credential/{id}", "",
           paging_style::unity, rate_class::unity, node_part::bindings, decode_bindings},
    family{"schemas", on_workspace, "/api/2.1/unity-catalog/schemas", "catalog_name={id}&include_browse=true",
           paging_style::unity, rate_class::unity, node_part::children, decode_schemas},
    family{"tables", on_workspace, "/api/2.1/unity-catalog/tables",
           "catalog_name={catalog}&schema_name={schema}&omit_properties=true&include_browse=true", paging_style::unity,
           rate_class::unity, node_part::children, decode_tables},
    family{"volumes", on_workspace, "/api/2.1/unity-catalog/volumes",
           "catalog_name={catalog}&schema_name={schema}&include_browse=true", paging_style::unity, rate_class::unity,
           node_part::children, decode_volumes},
    family{"functions", on_workspace, "/api/2.1/unity-catalog/functions",
           "catalog_name={catalog}&schema_name={schema}&include_browse=true", paging_style::unity, rate_class::unity,
           node_part::children, decode_functions},
    family{"models", on_workspace, "/api/2.1/unity-catalog/models",
           "catalog_name={catalog}&schema_name={schema}&include_browse=true", paging_style::unity, rate_class::unity,
           node_part::children, decode_models},
    family{"grants", on_workspace, "/api/2.1/unity-catalog/permissions/{type}/{id}", "include_deleted_principals=true",
           paging_style::unity, rate_class::unity, node_part::grants, decode_grants},
    family{"bindings", on_workspace, "/api/2.1/unity-catalog/bindings/{type}/{id}", "", paging_style::unity,
           rate_class::unity, node_part::bindings, decode_bindings},
    family{"view-definition", on_workspace, "/api/2.1/unity-catalog/tables/{id}", "", paging_style::single,
           rate_class::unity, node_part::definition, decode_view_definition},
    // A shard without the feature answers 404; so does a securable that is gone, which has no policies either.
    family{"policies", on_workspace, "/api/2.1/unity-catalog/policies/{type}/{id}", "", paging_style::token,
           rate_class::unity, node_part::policies, decode_policies, true},
    family{"table-policies", on_workspace, "/api/2.1/unity-catalog/policies/table/{id}", "", paging_style::token,
           rate_class::unity, node_part::policies, decode_policies, true},
    family{"tags", on_workspace, "/api/2.1/unity-catalog/entity-tag-assignments/{entity}/{id}/tags",
           "include_inherited=true", paging_style::token, rate_class::unity, node_part::policies, decode_tags},
};

// Pages are of 1,000 at the most (databricks-api, D.6). Its limit is not published, so it is none of the SCIM reads.
constexpr family members_by_pages{"group-members",
                                  on_account,
                                  "/api/2.0/identity/accounts/{account}/groups/{id}/direct-members",
                                  "page_size=1000",
                                  paging_style::token,
                                  rate_class::account_other,
                                  node_part::members,
                                  decode_direct_members,
                                  false,
                                  "",
                                  stream_direct_members};

const std::vector<family> families = [] {
    std::vector<family> all(account_and_unity_families.begin(), account_and_unity_families.end());
    const auto objects = object_families();
    all.insert(all.end(), objects.begin(), objects.end());
    std::ranges::copy(sql_families(), std::back_inserter(all));
    return all;
}();

/// Replaces every `{name}` of `text`. The values are encoded here, so no name can leave its segment.
result<std::string> filled(std::string_view text, const target_values& values) {
    std::string made;
    for (;;) {
        const auto open = text.find('{');
        made += text.substr(0, open);
        if (open == std::string_view::npos) return made;
        const auto close = text.find('}', open);
        const auto name = text.substr(open + 1, close - open - 1);
        text.remove_prefix(close + 1);
        if (name == "account") {
            made += percent_encoded(values.account_id);
        } else if (name == "id") {
            made += percent_encoded(values.about.id);
        } else if (name == "group") {
            made += percent_encoded(values.group_number.empty() ? values.about.id : values.group_number);
        } else if (name == "application") {
            made += percent_encoded(values.application_id);
        } else if (name == "catalog") {
            made += percent_encoded(values.catalog);
        } else if (name == "schema") {
            made += percent_encoded(values.schema);
        } else if (name == "acl") {
            auto place = acl_place_of(values.about, values.object_id);
            if (place.empty())
                return fail(errc::bad_input,
                            fmt::format("no permission list is known of `{}`", printable(values.about.id)))
                    .with("node", to_string(values.about));
            made += place;
        } else {
            const bool tags = name == "entity";
            const auto word = tags ? tagged_word(values.about.kind) : securable_word(values.about.kind);
            if (word.empty())
                return fail(errc::bad_input, fmt::format("a {} has no {}", word_of(values.about.kind),
                                                         tags ? "tags" : "permission list"));
            made += word;
        }
    }
}

} // namespace

std::span<const family> all_families() noexcept {
    return families;
}

const family& direct_members() noexcept {
    return members_by_pages;
}

const family* family_named(std::string_view name) noexcept {
    const auto found = std::ranges::find(families, name, &family::name);
    return found == families.end() ? nullptr : &*found;
}

result<std::string> target_of(const family& what, const target_values& values) {
    auto path = filled(what.path, values);
    if (!path || what.query.empty()) return path;
    auto query = filled(what.query, values);
    if (!query) return query;
    return *path + "?" + *query;
}

std::string_view securable_word(node_kind kind) noexcept {
    switch (kind) {
    case node_kind::metastore: return "metastore";
    case node_kind::catalog: return "catalog";
    case node_kind::schema: return "schema";
    case node_kind::table: return "table";
    case node_kind::volume: return "volume";
    case node_kind::function:
    case node_kind::model: return "function";
    case node_kind::location: return "external_location";
    case node_kind::credential: return "storage_credential";
    case node_kind::connection: return "connection";
    case node_kind::clean_room: return "clean_room";
    default: return {};
    }
}

std::string_view tagged_word(node_kind kind) noexcept {
    switch (kind) {
    case node_kind::catalog: return "catalogs";
    case node_kind::schema: return "schemas";
    case node_kind::table: return "tables";
    case node_kind::volume: return "volumes";
    case node_kind::function: return "functions";
    case node_kind::model: return "models";
    default: return {};
    }
}

bool may_read_others(std::string_view table_type) noexcept {
    constexpr std::array<std::string_view, 6> plain{
        "MANAGED", "EXTERNAL", "STREAMING_TABLE", "FOREIGN", "MANAGED_SHALLOW_CLONE", "EXTERNAL_SHALLOW_CLONE"};
    return !table_type.empty() && std::ranges::find(plain, table_type) == plain.end();
}

} // namespace canreach::crawler
