/// Bytes to values the way a crawl takes them: parsed while they arrive, then decoded.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "crawler/json_document.hpp"
#include "model/error.hpp"

namespace canreach::support {

/// In pieces of `step` bytes; 0 = all at once.
[[nodiscard]] inline result<crawler::json_document> parsed_in_pieces(std::string_view bytes, std::size_t step) {
    crawler::json_stream parsing;
    const auto size = step == 0 ? std::max<std::size_t>(1, bytes.size()) : step;
    for (std::size_t at = 0; at < bytes.size(); at += size)
        if (!parsing.write(bytes.substr(at, size))) break;
    return parsing.finish();
}

/// What `decode` makes of the body; a failure if it is no JSON. The pieces are short and end anywhere.
template <class Decode, class... More>
[[nodiscard]] auto decoded(Decode decode, std::string_view bytes, const More&... more)
    -> decltype(decode(std::declval<const crawler::json_document&>(), more...)) {
    const auto body = parsed_in_pieces(bytes, 7);
    if (!body) return body.error();
    return decode(*body, more...);
}

} // namespace canreach::support
