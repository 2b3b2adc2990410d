/// A parser of JSON (RFC 8259, UTF-8) in pieces cut anywhere, for long lists of short elements: a text that lies in one
/// piece without escapes, which is nearly every one, is looked at sixteen bytes at a time and handed on where it lies.
///
/// It accepts exactly what Boost.JSON's parser accepts, which reads all other replies, but for numbers of thousands of
/// digits: tests and a fuzz target compare the two. Numbers, being rare, are left to that parser.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/detail/json_text.hpp"

namespace canreach::crawler::detail {

/// `Handler` is told of everything in order: `begin_object()`, `end_object()`, `begin_array()`, `end_array()`,
/// `key(text)`, `text(text)`, `number(text)` (its spelling, not yet looked at: false if it is none) and
/// `literal(is_null)`. Texts are unescaped, and good for the call.
template <class Handler>
class json_scanner {
public:
    explicit json_scanner(Handler& to) noexcept : to_(to) {}

    /// False once it is no JSON, or too deep.
    bool write(std::string_view piece) {
        if (failed()) return false;
        const char* at = piece.data();
        const char* const end = at + piece.size();
        while (at != end && why_.empty()) at = step(at, end);
        taken_ += static_cast<std::size_t>(at - piece.data());
        return !failed();
    }
    /// After the last piece; false if that was not the end.
    bool finish() {
        if (!failed() && state_ == state::number && stack_depth_ == 0) end_number();
        if (!failed() && state_ != state::done) fail("it is cut");
        return !failed();
    }
    [[nodiscard]] bool failed() const noexcept { return !why_.empty(); }
    [[nodiscard]] std::string_view why() const noexcept { return why_; }
    [[nodiscard]] std::size_t taken() const noexcept { return taken_; } ///< bytes before the fault

private:
    enum class state : std::uint8_t {
        value,
        value_or_end, ///< after `[`
        key,
        key_or_end, ///< after `{`
        colon,
        next, ///< after a value in an array or object
        text, ///< within one that is not in one piece, or has escapes
        number,
        literal,
        done,
    };

    void fail(std::string_view why) noexcept { why_ = why; }
    [[nodiscard]] bool in_object() const noexcept { return (objects_ & 1U) != 0; }
    void value_ends() noexcept { state_ = stack_depth_ == 0 ? state::done : state::next; }

    /// At least one byte further, or in another state, or a fault.
    const char* step(const char* at, const char* end) {
        switch (state_) {
        case state::text: return go_on_with_text(at, end);
        case state::number: return go_on_with_number(at, end);
        case state::literal: return go_on_with_literal(at);
        default: break;
        }
        const char byte = *at;
        if (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t') return at + 1;
        switch (state_) {
        case state::value: return begin_value(at, end);
        case state::value_or_end: return byte == ']' ? close(at, false) : begin_value(at, end);
        case state::key_or_end:
            if (byte == '}') return close(at, true);
            [[fallthrough]];
        case state::key:
            if (byte == '"') return begin_text(at + 1, end, true);
            break;
        case state::colon:
            if (byte != ':') break;
            state_ = state::value;
            return at + 1;
        case state::next:
            if (byte == ',') {
                state_ = in_object() ? state::key : state::value;
                return at + 1;
            }
            if (byte == (in_object() ? '}' : ']')) return close(at, in_object());
            break;
        default: break;
        }
        fail("this cannot stand here");
        return at;
    }

    const char* begin_value(const char* at, const char* end) {
        switch (*at) {
        case '"': return begin_text(at + 1, end, false);
        case '{': return open(at, true);
        case '[': return open(at, false);
        case 't': return begin_literal(at, "true");
        case 'f': return begin_literal(at, "false");
        case 'n': return begin_literal(at, "null");
        default: break;
        }
        if (*at != '-' && (*at < '0' || *at > '9')) {
            fail("this cannot stand here");
            return at;
        }
        word_.clear();
        state_ = state::number;
        return go_on_with_number(at, end);
    }

    const char* open(const char* at, bool object) {
        if (stack_depth_ == json_depth_limit) {
            fail("it is too deep");
            return at;
        }
        ++stack_depth_;
        objects_ = objects_ << 1U | (object ? 1U : 0U);
        if (object)
            to_.begin_object();
        else
            to_.begin_array();
        state_ = object ? state::key_or_end : state::value_or_end;
        return at + 1;
    }
    const char* close(const char* at, bool object) {
        --stack_depth_;
        objects_ >>= 1U;
        if (object)
            to_.end_object();
        else
            to_.end_array();
        value_ends();
        return at + 1;
    }

    const char* begin_literal(const char* at, std::string_view word) {
        literal_ = word.substr(1);
        is_null_ = word.front() == 'n';
        state_ = state::literal;
        return at + 1;
    }
    const char* go_on_with_literal(const char* at) {
        if (*at != literal_.front()) {
            fail("this cannot stand here");
            return at;
        }
        literal_.remove_prefix(1);
        if (literal_.empty()) {
            to_.literal(is_null_);
            value_ends();
        }
        return at + 1;
    }

    static bool is_of_number(char byte) noexcept {
        return (byte >= '0' && byte <= '9') || byte == '-' || byte == '+' || byte == '.' || byte == 'e' || byte == 'E';
    }
    const char* go_on_with_number(const char* at, const char* end) {
        const char* last = at;
        while (last != end && is_of_number(*last)) ++last;
        word_.append(at, last);
        if (word_.size() > longest_number) fail("a number of so many digits");
        if (last != end && !failed()) end_number();
        return last;
    }
    void end_number() {
        if (to_.number(word_))
            value_ends();
        else
            fail("this is no number");
    }

    void text_ends(std::string_view text) {
        if (is_key_) {
            to_.key(text);
            state_ = state::colon;
        } else {
            to_.text(text);
            value_ends();
        }
    }
    const char* begin_text(const char* at, const char* end, bool is_key) {
        is_key_ = is_key;
        const char* last = end_of_plain(at, end);
        if (last != end && *last == '"') {
            text_ends({at, static_cast<std::size_t>(last - at)});
            return last + 1;
        }
        text_.begin();
        state_ = state::text;
        return go_on_with_text(at, end);
    }
    const char* go_on_with_text(const char* at, const char* end) {
        at = text_.take(at, end);
        if (!text_.why().empty()) {
            fail(text_.why());
        } else if (text_.has_ended()) {
            text_ends(text_.value());
        }
        return at;
    }

    /// It is kept until its end, so there is one; no id is nearly as long.
    static constexpr std::size_t longest_number = 4096;

    Handler& to_;
    state state_ = state::value;
    std::size_t stack_depth_ = 0;
    std::uint64_t objects_ = 0; ///< by depth, the innermost last: is it an object?
    bool is_key_ = false;
    bool is_null_ = false;
    std::string_view literal_; ///< what is still to come of one
    std::string word_;         ///< a number so far
    json_text text_;           ///< of which only the beginning has come
    std::size_t taken_ = 0;
    std::string_view why_;
};

} // namespace canreach::crawler::detail
