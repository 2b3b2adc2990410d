/// The parser's hand on its tokens: looking ahead, and remembering what would have fitted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/ast.hpp"
#include "query/diagnostic.hpp"
#include "query/token.hpp"

namespace canreach::query::detail {

/// The first fault wins and moves the reader to the end, so that every rule after it falls through quickly without
/// checking for it.
class token_reader {
public:
    /// `tokens` ends with one of kind `end`; both outlive the reader.
    token_reader(std::string_view text, std::span<const token> tokens) : text_(text), tokens_(tokens) {}

    [[nodiscard]] const token& peek(std::size_t ahead = 0) const;
    [[nodiscard]] bool at(token_kind kind, std::size_t ahead = 0) const { return peek(ahead).kind == kind; }
    [[nodiscard]] bool at_word(std::string_view word, std::size_t ahead = 0) const;
    /// The text of a word token; empty for any other kind.
    [[nodiscard]] std::string_view word(std::size_t ahead = 0) const;
    /// A structural word, or GROUP before BY.
    [[nodiscard]] bool at_structural(std::size_t ahead = 0) const;
    /// A token that a name can consist of, structural or not.
    [[nodiscard]] bool at_name_token(std::size_t ahead = 0) const;
    /// A token that begins a name by the rules: not structural, not before a dot or colon is not asked here.
    [[nodiscard]] bool at_name(std::size_t ahead = 0) const { return at_name_token(ahead) && !at_structural(ahead); }

    token take();
    void skip(std::size_t count);
    // Words and texts that would have fitted are kept as they are handed over: they are literals, or outlive the
    // reader.

    /// Takes the word if it is there, else notes that it would have fitted.
    bool accept(std::string_view word);
    /// Several words in a row, or none.
    bool accept_words(std::initializer_list<std::string_view> words);
    bool accept(token_kind kind, std::string_view shown);
    /// As `accept`, and a fault if it is not there.
    void expect(std::string_view word);
    void expect(token_kind kind, std::string_view shown);
    /// Notes what would have fitted here: a word of the language, or what it is in words, such as `a name`.
    void fits_word(std::string_view word);
    void fits(std::string_view what);

    [[nodiscard]] bool failed() const { return fault_.has_value(); }
    [[nodiscard]] diagnostic fault() && { return *std::move(fault_); }
    void fail(diagnostic what);
    void fail(span where, std::string message, std::string hint = {}, errc code = errc::bad_input);
    /// A fault at the next token, from what was noted to fit.
    void fail_here();
    /// `name`, as it was written: a word, backticks, an e-mail, an id.
    ast::name name();
    std::int64_t integer(std::string_view what);

    /// From `first` to the last token taken.
    [[nodiscard]] span since(span first) const { return hull(first, last_); }
    [[nodiscard]] std::string_view text() const { return text_; }

private:
    /// What would have fitted. Nearly all of it is never shown, so nothing is spelled out before a fault.
    struct continuation {
        std::array<std::string_view, 4> words;
        bool spelled = false; ///< words of the language, shown in backticks
        friend bool operator==(const continuation&, const continuation&) = default;
    };
    void note(continuation what);
    [[nodiscard]] static std::string spelled_out(const continuation& what);
    [[nodiscard]] static std::string listed(const std::vector<continuation>& what);

    std::string_view text_;
    std::span<const token> tokens_;
    std::size_t at_ = 0;
    span last_;
    std::vector<continuation> fitting_; ///< at the present token, perhaps more than once
    std::optional<diagnostic> fault_;
};

/// What is wrong with a token of a fault kind.
[[nodiscard]] diagnostic lexical_fault(const token& what, std::string_view text);

} // namespace canreach::query::detail
