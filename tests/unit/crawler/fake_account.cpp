#include "fake_account.hpp"

#include "crawler/families.hpp"
#include "crawler/object_families.hpp"
#include "manual_clock.hpp"

namespace canreach::crawler::testing {
namespace {

std::string scim_list(const std::string& resources) {
    return R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":99)" +
           (resources.empty() ? std::string() : R"(,"Resources":[)" + resources + "]") + "}";
}

/// Workspaces hold no objects unless a test says otherwise.
bool is_about_objects(std::string_view path) {
    for (const auto& one : object_families())
        if (path == one.path) return true;
    return path == "/api/2.0/permissions/directories/0" || path.starts_with("/api/2.0/permissions/authorization/");
}

} // namespace

fake_account::fake_account() {
    const std::string base = std::string(account_host) + "/api/2.0/accounts/" + account_id;
    const auto scim = [&](const std::string& kind, const std::string& attributes, int start, const std::string& body) {
        pages_[base + "/scim/v2/" + kind + "?attributes=" + attributes + "&startIndex=" + std::to_string(start) +
               "&count=10000"] = scim_list(body);
    };
    pages_[base + "/workspaces"] = R"([
        {"workspace_id":1001,"workspace_name":"prod","deployment_name":"adb-1001.1","cloud":"azure",
         "workspace_status":"RUNNING","location":"westeurope"},
        {"workspace_id":1002,"workspace_name":"dev","deployment_name":"adb-1002.2","cloud":"Azure"},
        {"workspace_id":1003,"workspace_name":"old","deployment_name":"adb-1003.3","workspace_status":"FAILED"}])";
    pages_[base + "/metastores"] =
        R"({"metastores":[{"metastore_id":"m-1","name":"emea","owner":"admins-of-m","region":"westeurope"}]})";
    pages_[base + "/metastores/m-1/workspaces"] = R"({"workspace_ids":[1001,1002,1003]})";
    const std::string user_fields = "id,userName,displayName,active,externalId,roles";
    scim("Users", user_fields, 1,
         R"({"id":"11","userName":"alice@example.com","displayName":"Alice","active":true,
             "roles":[{"value":"account_admin","type":"direct"}]},
            {"id":"12","userName":"bob@example.com","active":false,"externalId":"x-12"})");
    scim("Users", user_fields, 3, R"({"id":"12","userName":"bob@example.com","active":false,"externalId":"x-12"},
                                     {"id":"13","userName":"carol@example.com"})");
    scim("Users", user_fields, 5, "");
    const std::string sp_fields = "id,applicationId,displayName,active,externalId,roles";
    scim("ServicePrincipals", sp_fields, 1,
         R"({"id":"21","applicationId":"0b3e0000-0000-4000-8000-000000000021","displayName":"loader","active":true})");
    scim("ServicePrincipals", sp_fields, 2, "");
    pages_[base + "/scim/v2/ServicePrincipals/21?attributes=id,applicationId"] =
        R"({"id":"21","applicationId":"0b3e0000-0000-4000-8000-000000000021"})";
    const std::string group_fields = "id,displayName,externalId,roles,meta";
    scim("Groups", group_fields, 1,
         R"({"id":"31","displayName":"admins-of-m"},{"id":"32","displayName":"data","externalId":"x-32"})");
    scim("Groups", group_fields, 3, "");
    pages_[base + "/scim/v2/Groups/31"] = R"({"id":"31","members":[{"value":"11","$ref":"Users/11"}]})";
    pages_[base + "/scim/v2/Groups/32"] =
        R"({"id":"32","members":[{"value":"31","$ref":"Groups/31"},{"value":"21","$ref":"ServicePrincipals/21"}]})";
    pages_[base + "/workspaces/1001/permissionassignments"] =
        R"({"permission_assignments":[{"principal":{"principal_id":32,"group_name":"data"},"permissions":["USER"]}],
            "next_page_token":"p2"})";
    pages_[base + "/workspaces/1001/permissionassignments?page_token=p2"] =
        R"({"permission_assignments":[{"principal":{"principal_id":11,"user_name":"alice@example.com"},
            "permissions":["USER","ADMIN"]}],"next_page_token":""})";
    pages_[base + "/workspaces/1002/permissionassignments"] =
        R"({"permission_assignments":[{"principal":{"principal_id":"13","user_name":"carol@example.com"},
            "permissions":["USER"]}]})";
    pages_[base + "/workspaces/1003/permissionassignments"] = R"({})";

    const auto rules = [&](const std::string& of, const std::string& body) {
        pages_[std::string(account_host) + "/api/2.0/preview/accounts/" + account_id +
               "/access-control/rule-sets?name=accounts/" + account_id + of + "/ruleSets/default&etag="] = body;
    };
    rules("", "{}");
    rules("/groups/31", R"({"grant_rules":[{"role":"roles/group.manager","principals":["users/alice@example.com"]}]})");
    rules("/groups/32", "{}");
    rules("/servicePrincipals/0b3e0000-0000-4000-8000-000000000021",
          R"({"grant_rules":[{"role":"roles/servicePrincipal.user","principals":["groups/data"]}]})");
    pages_[base + "/servicePrincipals/21/credentials/secrets"] =
        R"({"secrets":[{"id":"s1","status":"ACTIVE"}],"next_page_token":"s2"})";
    pages_[base + "/servicePrincipals/21/credentials/secrets?page_token=s2"] = R"({"secrets":[{"id":"s2"}]})";
    pages_[base + "/account-access-identity-rules"] =
        R"({"account_access_identity_rules":[{"name":"leavers","action":"DENY","external_principal_id":"x-12",
            "principal_type":"USER"}]})";

    for (const std::string host : {prod_host, dev_host}) {
        const bool prod = host == prod_host;
        const auto people = host + "/api/2.0/preview/scim/v2/";
        pages_[people + "Users?attributes=id,userName,externalId,entitlements,roles&startIndex=1&count=10000"] =
            scim_list(
                R"({"id":"11","userName":"alice@example.com","entitlements":[{"value":"allow-cluster-create"}]})");
        pages_[people + "Users?attributes=id,userName,externalId,entitlements,roles&startIndex=2&count=10000"] =
            scim_list("");
        pages_[people + "ServicePrincipals?attributes=id,entitlements,roles&startIndex=1&count=10000"] = scim_list("");
        // The setting answers 404 where nobody ever changed it.
        if (prod)
            pages_[host + "/api/2.0/settings/types/restrict_workspace_admins/names/default"] =
                R"({"restrict_workspace_admins":{"status":"RESTRICT_TOKENS_AND_JOB_RUN_AS"}})";
        const auto groups = host + "/api/2.0/preview/scim/v2/Groups";
        const auto list = [&](int start, const std::string& body) {
            pages_[groups + "?attributes=id,displayName,meta,entitlements,roles&startIndex=" + std::to_string(start) +
                   "&count=10000"] = scim_list(body);
        };
        list(1, R"({"id":"500","displayName":"users","meta":{"resourceType":"WorkspaceGroup"}},
                   {"id":"501","displayName":"admins","meta":{"resourceType":"WorkspaceGroup"}},
                   {"id":"502","displayName":"etl","meta":{"resourceType":"WorkspaceGroup"}},
                   {"id":"32","displayName":"data","meta":{"resourceType":"Group"}})");
        list(5, "");
        pages_[groups + "/501"] = R"({"id":"501","members":[{"value":"11","$ref":"Users/11"}]})";
        pages_[groups + "/502"] =
            R"({"id":"502","members":[{"value":"13","$ref":"Users/13"},{"value":"501","$ref":"Groups/501"}]})";

        const auto unity = host + "/api/2.1/unity-catalog/";
        const std::string isolated =
            R"(,{"name":"iso","catalog_type":"MANAGED_CATALOG","isolation_mode":"ISOLATED","owner":"carol@example.com"})";
        pages_[unity + "catalogs?include_browse=true&max_results=0"] = R"({"catalogs":[],"next_page_token":"c2"})";
        pages_[unity + "catalogs?include_browse=true&max_results=0&page_token=c2"] =
            R"({"catalogs":[{"name":"main","catalog_type":"MANAGED_CATALOG","owner":"data","isolation_mode":"OPEN"})" +
            (prod ? std::string() : isolated) + "]}";
        pages_[unity + "external-locations?include_browse=true&max_results=0"] =
            R"({"external_locations":[{"name":"landing","url":"abfss://x@y","credential_name":"cred","read_only":true}]})";
        for (const std::string catalog : {"main", "iso"}) {
            pages_[unity + "schemas?catalog_name=" + catalog + "&include_browse=true&max_results=0"] =
                R"({"schemas":[{"name":"sales","full_name":")" + catalog + R"(.sales","catalog_name":")" + catalog +
                R"(","owner":"alice@example.com"}]})";
            const auto below = "?catalog_name=" + catalog + "&schema_name=sales";
            const auto name = catalog + ".sales.";
            pages_[unity + "tables" + below + "&omit_properties=true&include_browse=true&max_results=0"] =
                R"({"tables":[{"name":"orders","full_name":")" + name + R"(orders","table_type":"MANAGED"},
                    {"name":"v","full_name":")" +
                name + R"(v","table_type":"VIEW"}]})";
            pages_[unity + "volumes" + below + "&include_browse=true&max_results=0"] =
                R"({"volumes":[{"name":"raw","full_name":")" + name + R"(raw","volume_type":"MANAGED"}]})";
            pages_[unity + "functions" + below + "&include_browse=true&max_results=0"] = "{}";
            pages_[unity + "models" + below + "&include_browse=true&max_results=0"] =
                R"({"registered_models":[{"name":"churn","full_name":")" + name + R"(churn"}]})";
            pages_[unity + "tables/" + name + "v"] =
                R"({"view_dependencies":{"dependencies":[{"table":{"table_full_name":")" + name +
                R"(orders"}},{"function":{"function_full_name":"f"}}]}})";
            const std::string options = "?include_deleted_principals=true&max_results=0";
            for (const std::string& what : {"catalog/" + catalog, "schema/" + catalog + ".sales", "table/" + name + "v",
                                            "volume/" + name + "raw", "function/" + name + "churn"})
                pages_[unity + "permissions/" + what + options] = "{}";
            pages_[unity + "permissions/table/" + name + "orders" + options] =
                R"({"privilege_assignments":[{"principal":"data","privileges":["SELECT","NEW THING"]}],"next_page_token":"g2"})";
            pages_[unity + "permissions/table/" + name + "orders" + options + "&page_token=g2"] =
                R"({"privilege_assignments":[{"principal":"","principal_id":990017,"privileges":["MODIFY"]}]})";
        }
        const std::string options = "?include_deleted_principals=true&max_results=0";
        pages_[unity + "permissions/metastore/m-1" + options] =
            R"({"privilege_assignments":[{"principal":"account users","privileges":["CREATE_CATALOG"]}]})";
        pages_[unity + "permissions/external_location/landing" + options] = "{}";
        // Clean rooms answer 404: an account without the feature has none.
        pages_[unity + "credentials"] =
            R"({"credentials":[{"name":"cred","purpose":"STORAGE","isolation_mode":"ISOLATION_MODE_ISOLATED"},
                               {"name":"api","purpose":"SERVICE"}]})";
        pages_[unity + "bindings/storage_credential/cred?max_results=0"] = "{}";
        pages_[unity + "permissions/storage_credential/cred" + options] =
            R"({"privilege_assignments":[{"principal":"data","privileges":["READ_FILES"]}]})";
        pages_[unity + "permissions/credential/api" + options] = "{}";
        pages_[unity + "connections?max_results=0"] = R"({"connections":[{"name":"crm","connection_type":"HTTP"}]})";
        pages_[unity + "permissions/connection/crm" + options] = "{}";
        pages_[unity + "providers?max_results=0"] = R"({"providers":[{"name":"supplier"}]})";
        pages_[unity + "recipients?max_results=0"] = R"({"recipients":[{"name":"acme"}]})";
        pages_[unity + "shares?max_results=0"] = R"({"shares":[{"name":"q3","owner":"data"}]})";
        pages_[unity + "shares/q3?include_shared_data=true"] =
            R"({"name":"q3","objects":[{"name":"main.sales.orders","data_object_type":"TABLE"}]})";
        pages_[unity + "shares/q3/permissions?max_results=0"] =
            R"({"privilege_assignments":[{"principal":"acme","privileges":["SELECT"]}]})";
        pages_[unity + "bindings/catalog/iso?max_results=0"] =
            R"({"bindings":[{"workspace_id":1002,"binding_type":"BINDING_TYPE_READ_WRITE"}]})";
        pages_[unity + "metastore_summary"] = R"({"metastore_id":"m-1","name":"emea","owner":"admins-of-m"})";
        pages_[host + "/api/2.0/sql/warehouses?page_size=100"] =
            R"({"warehouses":[{"id":"w-1","name":"w","state":"RUNNING"}]})";
        pages_[host + "/api/2.0/permissions/warehouses/w-1"] =
            R"({"object_id":"/sql/warehouses/w-1","object_type":"warehouses","access_control_list":[]})";
        pages_[host + "/api/2.0/preview/scim/v2/Me"] = R"({"id":"1","groups":[{"display":"admins"}]})";
        pages_[unity + "current-metastore-assignment"] =
            R"({"metastore_id":"m-1","workspace_id":)" + std::string(prod ? "1001" : "1002") + "}";
    }
}

