#include "crawler/detail/json_text.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <bit>

namespace canreach::crawler::detail {
namespace {

constexpr std::string_view no_utf8 = "it is no UTF-8";
constexpr std::string_view no_escape = "there is no such escape";

bool is_plain(char byte) noexcept {
    return static_cast<signed char>(byte) >= 0x20 && byte != '"' && byte != '\\';
}

} // namespace

const char* end_of_plain(const char* at, const char* end) noexcept {
#if defined(__SSE2__)
    const auto quote = _mm_set1_epi8('"');
    const auto backslash = _mm_set1_epi8('\\');
    const auto space = _mm_set1_epi8(0x20);
    for (; end - at >= 16; at += 16) {
        const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        // As signed numbers bytes of other characters are negative, and so below it as well.
        const auto odd = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
                                      _mm_cmplt_epi8(bytes, space));
        if (const auto mask = static_cast<unsigned>(_mm_movemask_epi8(odd)); mask != 0)
            return at + std::countr_zero(mask);
    }
#endif
    while (at != end && is_plain(*at)) ++at;
    return at;
}

const char* json_text::take(const char* at, const char* end) {
    while (at != end) {
        if (step_ == step::plain) {
            const char* const last = end_of_plain(at, end);
            value_.append(at, last);
            at = last;
            if (at == end) break;
            if (*at == '"') {
                ended_ = true;
                return at + 1;
            }
        }
        const bool fits = [&] {
            switch (step_) {
            case step::plain: return take_plain(static_cast<unsigned char>(*at));
            case step::escape: return take_escape(*at);
            case step::hex: return take_hex(*at);
            case step::low_escape: step_ = step::low_letter; return *at == '\\' || fault(no_escape);
            case step::low_letter:
                step_ = step::hex;
                digits_ = 4;
                unit_ = 0;
                return *at == 'u' || fault(no_escape);
            case step::rest_of_char: return take_rest(static_cast<unsigned char>(*at));
            }
            return false;
        }();
        if (!fits) return at;
        ++at;
    }
    return at;
}

/// A byte that is not plain, nor the closing quote. The first bytes of characters, and what their second may be, are
/// those of RFC 3629.
bool json_text::take_plain(unsigned char byte) {
    if (byte == '\\') {
        step_ = step::escape;
        return true;
    }
    if (byte < 0x20) return fault("a control character in a text");
    lowest_ = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
    highest_ = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
    if (byte >= 0xC2 && byte <= 0xDF)
        rest_ = 1;
    else if (byte >= 0xE0 && byte <= 0xEF)
        rest_ = 2;
    else if (byte >= 0xF0 && byte <= 0xF4)
        rest_ = 3;
    else
        return fault(no_utf8);
    value_ += static_cast<char>(byte);
    step_ = step::rest_of_char;
    return true;
}

bool json_text::take_rest(unsigned char byte) {
    if (byte < lowest_ || byte > highest_) return fault(no_utf8);
    lowest_ = 0x80;
    highest_ = 0xBF;
    value_ += static_cast<char>(byte);
    if (--rest_ == 0) step_ = step::plain;
    return true;
}

bool json_text::take_escape(char byte) {
    step_ = step::plain;
    switch (byte) {
    case '"':
    case '\\':
    case '/': value_ += byte; return true;
    case 'b': value_ += '\b'; return true;
    case 'f': value_ += '\f'; return true;
    case 'n': value_ += '\n'; return true;
    case 'r': value_ += '\r'; return true;
    case 't': value_ += '\t'; return true;
    case 'u':
        step_ = step::hex;
        digits_ = 4;
        unit_ = 0;
        high_ = 0;
        return true;
    default: return fault(no_escape);
    }
}

bool json_text::take_hex(char byte) {
    const auto digit = byte >= '0' && byte <= '9'   ? byte - '0'
                       : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                       : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                                    : -1;
    if (digit < 0) return fault(no_escape);
    unit_ = unit_ << 4U | static_cast<std::uint32_t>(digit);
    if (--digits_ > 0) return true;
    const bool is_low = unit_ >= 0xDC00 && unit_ <= 0xDFFF;
    if (is_low != (high_ != 0)) return fault("half a pair of escapes");
    if (unit_ >= 0xD800 && unit_ <= 0xDBFF) {
        high_ = unit_;
        step_ = step::low_escape;
        return true;
    }
    append(is_low ? 0x1'0000 + ((high_ - 0xD800) << 10U) + (unit_ - 0xDC00) : unit_);
    high_ = 0;
    step_ = step::plain;
    return true;
}

void json_text::append(std::uint32_t code_point) {
    const auto add = [this](std::uint32_t byte) { value_ += static_cast<char>(byte); };
    if (code_point < 0x80) return add(code_point);
    if (code_point < 0x800) {
        add(0xC0 | code_point >> 6U);
    } else {
        if (code_point < 0x1'0000) {
            add(0xE0 | code_point >> 12U);
        } else {
            add(0xF0 | code_point >> 18U);
            add(0x80 | (code_point >> 12U & 0x3FU));
        }
        add(0x80 | (code_point >> 6U & 0x3FU));
    }
    add(0x80 | (code_point & 0x3FU));
}

} // namespace canreach::crawler::detail
