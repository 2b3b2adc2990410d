/// Workspaces and metastores (databricks-api D.1, D.5, E.2).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

/// A bare array.
[[nodiscard]] result<decoded_page> decode_workspaces(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_metastores(const json_document& body, const decode_context& context);
/// `workspace_ids` of the metastore `context.about`: one row each, `decoded_row::id` being the workspace.
[[nodiscard]] result<decoded_page> decode_metastore_workspaces(const json_document& body,
                                                               const decode_context& context);
/// `metastore_summary` of a workspace: the one metastore it is attached to.
[[nodiscard]] result<decoded_page> decode_metastore_summary(const json_document& body, const decode_context& context);

} // namespace canreach::crawler