result<http_response> fake_account::answer(const http_request& request) {
    ++requests;
    if (before) before(requests, request);
    const auto key = request.where.host + request.target;
    const auto path = key.substr(0, key.find('?'));
    ++asked[path];
    if (const auto found = instead.find(path); found != instead.end()) return found->second;
    if (request.target.starts_with("/.well-known/") || request.target.find("/.well-known/") != std::string::npos)
        return reply(404);
    if (request.target == "/api/2.0/sql/statements")
        return reply(200, R"({"statement_id":"s-1","status":{"state":"FAILED","error":{"error_code":"BAD_REQUEST",
                              "message":"[UC_HIVE_METASTORE_DISABLED_EXCEPTION] no Hive here"}}})");
    if (request.method == http_method::post) {
        ++token_requests;
        return reply(200, R"({"access_token":"token-of-)" + request.where.host +
                              R"(","token_type":"Bearer","expires_in":3600})");
    }
    const auto wanted = "Bearer token-of-" + request.where.host;
    if (request.authorization.reveal() != wanted && request.authorization.reveal() != "Bearer dapi-1")
        return reply(401, R"({"error_code":"UNAUTHENTICATED","message":"no"})");
    // Pages hold all there is, however few rows are asked for.
    const auto size = key.rfind("&count=");
    const auto found = pages_.find(size == std::string::npos ? key : key.substr(0, size) + "&count=10000");
    if (found == pages_.end() && is_about_objects(path.substr(path.find('/')))) return reply(200, "{}");
    if (found == pages_.end()) return reply(404, R"({"error_code":"NOT_FOUND","message":"nothing at )" + key + R"("})");
    return reply(200, found->second);
}

crawl_options fake_account::options() {
    crawl_options made;
    made.config.host = {true, account_host, 443};
    made.config.account_level = true;
    made.config.account_id = account_id;
    made.config.where = cloud::azure;
    made.config.how = auth_method::oauth_m2m;
    made.config.client_id = "client";
    made.config.client_secret = secret("shh");
    made.progress_interval = std::chrono::milliseconds{0};
    made.sql.grants = sql::grant_route::rest;
    made.make_transport = [this](boost::asio::any_io_executor executor) -> result<std::unique_ptr<transport>> {
        return std::unique_ptr<transport>(std::make_unique<fake_transport>(
            std::move(executor), [this](const http_request& request) { return answer(request); }));
    };
    made.make_clock = [](boost::asio::any_io_executor executor) -> std::unique_ptr<clock> {
        return std::make_unique<manual_clock>(std::move(executor));
    };
    return made;
}

std::size_t fake_account::times(const std::string& host_and_path) const {
    const auto found = asked.find(host_and_path);
    return found == asked.end() ? 0 : found->second;
}

} // namespace canreach::crawler::testing
