/// Counts that cost one request each (databricks-api C.4, D.2): what a crawl is planned by. No facts.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "crawler/json_document.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// `totalResults` of a SCIM list. Fails with `malformed_reply` where it is not told.
[[nodiscard]] result<std::uint64_t> decode_scim_total(const json_document& body);

struct quota_page {
    std::map<std::string, std::uint64_t> counts; ///< `table-quota`, … → how many there are, over all parents
    std::string next_page_token;
};
/// A page of `/resource-quotas/all-resource-quotas`. Rows that say no count are left out: it is an estimate.
[[nodiscard]] result<quota_page> decode_quotas(const json_document& body);

} // namespace canreach::crawler
