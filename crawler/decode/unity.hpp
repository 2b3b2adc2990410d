/// Securables of Unity Catalog, their grants and bindings (databricks-api E.3, F).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

[[nodiscard]] result<decoded_page> decode_catalogs(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_locations(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_schemas(const json_document& body, const decode_context& context);
/// Tables and views, with the text of views, and row filters and column masks that were set by hand.
[[nodiscard]] result<decoded_page> decode_tables(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_volumes(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_functions(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_models(const json_document& body, const decode_context& context);
/// `view_dependencies` of one table: READS links.
[[nodiscard]] result<decoded_page> decode_view_definition(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_bindings(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_grants(const json_document& body, const decode_context& context);

/// `browse_only` of a single catalog or schema.
[[nodiscard]] result<bool> decode_browse_only(const json_document& body);

} // namespace canreach::crawler
