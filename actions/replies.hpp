/// What replies of the platform show of a change: documents to values. Pure. Bodies that are none of their kind fail
/// with `malformed_reply`.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/json_document.hpp"
#include "model/error.hpp"

namespace canreach::actions {

/// Is the principal of this SCIM id among the direct members? Of `GET …/scim/v2/Groups/{id}`.
[[nodiscard]] result<bool> has_member(const crawler::json_document& body, std::string_view id);

/// Those of `wanted` (`USE_CATALOG`) that the principal does not hold directly, by name in any letter case. Of
/// `GET …/unity-catalog/permissions/{type}/{name}`.
[[nodiscard]] result<std::vector<std::string>>
missing_privileges(const crawler::json_document& body, std::string_view principal, std::span<const std::string> wanted);

/// Of `GET …/unity-catalog/tables/{name}`; empty if it has none.
[[nodiscard]] result<std::string> owner_in(const crawler::json_document& body);

/// The caller: an e-mail, or the application id of a service principal. Of `GET …/scim/v2/Me`.
[[nodiscard]] result<std::string> caller_in(const crawler::json_document& body);

} // namespace canreach::actions
