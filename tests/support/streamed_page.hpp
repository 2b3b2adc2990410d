/// A page as a stream makes it, and whether that is what a document makes of it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/decode/page.hpp"

namespace canreach::support {

/// In pieces of `step` bytes; 0 = all at once.
[[nodiscard]] inline result<crawler::decoded_page> streamed_page(crawler::page_streamer make, std::string_view bytes,
                                                                 const crawler::decode_context& context,
                                                                 std::size_t step) {
    const auto reading = make(context, bytes.size());
    const auto size = step == 0 ? std::max<std::size_t>(1, bytes.size()) : step;
    for (std::size_t at = 0; at < bytes.size(); at += size)
        if (!reading->write(bytes.substr(at, size))) break;
    return reading->finish();
}

/// What differs; empty = nothing does.
[[nodiscard]] inline std::string difference_of(const result<crawler::decoded_page>& left,
                                               const result<crawler::decoded_page>& right) {
    if (left.has_value() != right.has_value()) return "one fails";
    if (!left) {
        // What is no JSON need not be told in the same words.
        const auto is_no_json = [](const failure& why) {
            return why.message.starts_with("the body is no JSON at byte");
        };
        if (is_no_json(left.error()) && is_no_json(right.error())) return {};
        return left.error().to_string() == right.error().to_string() ? std::string{} : "the failures";
    }
    if (left->summary.items != right->summary.items) return "the number of elements";
    if (left->summary.next_page_token != right->summary.next_page_token) return "the token";
    if (left->malformed != right->malformed || left->first_malformed != right->first_malformed) return "what is odd";
    if (left->rows.size() != right->rows.size()) return "the number of rows";
    for (std::size_t i = 0; i < left->rows.size(); ++i)
        if (left->rows[i].id != right->rows[i].id || left->rows[i].facts != right->rows[i].facts) return "a row";
    return {};
}

} // namespace canreach::support
