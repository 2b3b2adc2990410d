/// The crawler only reads (architecture, 5): the last check before a request leaves.
#pragma once

#include "crawler/http_message.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// Lets through GET, and POST to a token endpoint (`…/oidc/v1/token` or `…/oidc/accounts/{id}/v1/token`) with a form
/// body. Everything else fails with `not_allowed`, and so does a GET with a body.
[[nodiscard]] result<void> check_read_only(const http_request& request);

} // namespace canreach::crawler
