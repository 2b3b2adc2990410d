#include "graph/dynamic_view.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace canreach::graph {
namespace {

constexpr std::array<std::string_view, 4> functions{"current_user", "session_user", "is_member",
                                                    "is_account_group_member"};

bool same_letters(std::string_view word, std::string_view lower) {
    return std::ranges::equal(word, lower, {},
                              [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

bool in_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Walks over SQL as far as words and brackets are concerned.
class walker {
public:
    explicit walker(std::string_view sql) : sql_(sql) {}

    [[nodiscard]] bool ended() const { return at_ >= sql_.size(); }
    [[nodiscard]] char here() const { return ended() ? '\0' : sql_[at_]; }
    void step() { ++at_; }

    /// The next word, which begins here; empty if none does.
    std::string_view word() {
        const auto first = at_;
        while (!ended() && in_word(here())) ++at_;
        return sql_.substr(first, at_ - first);
    }
    void blanks() {
        const auto blank = [this] { return here() == ' ' || here() == '\t' || here() == '\n' || here() == '\r'; };
        while (!ended()) {
            if (comment()) continue;
            if (!blank()) return;
            ++at_;
        }
    }
    /// A comment that begins here is passed over.
    bool comment() {
        const auto rest = sql_.substr(std::min(at_, sql_.size()));
        if (rest.starts_with("--")) {
            at_ = std::min(sql_.find('\n', at_), sql_.size());
            return true;
        }
        if (rest.starts_with("/*")) {
            const auto end = sql_.find("*/", at_ + 2);
            at_ = end == std::string_view::npos ? sql_.size() : end + 2;
            return true;
        }
        return false;
    }
    /// A quoted text or name that begins here, without its quotes; doubled quotes and backslashes stand for one.
    std::optional<std::string> quoted() {
        const char quote = here();
        if (quote != '\'' && quote != '"' && quote != '`') return std::nullopt;
        std::string text;
        for (++at_; !ended(); ++at_) {
            if (here() == '\\' && quote != '`' && at_ + 1 < sql_.size()) {
                text += sql_[++at_];
            } else if (here() != quote) {
                text += here();
            } else if (at_ + 1 < sql_.size() && sql_[at_ + 1] == quote) {
                text += sql_[++at_];
            } else {
                ++at_;
                return text;
            }
        }
        return text;
    }

private:
    std::string_view sql_;
    std::size_t at_ = 0;
};

} // namespace

std::vector<reader_call> calls_on_reader(std::string_view sql) {
    std::vector<reader_call> calls;
    walker at(sql);
    while (!at.ended()) {
        if (at.comment()) continue;
        if (at.quoted()) continue;
        const auto word = at.word();
        if (word.empty()) {
            at.step();
            continue;
        }
        const auto found = std::ranges::find_if(functions, [&](auto name) { return same_letters(word, name); });
        if (found == functions.end()) continue;
        at.blanks();
        if (at.here() != '(') continue;
        at.step();
        at.blanks();
        reader_call made{std::string(*found), {}};
        if (found->starts_with("is_"))
            if (auto group = at.quoted()) made.group = *std::move(group);
        if (std::ranges::find(calls, made) == calls.end()) calls.push_back(std::move(made));
    }
    return calls;
}

} // namespace canreach::graph
