#include "crawler/auth_method.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace canreach::crawler {
namespace {

struct named_method {
    auth_method how;
    std::string_view name;
};
/// In the order in which they are tried (databricks-api A.4).
constexpr std::array methods{
    named_method{auth_method::pat, "pat"},
    named_method{auth_method::oauth_m2m, "oauth-m2m"},
    named_method{auth_method::env_oidc, "env-oidc"},
    named_method{auth_method::file_oidc, "file-oidc"},
    named_method{auth_method::github_oidc, "github-oidc"},
    named_method{auth_method::azure_client_secret, "azure-client-secret"},
    named_method{auth_method::azure_cli, "azure-cli"},
    named_method{auth_method::databricks_cli, "databricks-cli"},
};

bool is_complete(auth_method how, const config_values& given, const environment& env) {
    switch (how) {
    case auth_method::pat: return given.has("token");
    case auth_method::oauth_m2m: return given.has("client_id") && given.has("client_secret");
    case auth_method::env_oidc: return env(oidc_variable(given)).has_value();
    case auth_method::file_oidc: return given.has("oidc_token_filepath");
    case auth_method::github_oidc:
        return env(github_url_variable).has_value() && env(github_token_variable).has_value();
    case auth_method::azure_client_secret: return given.has("azure_client_id") && given.has("azure_client_secret");
    case auth_method::azure_cli:
    case auth_method::databricks_cli: return false;
    }
    return false;
}

std::string known_names() {
    std::vector<std::string_view> names;
    for (const auto& one : methods) names.push_back(one.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

result<auth_method> method_of_family(std::string_view family) {
    if (family == "pat") return auth_method::pat;
    if (family == "oauth") return auth_method::oauth_m2m;
    if (family == "azure") return auth_method::azure_client_secret;
    if (family == "env-oidc") return auth_method::env_oidc;
    if (family == "file-oidc") return auth_method::file_oidc;
    return fail(errc::unsupported, fmt::format("{} credentials: this version knows {}", family, known_names()));
}

} // namespace

std::string_view name_of(auth_method how) noexcept {
    return std::ranges::find(methods, how, &named_method::how)->name;
}

std::string oidc_variable(const config_values& given) {
    const auto told = given.get("oidc_token_env");
    return std::string(told.empty() ? std::string_view("DATABRICKS_OIDC_TOKEN") : told);
}

result<auth_method> choose_method(const config_values& given, const environment& env,
                                  const std::function<bool(auth_method)>& has_program) {
    if (const auto type = given.get("auth_type"); !type.empty()) {
        const auto found = std::ranges::find(methods, type, &named_method::name);
        if (found != methods.end()) return found->how;
        return fail(errc::unsupported,
                    fmt::format("auth type `{}`: this version knows {}", printable(type), known_names()));
    }
    const auto families = given.families();
    if (families.size() > 1)
        return fail(errc::bad_input, fmt::format("both {} and {} credentials are set", families[0], families[1]))
            .hinting("set auth_type (DATABRICKS_AUTH_TYPE), or take one of them away");
    // A family that this version does not know must not give way to what happens to lie around.
    if (!families.empty())
        if (auto known = method_of_family(families[0]); !known) return known;
    for (const auto& one : methods)
        if (is_complete(one.how, given, env)) return one.how;
    // A tenant alone is no credential: it says whom a person is to be at Azure.
    const bool tenant_alone = families.size() == 1 && families[0] == "azure" && !given.has("azure_client_id") &&
                              !given.has("azure_client_secret") && !given.has("azure_use_msi");
    if (tenant_alone && given.has("host") && has_program(auth_method::azure_cli)) return auth_method::azure_cli;
    if (!families.empty()) return method_of_family(families[0]);
    for (const auto how : {auth_method::azure_cli, auth_method::databricks_cli})
        if (given.has("host") && has_program(how)) return how;
    return fail(errc::bad_input, "no credentials")
        .hinting("set DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or DATABRICKS_TOKEN, or name a profile");
}

} // namespace canreach::crawler
