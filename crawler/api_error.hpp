/// What a reply that is no success means (databricks-api C.1, C.2).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/http_message.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// An error body, whichever of its shapes it had.
struct api_error {
    std::string code;                                     ///< `PERMISSION_DENIED`, `SCIM_404`, …; may be empty
    std::string message;                                  ///< as sent, not yet quoted; at most a few kilobytes
    std::optional<std::chrono::milliseconds> retry_delay; ///< `RetryInfo` of the details
};

/// Reads the standard body, API 1.2 (`{"error":…}`), OAuth (`error`, `error_description`; `errorCode`,
/// `errorSummary`), SCIM, plain `CODE: message`, HTML, and the empty body. Never fails: of JSON that is cut or broken
/// counts what came before, and any other unreadable body is its own message.
[[nodiscard]] api_error parse_api_error(int status, std::string_view reason, std::string_view body);

/// What a program branches on. The code wins over the status where both are known; `400 … does not exist` is
/// `vanished`, `FEATURE_DISABLED` is `refused`, whatever the status.
[[nodiscard]] errc classify(int status, const api_error& error);

/// Should a GET that ended so be tried again? 429, 500, 502, 503, 504 and the messages that the platform uses for
/// passing trouble.
[[nodiscard]] bool is_passing(int status, const api_error& error);

/// Is this reply the redirect to the page for workspaces that are reachable over private link only (B.4)?
[[nodiscard]] bool is_private_link_redirect(const http_response& reply);

/// The whole failure for a reply that is no success: class, code, quoted message, status. Secrets do not occur in it.
[[nodiscard]] failure failure_of(const http_response& reply);

/// The status of the reply that such a failure tells of; 0 if none came.
[[nodiscard]] int status_in(const failure& why);

} // namespace canreach::crawler
