#include "query/lexer.hpp"

#include <algorithm>

#include "query/unicode.hpp"

namespace canreach::query {
namespace {

class lexer {
public:
    explicit lexer(std::string_view text) : text_(text) {}

    std::vector<token> run() {
        std::vector<token> tokens;
        tokens.reserve(text_.size() / 5 + 2);
        for (;;) {
            skip_blanks();
            const auto begin = at_;
            const auto kind = at_ == text_.size() ? token_kind::end : next();
            tokens.push_back({kind, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)}});
            if (kind == token_kind::end) return tokens;
        }
    }

private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    [[nodiscard]] code_point here() const { return at_ < text_.size() ? decode(text_, at_) : code_point{U'\0', 1}; }

    void skip_blanks() {
        while (at_ < text_.size()) {
            if (peek() == '-' && peek(1) == '-') {
                at_ = std::min(text_.find('\n', at_), text_.size());
                continue;
            }
            const auto c = here();
            if (!is_blank(c.value)) return;
            at_ += c.size;
        }
    }

    token_kind take(std::size_t bytes, token_kind kind) {
        at_ += bytes;
        return kind;
    }

    token_kind next() {
        const auto c = here();
        if (is_word_part(c.value)) return name_like();
        switch (c.value) {
        case U'`': return printable('`', token_kind::quoted, token_kind::unclosed_quote);
        case U'\'': return printable('\'', token_kind::string, token_kind::unclosed_string);
        case U'#': return id();
        case U',': return take(1, token_kind::comma);
        case U'.': return take(1, token_kind::dot);
        case U':': return take(1, token_kind::colon);
        case U';': return take(1, token_kind::semicolon);
        case U'(': return take(1, token_kind::open);
        case U')': return take(1, token_kind::close);
        case U'*': return peek(1) == '*' ? take(2, token_kind::double_star) : take(1, token_kind::star);
        case U'=': return take(1, token_kind::equal);
        case U'!':
            if (peek(1) == '=') return take(2, token_kind::not_equal);
            return take(1, token_kind::odd_character);
        case U'<':
            if (peek(1) == '>') return take(2, token_kind::not_equal);
            if (peek(1) == '=') return take(2, token_kind::less_equal);
            return take(1, token_kind::less);
        case U'>': return peek(1) == '=' ? take(2, token_kind::greater_equal) : take(1, token_kind::greater);
        case U'+':
        case U'-':
            if (is_digit(static_cast<unsigned char>(peek(1)))) {
                ++at_;
                return number();
            }
            return take(1, token_kind::odd_character);
        case U'"': return take(1, token_kind::double_quote);
        case bad_character: return bad_bytes();
        default: return take(c.size, is_typographic(c.value) ? token_kind::foreign_mark : token_kind::odd_character);
        }
    }

    token_kind name_like() {
        if (const auto end = end_of_uuid(); end != 0) {
            at_ = end;
            return token_kind::uuid;
        }
        if (const auto end = end_of_email(); end != 0) {
            at_ = end;
            return token_kind::email;
        }
        if (is_digit(here().value)) return number();
        skip_word();
        return token_kind::word;
    }

    /// Letters, digits, `_`, and dashes between them. Two dashes begin a comment, so a word holds no `--`.
    void skip_word() {
        while (at_ < text_.size()) {
            const auto c = here();
            if (is_word_part(c.value)) {
                at_ += c.size;
            } else if (c.value == U'-' && at_ + 1 < text_.size() && is_word_part(decode(text_, at_ + 1).value)) {
                ++at_;
            } else {
                return;
            }
        }
    }

    token_kind number() {
        const auto begin = at_;
        skip_word();
        const auto digits = text_.substr(begin, at_ - begin);
        const bool plain = std::ranges::all_of(digits, [](char c) { return is_digit(static_cast<unsigned char>(c)); });
        return plain ? token_kind::integer : token_kind::number_word;
    }

    [[nodiscard]] std::size_t end_of_uuid() const {
        constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
        if (text_.size() - at_ < shape.size()) return 0;
        for (std::size_t i = 0; i < shape.size(); ++i) {
            const char c = ascii_lower(text_[at_ + i]);
            const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (shape[i] == 'x' ? !hex : c != '-') return 0;
        }
        const auto end = at_ + shape.size();
        if (end < text_.size() && (text_[end] == '-' || is_word_part(decode(text_, end).value))) return 0;
        return end;
    }

    /// Guests carry `#EXT#` before the `@`. An address ends with a letter or digit, so that a full stop or dash after
    /// it is not taken in.
    [[nodiscard]] std::size_t end_of_email() const {
        auto at = at_;
        for (;;) {
            if (at >= text_.size() || at - at_ > max_email_local_bytes) return 0;
            if (text_[at] == '@') break;
            if (text_[at] == '-' && at + 1 < text_.size() && text_[at + 1] == '-') return 0;
            const auto c = decode(text_, at);
            if (!is_word_part(c.value) && std::string_view{".+-%#&"}.find(text_[at]) == std::string_view::npos)
                return 0;
            at += c.size;
        }
        std::size_t end = 0;
        for (++at; at < text_.size();) {
            const auto c = decode(text_, at);
            const bool part = is_word_part(c.value);
            if (!part && text_[at] != '.' && text_[at] != '-') break;
            if (text_[at] == '-' && at + 1 < text_.size() && text_[at + 1] == '-') break;
            at += c.size;
            if (part) end = at;
        }
        return end;
    }

    token_kind id() {
        ++at_;
        const auto begin = at_;
        while (is_digit(static_cast<unsigned char>(peek()))) ++at_;
        return at_ == begin ? token_kind::bare_hash : token_kind::id;
    }

    token_kind printable(char quote, token_kind closed, token_kind unclosed) {
        const auto begin = at_;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] != quote) continue;
            if (peek(1) == quote) {
                ++at_;
                continue;
            }
            ++at_;
            return closed == token_kind::quoted && at_ - begin == 2 ? token_kind::empty_name : closed;
        }
        // An opened quote swallows the line and no more, so that the message points at its beginning.
        at_ = std::min(text_.find('\n', begin), text_.size());
        return unclosed;
    }

    token_kind bad_bytes() {
        while (at_ < text_.size() && here().value == bad_character) ++at_;
        return token_kind::bad_bytes;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

std::vector<token> tokenize(std::string_view text) {
    return lexer(text).run();
}

} // namespace canreach::query
