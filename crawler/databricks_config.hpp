/// Where and as whom to crawl: flags, then environment, then a profile of `~/.databrickscfg` (databricks-api A.4).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "crawler/allow_list.hpp"
#include "crawler/auth_method.hpp"
#include "crawler/config_values.hpp"
#include "crawler/entra.hpp"
#include "crawler/secret.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// Reads a file; an empty optional if it does not exist.
using file_reader = std::function<result<std::optional<std::string>>(const std::string& path)>;
/// The path of a program: what `told` names, or, if that is empty, the first `name` in a folder of `search_path`. Empty
/// if there is none.
using program_finder = std::function<std::optional<std::string>(const std::string& told, const std::string& name,
                                                                const std::string& search_path)>;

/// What the command line said; unset members were not given.
struct config_flags {
    std::optional<std::string> host;
    std::optional<std::string> account_id;
    std::optional<std::string> client_id;
    std::optional<secret> client_secret;
    std::optional<secret> token;
    std::optional<std::string> azure_tenant_id;
    std::optional<std::string> auth_type;
    std::optional<std::string> cloud;
    std::optional<std::string> profile;
    std::optional<std::string> config_file;
};

/// Where an identity token comes from that is exchanged for one of the platform.
struct identity_token_config {
    secret token;         ///< itself, of `env-oidc`
    std::string file;     ///< path, of `file-oidc`
    std::string url;      ///< address, of `github-oidc`
    secret url_token;     ///< what is shown there
    std::string audience; ///< asked for; empty = what the host wants, else the account, else the token endpoint
};

/// Complete and consistent: made by `resolve_config` only.
struct databricks_config {
    origin host;
    bool account_level = false; ///< `host` is an account host
    std::string account_id;     ///< empty only where `host` is a workspace
    std::optional<cloud> where; ///< by the host's name, else as told; empty on loopback without being told
    auth_method how = auth_method::pat;
    std::string
        client_id; ///< of `azure-client-secret` that of the Entra application; empty for account-wide federation
    secret client_secret;
    secret token;
    std::string profile;         ///< the profile that was read; empty if none
    std::string azure_tenant_id; ///< empty: the workspace is asked
    entra_place entra;           ///< of `azure-client-secret` and `azure-cli`
    identity_token_config identity_token;
    std::string cli_program; ///< path of the CLI, of `databricks-cli` and `azure-cli`
};

/// Applies precedence, the rules when the file is read, and validation. Without `find` there are no programs. With
/// `azure-client-secret` the flags `client_id` and `client_secret` are those of the Entra application. Fails with
/// `bad_input` (missing or contradicting attributes, naming them), `not_found` (a named profile or its file, the CLI)
/// or `unsupported` (another auth type).
[[nodiscard]] result<databricks_config> resolve_config(const config_flags& flags, const environment& env,
                                                       const file_reader& read, const program_finder& find = {});

/// Reads at most 1 MiB of a regular file.
[[nodiscard]] result<std::optional<std::string>> read_config_file(const std::string& path);

} // namespace canreach::crawler
