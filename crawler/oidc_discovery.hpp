/// Where a host of the platform wants token requests sent (databricks-api A.1, step 1).
#pragma once

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

#include "crawler/token_client.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

struct token_endpoint {
    url where;
    std::string audience; ///< that the host wants identity tokens to have; empty if it does not say
};

/// Discovery is best effort, and falls back to the fixed paths; but what it says is taken at its word: an endpoint that
/// may not be told the secret makes the guarded sender refuse, rather than something else being tried. `account_id` may
/// be empty where `account_host` is; `client` outlives the call.
[[nodiscard]] boost::asio::awaitable<result<token_endpoint>>
find_token_endpoint(token_client& client, origin where, std::string account_id, std::optional<origin> account_host);

} // namespace canreach::crawler
