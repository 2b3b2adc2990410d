/// What an elevation may send: what a crawl may, and the two calls of its own.
#pragma once

#include <string>

#include "crawler/http_message.hpp"
#include "model/error.hpp"

namespace canreach::actions {

/// Lets through what `crawler::check_read_only` does and, for one account, `PUT` of one known right and `DELETE`
/// without a body on `…/workspaces/{number}/permissionassignments/principals/{principal}`, for this one principal.
/// Fails with `not_allowed` for everything else.
[[nodiscard]] result<void> check_elevation(const crawler::http_request& request, const std::string& account_id,
                                           const std::string& principal_id);

} // namespace canreach::actions
