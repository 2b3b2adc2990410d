#include "query/detail/token_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "query/keywords.hpp"
#include "query/near.hpp"
#include "query/parser.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

constexpr std::size_t shown_bytes = 48; ///< of a foreign text within a message

std::string shown(const token& what, std::string_view text) {
    if (what.kind == token_kind::end) return "the end";
    return fmt::format("`{}`", printable(what.where.of(text), shown_bytes));
}

} // namespace

const token& token_reader::peek(std::size_t ahead) const {
    return tokens_[std::min(fault_ ? tokens_.size() - 1 : at_ + ahead, tokens_.size() - 1)];
}

std::string_view token_reader::word(std::size_t ahead) const {
    const auto& next = peek(ahead);
    return next.kind == token_kind::word ? next.where.of(text_) : std::string_view{};
}

bool token_reader::at_word(std::string_view wanted, std::size_t ahead) const {
    const auto found = word(ahead);
    return !found.empty() && same_word(found, wanted);
}

bool token_reader::at_structural(std::size_t ahead) const {
    const auto found = word(ahead);
    if (found.empty()) return false;
    return is_structural(found) || (same_word(found, "GROUP") && at_word("BY", ahead + 1));
}

bool token_reader::at_name_token(std::size_t ahead) const {
    switch (peek(ahead).kind) {
    case token_kind::word:
    case token_kind::quoted:
    case token_kind::email:
    case token_kind::uuid:
    case token_kind::id: return true;
    default: return false;
    }
}

token token_reader::take() {
    const auto taken = peek();
    if (taken.kind != token_kind::end) {
        last_ = taken.where;
        ++at_;
        fitting_.clear();
    }
    return taken;
}

void token_reader::skip(std::size_t count) {
    for (; count > 0; --count) take();
}

void token_reader::note(continuation what) {
    if (fault_) return;
    if (fitting_.empty()) fitting_.reserve(32);
    fitting_.push_back(what);
}

void token_reader::fits_word(std::string_view word) {
    note({{word}, true});
}

void token_reader::fits(std::string_view what) {
    note({{what}, false});
}

bool token_reader::accept(std::string_view wanted) {
    if (at_word(wanted)) {
        take();
        return true;
    }
    fits_word(wanted);
    return false;
}

bool token_reader::accept_words(std::initializer_list<std::string_view> words) {
    std::size_t ahead = 0;
    for (const auto one : words) {
        if (at_word(one, ahead++)) continue;
        continuation all{{}, true};
        std::copy_n(words.begin(), std::min(words.size(), all.words.size()), all.words.begin());
        note(all);
        return false;
    }
    skip(words.size());
    return true;
}

bool token_reader::accept(token_kind kind, std::string_view what) {
    if (at(kind)) {
        take();
        return true;
    }
    fits_word(what);
    return false;
}

void token_reader::expect(std::string_view wanted) {
    if (!accept(wanted)) fail_here();
}

void token_reader::expect(token_kind kind, std::string_view what) {
    if (!accept(kind, what)) fail_here();
}

void token_reader::fail(diagnostic what) {
    if (!fault_) fault_ = std::move(what);
}

void token_reader::fail(span where, std::string message, std::string hint, errc code) {
    fail({code, where, std::move(message), std::move(hint), {}});
}

std::string token_reader::spelled_out(const continuation& what) {
    std::string text;
    for (const auto word : what.words)
        if (!word.empty()) text += fmt::format("{}{}", text.empty() ? "" : " ", word);
    return what.spelled ? fmt::format("`{}`", text) : text;
}

std::string token_reader::listed(const std::vector<continuation>& what) {
    std::string list;
    const auto count = std::min(what.size(), max_listed_continuations);
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) list += i + 1 == count && count == what.size() ? " or " : ", ";
        list += spelled_out(what[i]);
    }
    if (count < what.size()) list += ", …";
    return list;
}

void token_reader::fail_here() {
    if (fault_) return;
    const auto& found = peek();
    if (is_fault(found.kind)) return fail(lexical_fault(found, text_));
    std::vector<continuation> fitting;
    for (const auto& one : fitting_)
        if (std::ranges::find(fitting, one) == fitting.end()) fitting.push_back(one);
    std::string hint;
    if (const auto typed = word(); !typed.empty()) {
        std::vector<std::string_view> keywords;
        for (const auto& one : fitting)
            if (one.spelled) keywords.push_back(one.words.front().substr(0, one.words.front().find(' ')));
        if (const auto meant = nearest(typed, keywords); !meant.empty())
            hint = fmt::format("did you mean `{}`?", meant);
    }
    fail(found.where, fmt::format("expected {}, found {}", listed(fitting), shown(found, text_)), std::move(hint));
}

ast::name token_reader::name() {
    if (at_structural()) {
        const auto found = peek();
        fail(found.where, fmt::format("`{}` is a word of the language, and a name belongs here", word()),
             fmt::format("write `` `{}` `` in backticks if it is a name", word()));
        return {};
    }
    if (!at_name_token()) {
        fits("a name");
        fail_here();
        return {};
    }
    const auto taken = take();
    return {value_of(taken, text_), taken.kind == token_kind::id, taken.where};
}

std::int64_t token_reader::integer(std::string_view what) {
    if (!at(token_kind::integer)) {
        fits(what);
        fail_here();
        return 0;
    }
    const auto taken = take();
    auto digits = taken.where.of(text_);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (fault != std::errc{})
        fail(taken.where, fmt::format("`{}` is too large a number", printable(digits, shown_bytes)), {},
             errc::limit_exceeded);
    return number;
}

diagnostic lexical_fault(const token& what, std::string_view text) {
    const auto raw = printable(what.where.of(text), shown_bytes);
    const auto made = [&](std::string message, std::string hint) {
        return diagnostic{errc::bad_input, what.where, std::move(message), std::move(hint), {}};
    };
    const span first{what.where.begin, what.where.begin + 1};
    switch (what.kind) {
    case token_kind::unclosed_quote: {
        auto fault =
            made("a backtick is opened and not closed", "names end with a backtick; one within a name is doubled");
        fault.where = first;
        return fault;
    }
    case token_kind::unclosed_string: {
        auto fault = made("a quote is opened and not closed", "text ends with `'`; one within text is doubled");
        fault.where = first;
        return fault;
    }
    case token_kind::empty_name: return made("a name in backticks is empty", {});
    case token_kind::number_word:
        return made(fmt::format("`{}` begins with a digit", raw),
                    fmt::format("a name: `` `{0}` ``; a date: `'{0}'`", raw));
    case token_kind::bare_hash: return made("`#` without digits", "an id is written `#4711`");
    case token_kind::double_quote:
        return made("double quotes have no meaning here", "names stand in backticks, text in single quotes");
    case token_kind::foreign_mark:
        return made(fmt::format("`{}` is a typographic sign", raw), "use `'`, `` ` `` or `-` as typed on a keyboard");
    case token_kind::bad_bytes: return made("these bytes are not UTF-8", {});
    default: return made(fmt::format("`{}` has no meaning here", raw), "names with such characters stand in backticks");
    }
}

} // namespace canreach::query::detail
