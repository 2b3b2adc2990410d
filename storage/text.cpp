#include "storage/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace canreach::storage {
namespace {

/// The small letter of a two-byte code point, or itself.
char32_t small_letter(char32_t c) noexcept {
    if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 0x20;
    if (c >= 0x100 && c <= 0x137 && c != 0x130 && c != 0x131) return c | 1U;
    if (c >= 0x139 && c <= 0x148) return c + (c & 1U);
    if (c >= 0x14A && c <= 0x177) return c | 1U;
    if (c == 0x178) return 0xFF;
    if (c >= 0x179 && c <= 0x17E) return c + (c & 1U);
    if (c == 0x386) return 0x3AC;
    if (c >= 0x388 && c <= 0x38A) return c + 0x25;
    if (c == 0x38C) return 0x3CC;
    if (c == 0x38E || c == 0x38F) return c + 0x3F;
    if (c >= 0x391 && c <= 0x3AB && c != 0x3A2) return c + 0x20;
    if (c >= 0x400 && c <= 0x40F) return c + 0x50;
    if (c >= 0x410 && c <= 0x42F) return c + 0x20;
    return c;
}

bool is_hex(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

} // namespace

std::string folded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 'A' && byte <= 'Z') {
            out += static_cast<char>(byte + 0x20);
            continue;
        }
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        if (byte < 0xC3 || byte > 0xD0 || (next & 0xC0U) != 0x80U) {
            out += text[i];
            continue;
        }
        const auto small = small_letter((static_cast<char32_t>(byte & 0x1FU) << 6U) | (next & 0x3FU));
        out += static_cast<char>(0xC0U | (small >> 6U));
        out += static_cast<char>(0x80U | (small & 0x3FU));
        ++i;
    }
    return out;
}

bool is_uuid(std::string_view text) noexcept {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

bool has_nul(std::string_view text) noexcept {
    return text.find('\0') != std::string_view::npos;
}

std::string without_nul(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == '\0')
            out += "\u2400";
        else
            out += c;
    }
    return out;
}

void pack(std::string& onto, std::string_view text) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, text.size()).ptr;
    onto.append(digits, end);
    onto += ':';
    onto += text;
}

std::optional<std::vector<std::string_view>> unpacked(std::string_view packed) {
    std::vector<std::string_view> texts;
    while (!packed.empty()) {
        std::uint64_t size = 0;
        const auto [end, bad] = std::from_chars(packed.data(), packed.data() + packed.size(), size);
        const auto digits = static_cast<std::size_t>(end - packed.data());
        if (bad != std::errc{} || digits == packed.size() || *end != ':') return std::nullopt;
        packed.remove_prefix(digits + 1);
        if (size > packed.size()) return std::nullopt;
        texts.push_back(packed.substr(0, size));
        packed.remove_prefix(size);
    }
    return texts;
}

} // namespace canreach::storage
