#include "query/source.hpp"

#include <algorithm>

#include "query/unicode.hpp"

namespace canreach::query {

line_and_column locate(std::string_view text, std::size_t offset) noexcept {
    line_and_column place;
    offset = std::min(offset, text.size());
    for (std::size_t at = 0; at < offset;) {
        const auto next = decode(text, at);
        if (next.value == U'\n') {
            ++place.line;
            place.column = 1;
        } else {
            ++place.column;
        }
        at += next.size;
    }
    return place;
}

span line_around(std::string_view text, std::size_t offset) noexcept {
    offset = std::min(offset, text.size());
    const auto before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    const auto begin = before == std::string_view::npos ? 0 : before + 1;
    auto end = std::min(text.find('\n', offset), text.size());
    if (end > begin && text[end - 1] == '\r') --end;
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

} // namespace canreach::query
