/// Replies of the authentication endpoints (databricks-api A.1).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "crawler/json_document.hpp"
#include "crawler/secret.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// `/.well-known/databricks-config`; every member may be empty.
struct host_metadata {
    std::string oidc_endpoint; ///< may hold the placeholder `{account_id}`
    std::string account_id;
    std::string workspace_id;
    std::string audience; ///< the first that identity tokens may have
};
[[nodiscard]] result<host_metadata> decode_host_metadata(const json_document& body);

/// `token_endpoint` of an authorization server's metadata document.
[[nodiscard]] result<std::string> decode_token_endpoint(const json_document& body);

struct token_reply {
    secret access_token;
    std::chrono::seconds expires_in{0};
};
/// Fails on anything but a bearer token with a lifetime. Neither the token nor any part of the body is in the failure.
[[nodiscard]] result<token_reply> decode_token(std::string_view body);
/// The same of a token whose parts are known; an empty `type` is taken for a bearer token.
[[nodiscard]] result<token_reply> make_token_reply(std::string_view token, std::string_view type,
                                                   std::chrono::seconds lifetime);

} // namespace canreach::crawler
