/// Who may act as whom, and who is let in: rule sets, entitlements, account access rules, and what else service
/// principals sign in with (databricks-api D.4, D.6, D.7, E.1, E.5).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

/// A rule set on `context.about`: the account, a group or a service principal. Roles never seen before give no facts.
[[nodiscard]] result<decoded_page> decode_rule_set(const json_document& body, const decode_context& context);

/// Users and service principals as a workspace knows them: entitlements on it, and the second identity of guests, whose
/// node comes without a name of its own since the account knows a better one.
[[nodiscard]] result<decoded_page> decode_workspace_users(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_workspace_service_principals(const json_document& body,
                                                                       const decode_context& context);

/// Rules with the action `DENY`, each a policy on the account (rule M10).
[[nodiscard]] result<decoded_page> decode_access_rules(const json_document& body, const decode_context& context);

/// Rows without facts: that they exist is counted, what they hold is nobody's business.
[[nodiscard]] result<decoded_page> decode_secrets(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_federation_policies(const json_document& body, const decode_context& context);

/// The setting that keeps workspace admins from acting as others (rule A7), as the attribute `restrict_admins`.
[[nodiscard]] result<decoded_page> decode_restrict_admins(const json_document& body, const decode_context& context);

} // namespace canreach::crawler
