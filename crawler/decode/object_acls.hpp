/// Permission lists of workspace objects and of secret scopes (databricks-api E.4, E.5).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

/// Direct entries only: inherited ones follow from the tree (rule W3) and the workspace's admins (W5). Levels without a
/// bit are kept by name. About the token or password policy also the policy's node, which no list shows.
[[nodiscard]] result<decoded_page> decode_object_acl(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_secret_acl(const json_document& body, const decode_context& context);

} // namespace canreach::crawler
