/// The crawler only reads (architecture, 5): the last check before a request leaves.
#pragma once

#include <functional>

#include "crawler/http_message.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// May a request leave? Fails with `not_allowed`, saying why not.
using request_check = std::function<result<void>(const http_request& request)>;

/// Lets through
/// - GET without a body; one to cloud storage (`to_storage`) only without `Authorization` and other credentials of
/// ours;
/// - POST to a token endpoint (`…/oidc/v1/token` or `…/oidc/accounts/{id}/v1/token`; `/{tenant}/oauth2/token` of the
///   identity service, `to_login`) with a form body;
/// - POST of a JSON body to `/api/2.0/sql/statements` whose `statement` is one SELECT, SHOW or DESCRIBE TABLE
///   EXTENDED (`sql::check_reads_only`)
///   and that says nothing but how the result is wanted.
/// - POST without a body to `/api/2.0/sql/statements/{id}/cancel`: the end of a statement of our own that nobody waits
///   for any more.
/// Everything else fails with `not_allowed`. What is written into the URL of a signed link is the storage's affair.
[[nodiscard]] result<void> check_read_only(const http_request& request);

} // namespace canreach::crawler
