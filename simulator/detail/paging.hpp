/// Token paging (styles P2 and P2u of the contract) as decisions: which items a page holds and what its token says.
///
/// A token is opaque to the client and stateless here: position, page number and a tag over the query it belongs to, so
/// that a request with changed parameters is told apart (databricks-api, K 3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "simulator/target.hpp"

namespace canreach::simulator::detail {

struct page_rules {
    std::uint64_t secret = 0;      ///< of one server; tokens of another one are refused
    std::uint32_t empty_every = 0; ///< every n-th page of a chain is empty and carries a token; 0 = never
};

struct page_place {
    std::uint64_t offset = 0; ///< items given out before
    std::uint32_t number = 0; ///< pages given out before
};

/// Where the page asked for starts; empty if the token is none of this query's.
[[nodiscard]] std::optional<page_place> place_of(const page_rules& rules, const target& query, std::string_view host);

struct page_plan {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    std::string next_token; ///< empty at the end of the chain
};
/// The page at `place` of a list of `total` items, at most `limit` (at least 1) of them.
[[nodiscard]] page_plan plan_page(const page_rules& rules, const target& query, std::string_view host, page_place place,
                                  std::uint64_t total, std::uint64_t limit);
/// The token of the page that starts at `next`.
[[nodiscard]] std::string token_for(const page_rules& rules, const target& query, std::string_view host,
                                    page_place next);
/// Whether the rules make this page an empty one.
[[nodiscard]] bool is_empty_page(const page_rules& rules, page_place place);

} // namespace canreach::simulator::detail
