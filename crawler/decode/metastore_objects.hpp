/// What lies directly below a metastore besides catalogs and locations: credentials, connections, and all of Delta
/// Sharing (databricks-api F.1, F.2).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

inline constexpr std::string_view storage_purpose = "STORAGE";
inline constexpr std::string_view service_purpose = "SERVICE";

/// Storage and service credentials; the subtype tells which.
[[nodiscard]] result<decoded_page> decode_credentials(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_connections(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_shares(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_providers(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_recipients(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_clean_rooms(std::string_view body, const decode_context& context);

/// What shared clusters may run: one of the three allow-lists of a metastore, as attributes of it,
/// `allowed_init_script:/Volumes/…` = `PREFIX_MATCH`.
[[nodiscard]] result<decoded_page> decode_allowed_init_scripts(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_allowed_jars(std::string_view body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_allowed_maven(std::string_view body, const decode_context& context);
/// `objects` of one share: SHARES links. Notebook files are no securables and give none.
[[nodiscard]] result<decoded_page> decode_share_objects(std::string_view body, const decode_context& context);
/// The permission list of a share, whose `principal` is a recipient of the same metastore.
[[nodiscard]] result<decoded_page> decode_share_grants(std::string_view body, const decode_context& context);

} // namespace canreach::crawler
