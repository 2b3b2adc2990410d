/// Lists of the newer APIs: a token, and an object for each element.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "simulator/detail/json_text.hpp"
#include "simulator/detail/paging.hpp"
#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {

/// A page of `total` elements under `key`, at most `most` of them, each written by `write(out, position)` into an open
/// object.
template <class Write>
reply token_page(const route_context& c, std::string_view key, std::uint64_t total, Write write,
                 std::uint64_t most = 100) {
    const auto place = place_of(c.rules(), c.to.target, c.to.host);
    if (!place) return bad_token();
    const auto page = plan_page(c.rules(), c.to.target, c.to.host, *place, total, c.capped(most));
    json_text out;
    out.open_object();
    if (page.count > 0) {
        out.open_array(key);
        for (auto i = page.first; i < page.first + page.count; ++i) {
            out.open_object();
            write(out, i);
            out.close_object();
        }
        out.close_array();
    }
    out.optional_field("next_page_token", page.next_token);
    return ok(std::move(out.close_object()));
}

} // namespace canreach::simulator::detail
