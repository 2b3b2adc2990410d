/// Compute and applications: who may use them is in their permission lists, whom they act as is here (databricks-api
/// E.5).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

/// Clusters with their access mode, SINGLE_USER and PROFILE links. The profile (an AWS instance profile, a Google
/// service account) is a node of its own.
[[nodiscard]] result<decoded_page> decode_clusters(const json_document& body, const decode_context& context);
/// Cluster policies with the access modes that they let one choose.
[[nodiscard]] result<decoded_page> decode_cluster_policies(const json_document& body, const decode_context& context);
/// Apps with the service principal that each one owns.
[[nodiscard]] result<decoded_page> decode_apps(const json_document& body, const decode_context& context);

} // namespace canreach::crawler
