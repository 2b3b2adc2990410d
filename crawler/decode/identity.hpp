/// SCIM at account and workspace level, and permission assignments (databricks-api D.2, D.3, E.1).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

[[nodiscard]] result<decoded_page> decode_users(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_service_principals(const json_document& body, const decode_context& context);
/// `GET /ServicePrincipals/{id}`, as in the list.
[[nodiscard]] result<node_fact> decode_service_principal(const json_document& body);
[[nodiscard]] result<decoded_page> decode_groups(const json_document& body, const decode_context& context);
/// Local groups as nodes; entitlements of all groups. The two system groups come as rows without a node: the store
/// makes them.
[[nodiscard]] result<decoded_page> decode_workspace_groups(const json_document& body, const decode_context& context);
/// `GET /Me` of a workspace: is the caller in its group `admins`?
[[nodiscard]] result<bool> decode_is_admin(const json_document& body);
[[nodiscard]] result<decoded_page> decode_assignments(const json_document& body, const decode_context& context);

} // namespace canreach::crawler
