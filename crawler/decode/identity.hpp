/// SCIM at account and workspace level, and permission assignments (databricks-api D.2, D.3, E.1).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

[[nodiscard]] result<decoded_page> decode_users(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_service_principals(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_groups(std::string_view body, const decode_context& context);
/// `GET /Groups/{id}`: members of `context.about`, as one row.
[[nodiscard]] result<decoded_page> decode_group_members(std::string_view body, const decode_context& context);
/// Local groups as nodes. The two system groups come as rows without facts: the store makes them.
[[nodiscard]] result<decoded_page> decode_workspace_groups(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_workspace_group_members(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_assignments(std::string_view body, const decode_context& context);

} // namespace canreach::crawler
