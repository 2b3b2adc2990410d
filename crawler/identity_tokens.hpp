/// Where identity tokens come from (databricks-api A.3): a variable, a file, or GitHub.
#pragma once

#include <string>
#include <string_view>

#include "crawler/databricks_config.hpp"
#include "crawler/platform_grants.hpp"
#include "crawler/secret.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// Hosts of GitHub that may be shown the job's request token: names below this one.
inline constexpr std::string_view github_token_zone = ".actions.githubusercontent.com";

[[nodiscard]] identity_token_source identity_token_from_variable(secret token);
/// The file is read again for each exchange: whoever writes it renews the token.
[[nodiscard]] identity_token_source identity_token_from_file(std::string path, file_reader read);
[[nodiscard]] identity_token_source identity_token_from_github(std::string address, secret shown);

/// `value` of GitHub's reply. Neither it nor any part of the body is in a failure.
[[nodiscard]] result<secret> decode_github_token(std::string_view body);

} // namespace canreach::crawler
