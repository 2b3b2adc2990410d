/// Workspace objects that say little more than that they exist (databricks-api E.5).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

[[nodiscard]] result<decoded_page> decode_pools(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_warehouses(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_serving_endpoints(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_vector_search_endpoints(const json_document& body,
                                                                  const decode_context& context);
[[nodiscard]] result<decoded_page> decode_database_instances(const json_document& body, const decode_context& context);
/// Types without a kind of their own: the key's id begins with the type's word, `database-projects/p1`.
[[nodiscard]] result<decoded_page> decode_database_projects(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_knowledge_assistants(const json_document& body,
                                                               const decode_context& context);
[[nodiscard]] result<decoded_page> decode_supervisor_agents(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_feature_tables(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_secret_scopes(const json_document& body, const decode_context& context);
/// Models of the workspace registry: names only; `decode_workspace_model` says the number their permissions go by.
[[nodiscard]] result<decoded_page> decode_workspace_models(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_workspace_model(const json_document& body, const decode_context& context);
/// Personal access tokens: that they exist, whose they are, when they were last used. Never a value.
[[nodiscard]] result<decoded_page> decode_tokens(const json_document& body, const decode_context& context);

} // namespace canreach::crawler
