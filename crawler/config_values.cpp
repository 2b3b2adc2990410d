#include "crawler/config_values.hpp"

#include <array>

#include "crawler/secret.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

/// An attribute with its variable and the auth family that it belongs to.
struct attribute {
    std::string_view name;
    std::string_view variable;
    std::string_view family; ///< empty: says nothing about the way to authenticate
};
constexpr std::array attributes{
    attribute{"host", "DATABRICKS_HOST", ""},
    attribute{"account_id", "DATABRICKS_ACCOUNT_ID", ""},
    attribute{"cloud", "DATABRICKS_CLOUD", ""},
    attribute{"auth_type", "DATABRICKS_AUTH_TYPE", ""},
    attribute{"token", "DATABRICKS_TOKEN", "pat"},
    attribute{"client_id", "DATABRICKS_CLIENT_ID", "oauth"},
    attribute{"client_secret", "DATABRICKS_CLIENT_SECRET", "oauth"},
    attribute{"username", "DATABRICKS_USERNAME", "basic"},
    attribute{"password", "DATABRICKS_PASSWORD", "basic"},
    attribute{"azure_client_id", "ARM_CLIENT_ID", "azure"},
    attribute{"azure_client_secret", "ARM_CLIENT_SECRET", "azure"},
    attribute{"azure_tenant_id", "ARM_TENANT_ID", "azure"},
    attribute{"azure_use_msi", "ARM_USE_MSI", "azure"},
    attribute{"azure_environment", "ARM_ENVIRONMENT", ""},
    attribute{"azure_workspace_resource_id", "DATABRICKS_AZURE_RESOURCE_ID", ""},
    attribute{"google_service_account", "DATABRICKS_GOOGLE_SERVICE_ACCOUNT", "google"},
    attribute{"google_credentials", "GOOGLE_CREDENTIALS", "google"},
    attribute{"metadata_service_url", "DATABRICKS_METADATA_SERVICE_URL", "metadata-service"},
    attribute{"oidc_token_filepath", "DATABRICKS_OIDC_TOKEN_FILEPATH", "file-oidc"},
    attribute{"oidc_token_filepath", "DATABRICKS_OIDC_TOKEN_FILE", "file-oidc"},
    attribute{"oidc_token_env", "DATABRICKS_OIDC_TOKEN_ENV", "env-oidc"},
    attribute{"token_audience", "DATABRICKS_TOKEN_AUDIENCE", ""},
    attribute{"databricks_cli_path", "DATABRICKS_CLI_PATH", ""},
};

} // namespace

config_values::~config_values() {
    for (auto& [name, text] : map_) wipe(text);
}

void config_values::offer(std::string_view name, std::string_view text) {
    if (!text.empty()) map_.try_emplace(std::string(name), text);
}

void config_values::replace(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    auto& place = map_[std::string(name)];
    wipe(place);
    place = text;
}

void config_values::offer_environment(const environment& env) {
    for (const auto& one : attributes)
        if (auto text = env(one.variable)) {
            offer(one.name, trimmed(*text));
            wipe(*text);
        }
}

std::string_view config_values::get(std::string_view name) const {
    const auto found = map_.find(name);
    return found == map_.end() ? std::string_view{} : std::string_view(found->second);
}

bool config_values::has(std::string_view name) const {
    return map_.contains(name);
}

std::vector<std::string_view> config_values::families() const {
    std::vector<std::string_view> found;
    for (const auto& one : attributes)
        if (!one.family.empty() && has(one.name) && (found.empty() || found.back() != one.family))
            found.push_back(one.family);
    return found;
}

} // namespace canreach::crawler
