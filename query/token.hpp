/// What the lexer cuts a text into.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "query/source.hpp"

namespace canreach::query {

enum class token_kind : std::uint8_t {
    end,     ///< of the text; always the last token
    word,    ///< `SELECT`, `data-engineers`, `Vertrieb_Süd`
    quoted,  ///< a name in backticks
    email,   ///< `alice@example.com`
    uuid,    ///< `0b3e7a11-4c1d-4b0e-9d55-0a1b2c3d4e5f`
    id,      ///< `#4711`
    string,  ///< `'text'`
    integer, ///< `10`, `-3`
    comma,
    dot,
    colon,
    semicolon,
    open,        ///< `(`
    close,       ///< `)`
    star,        ///< `*`
    double_star, ///< `**`
    equal,
    not_equal, ///< `!=`, `<>`
    less,
    less_equal,
    greater,
    greater_equal,
    // faults: the rest of the text is still cut as well as can be
    unclosed_quote,  ///< a backtick without its partner; reaches to the end of the line
    unclosed_string, ///< a single quote without its partner; reaches to the end of the line
    empty_name,      ///< ` `` `
    number_word,     ///< a word that begins with a digit: a name that needs backticks
    bare_hash,       ///< `#` without digits
    double_quote,    ///< `"`
    foreign_mark,    ///< a curly quote or a long dash
    bad_bytes,       ///< bytes that are not UTF-8
    odd_character,   ///< anything else that no rule knows
};

struct token {
    token_kind kind = token_kind::end;
    span where;
    friend bool operator==(const token&, const token&) = default;
};

[[nodiscard]] bool is_fault(token_kind kind) noexcept;

/// The text that a name, id or string token stands for: quotes taken off, doubled quotes single.
[[nodiscard]] std::string value_of(const token& what, std::string_view text);

} // namespace canreach::query
