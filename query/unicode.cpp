#include "query/unicode.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace canreach::query {
namespace {

struct range {
    char32_t first;
    char32_t last;
};

// Characters that take no column of their own: combining marks, joiners, variation selectors.
constexpr std::array zero_width{range{0x0300, 0x036F}, range{0x0483, 0x0489}, range{0x0591, 0x05BD},
                                range{0x0610, 0x061A}, range{0x064B, 0x065F}, range{0x1AB0, 0x1AFF},
                                range{0x1DC0, 0x1DFF}, range{0x200B, 0x200F}, range{0x202A, 0x202E},
                                range{0x2060, 0x2064}, range{0x20D0, 0x20FF}, range{0xFE00, 0xFE0F},
                                range{0xFE20, 0xFE2F}, range{0xFEFF, 0xFEFF}, range{0xE0100, 0xE01EF}};
// East Asian wide and full-width characters, and emoji.
constexpr std::array double_width{range{0x1100, 0x115F},   range{0x2E80, 0x303E},   range{0x3041, 0xA4CF},
                                  range{0xA960, 0xA97F},   range{0xAC00, 0xD7A3},   range{0xF900, 0xFAFF},
                                  range{0xFE30, 0xFE6F},   range{0xFF00, 0xFF60},   range{0xFFE0, 0xFFE6},
                                  range{0x1F300, 0x1F64F}, range{0x1F680, 0x1F6FF}, range{0x1F900, 0x1F9FF},
                                  range{0x20000, 0x3FFFD}};

template <std::size_t N>
bool in(const std::array<range, N>& table, char32_t c) {
    return std::ranges::any_of(table, [c](const range& r) { return c >= r.first && c <= r.last; });
}

bool is_ascii_letter(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

} // namespace

code_point decode(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) -> char32_t { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(at);
    if (first < 0x80) return {first, 1};
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || at + size > text.size()) return {bad_character, 1};
    char32_t value = first & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80U) return {bad_character, 1};
        value = value << 6U | (byte(at + i) & 0x3FU);
    }
    const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
    if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {bad_character, 1};
    return {value, static_cast<std::uint8_t>(size)};
}

bool is_blank(char32_t c) noexcept {
    return c == U' ' || (c >= U'\t' && c <= U'\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 ||
           c == 0xFEFF;
}

bool is_typographic(char32_t c) noexcept {
    return (c >= 0x2010 && c <= 0x2015) || (c >= 0x2018 && c <= 0x201F) || c == 0x2212 || c == 0xAB || c == 0xBB ||
           c == 0xB4;
}

bool is_word_start(char32_t c) noexcept {
    if (c < 0x80) return is_ascii_letter(c) || c == U'_';
    // U+2000 … U+206F is punctuation and invisible formatting, U+0080 … U+009F controls: a name that really holds such
    // a character is written in backticks, where it can be seen.
    return c != bad_character && c > 0x9F && !is_blank(c) && !is_typographic(c) && !(c >= 0x2000 && c <= 0x206F);
}

bool is_word_part(char32_t c) noexcept {
    return is_word_start(c) || is_digit(c);
}

std::size_t width_of(char32_t c) noexcept {
    if (c < 0x300) return 1;
    if (in(zero_width, c)) return 0;
    return c != bad_character && in(double_width, c) ? 2 : 1;
}

std::size_t width_of(std::string_view text) noexcept {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto next = decode(text, at);
        width += width_of(next.value);
        at += next.size;
    }
    return width;
}

std::string ascii_upper(std::string_view text) {
    std::string upper(text);
    for (auto& c : upper) c = ascii_upper(c);
    return upper;
}

std::string ascii_lower(std::string_view text) {
    std::string lower(text);
    for (auto& c : lower) c = ascii_lower(c);
    return lower;
}

bool same_word(std::string_view a, std::string_view b) noexcept {
    return std::ranges::equal(
        a, b, {}, [](char c) { return ascii_upper(c); }, [](char c) { return ascii_upper(c); });
}

} // namespace canreach::query
