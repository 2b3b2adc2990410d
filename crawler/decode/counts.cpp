#include "crawler/decode/counts.hpp"

#include <algorithm>

#include "crawler/detail/page_reader.hpp"

namespace canreach::crawler {

result<std::uint64_t> decode_scim_total(const json_document& body) {
    const auto* root = body.root().if_object();
    const auto total = root == nullptr ? std::nullopt : detail::int_in(*root, "totalResults");
    if (!total || *total < 0) return detail::wrong_page("/totalResults", "a count");
    return static_cast<std::uint64_t>(*total);
}

result<quota_page> decode_quotas(const json_document& body) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    quota_page made;
    made.next_page_token = std::string(detail::text_in(*root, "next_page_token"));
    for (const auto& entry : detail::array_in(*root, "quotas")) {
        const auto* quota = entry.if_object();
        if (quota == nullptr) continue;
        const auto count = detail::int_in(*quota, "quota_count");
        const auto name = detail::text_in(*quota, "quota_name");
        if (!count || *count < 0 || name.empty()) continue;
        auto& sum = made.counts[std::string(name)];
        // No sum of what servers say may wrap.
        sum = std::min(sum + static_cast<std::uint64_t>(*count), std::uint64_t{1} << 40U);
    }
    return made;
}

} // namespace canreach::crawler
