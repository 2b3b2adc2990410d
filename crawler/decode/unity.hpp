/// Securables of Unity Catalog, their grants and bindings (databricks-api E.3, F).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

[[nodiscard]] result<decoded_page> decode_catalogs(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_locations(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_schemas(std::string_view body, const decode_context& context);
/// Tables and views, with the text of views, and row filters and column masks that were set by hand.
[[nodiscard]] result<decoded_page> decode_tables(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_volumes(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_functions(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_models(std::string_view body, const decode_context& context);
/// `view_dependencies` of one table: READS links.
[[nodiscard]] result<decoded_page> decode_view_definition(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_bindings(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_grants(std::string_view body, const decode_context& context);

/// `browse_only` of a single catalog or schema.
[[nodiscard]] result<bool> decode_browse_only(std::string_view body);

} // namespace canreach::crawler
