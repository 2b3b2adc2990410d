/// The paging styles of databricks-api 0.4. No I/O: a page's facts go in, the next page's query comes out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "model/error.hpp"

namespace canreach::crawler {

enum class paging_style : std::uint8_t {
    single,     ///< P0: one reply is everything
    scim_index, ///< P1: `startIndex`, `count`; ends with an empty page
    token,      ///< P2: `page_token`; ends without a token
    unity,      ///< P2u: `max_results=0` from the first call on
    numbered,   ///< P4: `page`, `page_size`; ends with an empty page
};

/// What the pager wants to know of a page.
struct page_summary {
    std::size_t items = 0;       ///< elements in the reply, readable or not, new or not
    std::string next_page_token; ///< empty = none
};

/// One listing chain.
class pager {
public:
    /// The documented default of SCIM lists, sent as the platform's own clients do.
    static constexpr std::uint32_t whole_scim_page = 10'000;
    explicit pager(paging_style style, std::uint32_t scim_page = whole_scim_page) noexcept
        : style_(style), scim_page_(scim_page) {}

    /// Parameters to append to the fixed query: empty, or `a=b&c=d`.
    [[nodiscard]] std::string query() const;
    /// True if there is another page. Fails with `malformed_reply` if the server sends the same token twice in a row,
    /// and with `limit_exceeded` after 1,000,000 pages.
    [[nodiscard]] result<bool> advance(const page_summary& page);
    /// True the first time `id` is seen in this chain; insertions during a SCIM walk shift its window, so rows come
    /// twice. Empty ids are always new.
    [[nodiscard]] bool is_new(std::string_view id);

private:
    paging_style style_;
    std::uint32_t scim_page_;
    std::uint64_t next_index_ = 1;
    std::uint64_t pages_ = 0;
    std::string token_;
    std::unordered_set<std::string> seen_;
};

} // namespace canreach::crawler
