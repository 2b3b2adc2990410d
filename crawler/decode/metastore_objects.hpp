/// What lies directly below a metastore besides catalogs and locations: credentials, connections, and all of Delta
/// Sharing (databricks-api F.1, F.2).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

inline constexpr std::string_view storage_purpose = "STORAGE";
inline constexpr std::string_view service_purpose = "SERVICE";

/// Storage and service credentials; the subtype tells which.
[[nodiscard]] result<decoded_page> decode_credentials(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_connections(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_shares(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_providers(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_recipients(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_clean_rooms(const json_document& body, const decode_context& context);

/// What shared clusters may run: one of the three allow-lists of a metastore, as attributes of it,
/// `allowed_init_script:/Volumes/…` = `PREFIX_MATCH`.
[[nodiscard]] result<decoded_page> decode_allowed_init_scripts(const json_document& body,
                                                               const decode_context& context);
[[nodiscard]] result<decoded_page> decode_allowed_jars(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_allowed_maven(const json_document& body, const decode_context& context);
/// `objects` of one share: SHARES links. Notebook files are no securables and give none.
[[nodiscard]] result<decoded_page> decode_share_objects(const json_document& body, const decode_context& context);
/// The permission list of a share, whose `principal` is a recipient of the same metastore.
[[nodiscard]] result<decoded_page> decode_share_grants(const json_document& body, const decode_context& context);

} // namespace canreach::crawler
