/// The workspace tree, and what is kept in its folders: queries, alerts, dashboards, Genie spaces, experiments
/// (databricks-api E.5, E.6). Levels on a folder reach everything in it (rule W3), so the folder matters.
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

/// Children of the folder asked about; for the root also the root itself. AI/BI dashboards come by their dashboard id,
/// types never seen before as `other` with id `TYPE/path`.
[[nodiscard]] result<decoded_page> decode_tree(const json_document& body, const decode_context& context);
/// The number of `GET /workspace/get-status`; empty if it says none.
[[nodiscard]] result<std::string> decode_object_id(const json_document& body);

/// Rows are `incomplete` where the list does not say the folder; `decode_query` and `decode_alert` then do.
[[nodiscard]] result<decoded_page> decode_queries(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_query(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_alerts(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_alert(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_alerts_v2(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_legacy_dashboards(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_dashboards(const json_document& body, const decode_context& context);
/// No facts. The page is limited where the dashboard shows data with its publisher's rights: the platform tells that,
/// but not who the publisher is.
[[nodiscard]] result<decoded_page> decode_published_dashboard(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_genie_spaces(const json_document& body, const decode_context& context);
/// An experiment's name is its path. Those of notebooks are left out: they are the notebook, with its permissions.
[[nodiscard]] result<decoded_page> decode_experiments(const json_document& body, const decode_context& context);

} // namespace canreach::crawler
