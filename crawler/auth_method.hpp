/// The ways to log in, and which of them what was configured stands for (databricks-api A.3, A.4). No I/O.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/config_values.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

enum class auth_method : std::uint8_t {
    pat,                 ///< a personal access token, for one workspace
    oauth_m2m,           ///< client id and secret of a service principal
    env_oidc,            ///< an identity token from a variable, exchanged for one of the platform
    file_oidc,           ///< the same from a file, read again each time
    github_oidc,         ///< the same from GitHub, for a job of a workflow
    azure_client_secret, ///< an application of Entra ID: one token for every host
    azure_cli,           ///< `az account get-access-token`: one token for every host
    databricks_cli,      ///< `databricks auth token`
};
[[nodiscard]] std::string_view name_of(auth_method how) noexcept; ///< as `auth_type` spells it

/// Where GitHub hands out identity tokens to the jobs of a workflow, and what it wants to see.
inline constexpr std::string_view github_url_variable = "ACTIONS_ID_TOKEN_REQUEST_URL";
inline constexpr std::string_view github_token_variable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

/// The variable that `env-oidc` reads.
[[nodiscard]] std::string oidc_variable(const config_values& given);

/// The one that `auth_type` names, else the first of the platform's order that is completely configured, else the one
/// that the half-given credentials belong to. `has_program` says whether there is a CLI to ask, of Azure or of the
/// platform; they are the last resort and taken only where nothing else was said (but the tenant, to that of Azure), so
/// that half-given credentials never crawl as somebody else. Fails with `bad_input` (credentials of two families, or
/// none) or `unsupported`.
[[nodiscard]] result<auth_method> choose_method(const config_values& given, const environment& env,
                                                const std::function<bool(auth_method)>& has_program);

} // namespace canreach::crawler
