/// Texts of JSON as they are parsed: where a plain one ends, and what one with escapes says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/detail/json_limits.hpp"

namespace canreach::crawler::detail {

/// The first byte that is no printable ASCII, or ends or escapes something; `end` if there is none.
[[nodiscard]] const char* end_of_plain(const char* at, const char* end) noexcept;

/// One text, which may come in pieces.
class json_text {
public:
    /// After the quote.
    void begin() noexcept {
        value_.clear();
        step_ = step::plain;
        ended_ = false;
        why_ = {};
    }
    /// Takes bytes up to the closing quote, that included, or to a fault. Returns what comes after them.
    const char* take(const char* at, const char* end);
    [[nodiscard]] bool has_ended() const noexcept { return ended_; }
    [[nodiscard]] std::string_view value() const noexcept { return value_; }
    [[nodiscard]] std::string_view why() const noexcept { return why_; } ///< empty: no fault

private:
    enum class step : std::uint8_t {
        plain,
        escape,      ///< after `\`
        hex,         ///< in the digits of `\u`
        low_escape,  ///< the first half of a pair wants a second one: before its `\`
        low_letter,  ///< before its `u`
        rest_of_char ///< of several bytes
    };
    bool take_plain(unsigned char byte);
    bool take_escape(char byte);
    bool take_hex(char byte);
    bool take_rest(unsigned char byte);
    bool fault(std::string_view why) noexcept {
        why_ = why;
        return false;
    }
    void append(std::uint32_t code_point);

    std::string value_;
    std::string_view why_;
    step step_ = step::plain;
    bool ended_ = false;
    std::uint8_t digits_ = 0;  ///< of `\u` that are still to come
    std::uint8_t rest_ = 0;    ///< bytes of a character that are still to come
    unsigned char lowest_ = 0; ///< that the next of them may be
    unsigned char highest_ = 0;
    std::uint32_t unit_ = 0; ///< what the digits say so far
    std::uint32_t high_ = 0; ///< the first half of a pair; 0 = none
};

} // namespace canreach::crawler::detail
