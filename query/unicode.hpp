/// The little that the language needs to know of UTF-8 and of letters. No tables of scripts: every character outside
/// ASCII counts as a letter unless it is a blank, a control, a quotation mark or a dash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace canreach::query {

/// One character of a text. `size` is at least 1; a byte that is not UTF-8 has `value` = `bad_character`.
struct code_point {
    char32_t value = 0;
    std::uint8_t size = 1;
};
inline constexpr char32_t bad_character = 0xFFFF'FFFF;

/// Requires `at < text.size()`. Overlong forms, surrogates and values past U+10FFFF are bad.
[[nodiscard]] code_point decode(std::string_view text, std::size_t at) noexcept;

[[nodiscard]] bool is_blank(char32_t c) noexcept;        ///< ASCII blanks, no-break and other Unicode spaces
[[nodiscard]] bool is_word_start(char32_t c) noexcept;   ///< letter of any script, or `_`
[[nodiscard]] bool is_word_part(char32_t c) noexcept;    ///< the above, or an ASCII digit
[[nodiscard]] bool is_typographic(char32_t c) noexcept;  ///< curly quotes and long dashes, as pasted from documents
[[nodiscard]] std::size_t width_of(char32_t c) noexcept; ///< columns on a terminal: 0, 1 or 2
[[nodiscard]] std::size_t width_of(std::string_view text) noexcept;

[[nodiscard]] constexpr bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}
[[nodiscard]] constexpr char ascii_upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
[[nodiscard]] constexpr char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] std::string ascii_upper(std::string_view text);
[[nodiscard]] std::string ascii_lower(std::string_view text);
/// Equal but for the case of ASCII letters.
[[nodiscard]] bool same_word(std::string_view a, std::string_view b) noexcept;

} // namespace canreach::query
