#include "simulator/detail/sql_tokens.hpp"

#include <cctype>

namespace canreach::simulator::detail {
namespace {

bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// The quoted text that starts at `at`; a doubled quote stands for one.
std::optional<std::string> quoted_text(std::string_view text, std::size_t& at) {
    const char quote = text[at++];
    std::string made;
    for (; at < text.size(); ++at) {
        if (text[at] != quote) {
            made += text[at];
        } else if (at + 1 < text.size() && text[at + 1] == quote) {
            made += text[at++];
        } else {
            ++at;
            return made;
        }
    }
    return std::nullopt;
}

} // namespace

std::string upper(std::string_view text) {
    std::string made(text);
    for (auto& c : made)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return made;
}

std::optional<std::vector<sql_token>> sql_tokens(std::string_view text) {
    using kind = sql_token::kind;
    std::vector<sql_token> made;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            ++at;
        } else if (c == '`' || c == '\'' || c == '"') {
            auto inner = quoted_text(text, at);
            if (!inner) return std::nullopt;
            made.push_back({c == '`' ? kind::name : kind::text, *inner, *inner});
        } else if (is_word_character(c)) {
            const auto start = at;
            while (at < text.size() && is_word_character(text[at])) ++at;
            const auto word = text.substr(start, at - start);
            const bool number = word.find_first_not_of("0123456789") == std::string_view::npos;
            made.push_back({number ? kind::number : kind::word, upper(word), std::string(word)});
        } else if (c == ':' && at + 1 < text.size() && is_word_character(text[at + 1])) {
            const auto start = ++at;
            while (at < text.size() && is_word_character(text[at])) ++at;
            made.push_back({kind::parameter, std::string(text.substr(start, at - start)), {}});
        } else if (std::string_view(".,()*=<>;-+/").find(c) != std::string_view::npos) {
            std::string symbol(1, c);
            const auto two = text.substr(at, 2);
            if (two == ">=" || two == "<=" || two == "<>") symbol = two;
            at += symbol.size();
            made.push_back({kind::symbol, symbol, symbol});
        } else {
            return std::nullopt;
        }
    }
    return made;
}

bool sql_reader::take(std::string_view words) {
    const auto before = at_;
    while (!words.empty()) {
        const auto blank = words.find(' ');
        const auto word = words.substr(0, blank);
        words.remove_prefix(blank == std::string_view::npos ? words.size() : blank + 1);
        const auto& token = next();
        const bool right = (token.what == sql_token::kind::word || token.what == sql_token::kind::symbol ||
                            token.what == sql_token::kind::number) &&
                           token.text == word;
        if (right) continue;
        at_ = before;
        return false;
    }
    return true;
}

std::optional<std::string> sql_reader::name() {
    const auto& token = peek();
    if (token.what != sql_token::kind::word && token.what != sql_token::kind::name) return std::nullopt;
    return next().raw;
}

std::optional<std::vector<std::string>> sql_reader::path() {
    std::vector<std::string> made;
    do {
        auto part = name();
        if (!part) return std::nullopt;
        made.push_back(std::move(*part));
    } while (take("."));
    return made;
}

} // namespace canreach::simulator::detail
