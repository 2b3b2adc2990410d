#include "model/tag_condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace canreach {
inline namespace model {

/// Recursive descent, one function a rule of the grammar.
class tag_condition_parser {
public:
    explicit tag_condition_parser(std::string_view text) : rest_(text) {}

    result<tag_condition> parse() && {
        skip_blanks();
        if (rest_.empty())
            push(kind::always);
        else if (auto read = condition(0); !read)
            return std::move(read).error();
        if (!rest_.empty()) return unexpected("AND, OR or the end");
        return std::move(made_);
    }

private:
    using kind = tag_condition::step_kind;
    static constexpr int depth_limit = 64;

    static char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
    static bool is_word(char c) { return (folded(c) >= 'a' && folded(c) <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

    failure unexpected(std::string_view wanted) const {
        return fail(errc::bad_input,
                    rest_.empty() ? fmt::format("the condition ends where {} should follow", wanted)
                                  : fmt::format("`{}` in a condition: expected {}", printable(rest_, 40), wanted));
    }
    void push(kind what, std::string key = {}, std::string value = {}) {
        made_.steps_.push_back({what, std::move(key), std::move(value)});
    }
    void skip_blanks() {
        const auto at = rest_.find_first_not_of(" \t\r\n");
        rest_.remove_prefix(std::min(at, rest_.size()));
    }
    bool take(char sign) {
        if (!rest_.starts_with(sign)) return false;
        rest_.remove_prefix(1);
        skip_blanks();
        return true;
    }
    /// The word that comes next, in small letters without underscores, so that both spellings are one.
    [[nodiscard]] std::string word_ahead() const {
        std::string word;
        for (std::size_t i = 0; i < rest_.size() && is_word(rest_[i]); ++i)
            if (rest_[i] != '_') word += folded(rest_[i]);
        return word;
    }
    void take_word() {
        while (!rest_.empty() && is_word(rest_.front())) rest_.remove_prefix(1);
        skip_blanks();
    }
    bool take_word(std::string_view wanted) {
        if (word_ahead() != wanted) return false;
        take_word();
        return true;
    }

    result<void> condition(int depth) {
        if (depth > depth_limit) return fail(errc::bad_input, "a condition with too many parentheses");
        if (auto read = conjunction(depth); !read) return read;
        while (take_word("or")) {
            if (auto read = conjunction(depth); !read) return read;
            push(kind::either);
        }
        return {};
    }
    result<void> conjunction(int depth) {
        if (auto read = negation(depth); !read) return read;
        while (take_word("and")) {
            if (auto read = negation(depth); !read) return read;
            push(kind::both);
        }
        return {};
    }
    result<void> negation(int depth) {
        bool negated = false;
        while (take_word("not")) negated = !negated;
        if (auto read = operand(depth); !read) return read;
        if (negated) push(kind::negate);
        return {};
    }
    result<void> operand(int depth) {
        if (take('(')) {
            if (auto read = condition(depth + 1); !read) return read;
            return take(')') ? result<void>{} : unexpected("`)`");
        }
        const auto word = word_ahead();
        if (word == "true" || word == "false") {
            take_word();
            push(word == "true" ? kind::always : kind::never);
            return {};
        }
        if (word != "hastag" && word != "hastagvalue") return unexpected("has_tag or has_tag_value");
        take_word();
        return test(word == "hastagvalue");
    }
    result<void> test(bool with_value) {
        if (!take('(')) return unexpected("`(`");
        auto key = text();
        if (!key) return std::move(key).error();
        std::string value;
        if (with_value) {
            if (!take(',')) return unexpected("a comma and a value");
            auto read = text();
            if (!read) return std::move(read).error();
            value = std::move(*read);
        }
        if (!take(')')) return unexpected("`)`");
        push(with_value ? kind::has_value : kind::has_key, std::move(*key), std::move(value));
        return {};
    }
    result<std::string> text() {
        if (rest_.empty() || (rest_.front() != '\'' && rest_.front() != '"')) return unexpected("a text in quotes");
        const char quote = rest_.front();
        std::string made;
        for (std::size_t i = 1; i < rest_.size(); ++i) {
            if (rest_[i] == '\\') break; // what it escapes is not told anywhere
            if (rest_[i] != quote) {
                made += rest_[i];
            } else if (i + 1 < rest_.size() && rest_[i + 1] == quote) {
                made += rest_[i++];
            } else {
                rest_.remove_prefix(i + 1);
                skip_blanks();
                return made;
            }
        }
        return unexpected("a text that ends with its quote");
    }

    std::string_view rest_;
    tag_condition made_;
};

result<tag_condition> tag_condition::parse(std::string_view text) {
    return tag_condition_parser(text).parse();
}

bool tag_condition::holds(std::span<const tag_view> tags) const {
    std::vector<bool> stack;
    for (const auto& one : steps_) {
        const auto has = [&](bool value_too) {
            return std::ranges::any_of(tags, [&](const tag_view& tag) {
                return tag.key == one.key && (!value_too || tag.value == one.value);
            });
        };
        switch (one.what) {
        case step_kind::always: stack.push_back(true); break;
        case step_kind::never: stack.push_back(false); break;
        case step_kind::has_key: stack.push_back(has(false)); break;
        case step_kind::has_value: stack.push_back(has(true)); break;
        case step_kind::negate: stack.back() = !stack.back(); break;
        case step_kind::both:
        case step_kind::either: {
            const bool second = stack.back();
            stack.pop_back();
            stack.back() = one.what == step_kind::both ? stack.back() && second : stack.back() || second;
        }
        }
    }
    return stack.back();
}

bool tag_condition::asks_for_tags() const noexcept {
    return std::ranges::any_of(
        steps_, [](const step& one) { return one.what == step_kind::has_key || one.what == step_kind::has_value; });
}

} // namespace model
} // namespace canreach
