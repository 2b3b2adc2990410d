/// Places in the text of a question.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace canreach::query {

/// Bytes `begin` … `end` − 1 of a text; empty where a place between two characters is meant.
struct span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    [[nodiscard]] constexpr std::uint32_t size() const { return end - begin; }
    [[nodiscard]] constexpr std::string_view of(std::string_view text) const {
        return begin > text.size() ? std::string_view{} : text.substr(begin, size());
    }
    friend constexpr bool operator==(span, span) = default;
};

/// From the first byte of `first` to the last of `last`.
[[nodiscard]] constexpr span hull(span first, span last) {
    return {first.begin, last.end < first.begin ? first.end : last.end};
}

/// A place as people count: both from 1, columns in characters.
struct line_and_column {
    std::size_t line = 1;
    std::size_t column = 1;
    friend constexpr bool operator==(line_and_column, line_and_column) = default;
};

/// Linear in `offset`; an offset past the end stands for the end. Lines end at LF or CR LF.
[[nodiscard]] line_and_column locate(std::string_view text, std::size_t offset) noexcept;

/// The line that holds `offset`, without its line break.
[[nodiscard]] span line_around(std::string_view text, std::size_t offset) noexcept;

} // namespace canreach::query
