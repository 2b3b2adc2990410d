/// Where and as whom to crawl: flags, then environment, then a profile of `~/.databrickscfg` (databricks-api A.4).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/allow_list.hpp"
#include "crawler/secret.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// Looks up one environment variable; empty if it is not set.
using environment = std::function<std::optional<std::string>(std::string_view name)>;
/// Reads a file; an empty optional if it does not exist.
using file_reader = std::function<result<std::optional<std::string>>(const std::string& path)>;

/// What the command line said; unset members were not given.
struct config_flags {
    std::optional<std::string> host;
    std::optional<std::string> account_id;
    std::optional<std::string> client_id;
    std::optional<secret> client_secret;
    std::optional<secret> token;
    std::optional<std::string> auth_type;
    std::optional<std::string> cloud;
    std::optional<std::string> profile;
    std::optional<std::string> config_file;
};

enum class auth_method : std::uint8_t { pat, oauth_m2m };
[[nodiscard]] std::string_view name_of(auth_method how) noexcept; ///< `pat`, `oauth-m2m`

/// Complete and consistent: made by `resolve_config` only.
struct databricks_config {
    origin host;
    bool account_level = false; ///< `host` is an account host
    std::string account_id;     ///< empty only where `host` is a workspace
    std::optional<cloud> where; ///< by the host's name, else as told; empty on loopback without being told
    auth_method how = auth_method::pat;
    std::string client_id;
    secret client_secret;
    secret token;
    std::string profile; ///< the profile that was read; empty if none
};

/// Applies precedence, the rules when the file is read, and validation. Fails with `bad_input` (missing or
/// contradicting attributes, naming them), `not_found` (a named profile or its file) or `unsupported` (another auth
/// type).
[[nodiscard]] result<databricks_config> resolve_config(const config_flags& flags, const environment& env,
                                                       const file_reader& read);

/// Reads at most 1 MiB of a regular file.
[[nodiscard]] result<std::optional<std::string>> read_config_file(const std::string& path);

} // namespace canreach::crawler
