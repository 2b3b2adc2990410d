#include "query/spelling.hpp"

#include "query/keywords.hpp"
#include "query/lexer.hpp"

namespace canreach::query {
namespace {

std::string wrapped(std::string_view text, char quote) {
    std::string made(1, quote);
    for (const char c : text) {
        made += c;
        if (c == quote) made += c;
    }
    return made += quote;
}

} // namespace

std::string spelled_name(std::string_view name) {
    const auto tokens = name.size() > max_script_bytes ? std::vector<token>{} : tokenize(name);
    const bool one = tokens.size() == 2 && tokens.front().where.size() == name.size();
    if (one) {
        const auto kind = tokens.front().kind;
        if (kind == token_kind::email || kind == token_kind::uuid) return std::string(name);
        if (kind == token_kind::word && !reads_as_grammar(name)) return std::string(name);
    }
    return wrapped(name, '`');
}

std::string spelled_part(std::string_view name) {
    auto made = spelled_name(name);
    const bool bare_word = made.front() == '`' || tokenize(name).front().kind == token_kind::word;
    return bare_word ? made : wrapped(name, '`');
}

std::string quoted_name(std::string_view name) {
    return wrapped(name, '`');
}

std::string spelled_dotted_name(std::string_view full_name) {
    std::string made;
    for (;;) {
        const auto dot = full_name.find('.');
        made += spelled_name(full_name.substr(0, dot));
        if (dot == std::string_view::npos) return made;
        made += '.';
        full_name.remove_prefix(dot + 1);
    }
}

std::string spelled_text(std::string_view text) {
    return wrapped(text, '\'');
}

} // namespace canreach::query
