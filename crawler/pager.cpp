#include "crawler/pager.hpp"

#include <fmt/format.h>

#include "crawler/url.hpp"

namespace canreach::crawler {
namespace {

constexpr std::uint64_t page_limit = 1'000'000;
constexpr int numbered_page_size = 250; // the most that the legacy dashboards give

} // namespace

std::string pager::query() const {
    switch (style_) {
    case paging_style::single: return {};
    case paging_style::scim_index: return fmt::format("startIndex={}&count={}", next_index_, scim_page_);
    case paging_style::token: return token_.empty() ? std::string{} : "page_token=" + percent_encoded(token_);
    case paging_style::unity:
        return token_.empty() ? std::string("max_results=0") : "max_results=0&page_token=" + percent_encoded(token_);
    case paging_style::numbered: return fmt::format("page={}&page_size={}", pages_ + 1, numbered_page_size);
    }
    return {};
}

result<bool> pager::advance(const page_summary& page) {
    if (++pages_ >= page_limit) return fail(errc::limit_exceeded, fmt::format("a listing of {} pages", pages_));
    switch (style_) {
    case paging_style::single: return false;
    case paging_style::numbered: return page.items > 0;
    case paging_style::scim_index:
        // What was returned counts, never what was asked for or what `totalResults` promises.
        next_index_ += page.items;
        return page.items > 0;
    case paging_style::token:
    case paging_style::unity:
        if (page.next_page_token.empty()) return false;
        if (page.next_page_token == token_)
            return fail(errc::malformed_reply, "the server sent the same page token twice in a row");
        token_ = page.next_page_token;
        return true;
    }
    return false;
}

bool pager::is_new(std::string_view id) {
    return id.empty() || seen_.emplace(id).second;
}

} // namespace canreach::crawler
