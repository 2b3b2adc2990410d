#include "query/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "query/detail/parser_rules.hpp"

namespace canreach::query {
namespace {

diagnostic nothing_asked(std::string_view text) {
    const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), max_script_bytes));
    return {errc::bad_input, span{end, end}, "there is no question", "try `WHO CAN SELECT main.sales.orders`", {}};
}

diagnostic too_long(span where, std::string_view what, std::size_t limit) {
    return {errc::limit_exceeded,
            span{where.begin, where.begin},
            fmt::format("the {} is longer than {} KiB", what, limit >> 10U),
            {},
            {}};
}

parsed_sentence parse_tokens(std::string_view text, std::vector<token> tokens, const vocabulary& words) {
    const auto where = hull(tokens.front().where, tokens[tokens.size() - 2].where);
    if (where.size() > max_sentence_bytes) return {where, too_long(where, "sentence", max_sentence_bytes)};
    auto tree = detail::parser_rules(text, tokens, words).sentence();
    if (!tree) return {where, std::move(tree).error()};
    return {where, *std::move(tree)};
}

} // namespace

std::vector<parsed_sentence> parse_script(std::string_view text, const vocabulary& words) {
    std::vector<parsed_sentence> sentences;
    if (text.size() > max_script_bytes) {
        sentences.push_back({{}, too_long({}, "text", max_script_bytes)});
        return sentences;
    }
    const auto tokens = tokenize(text);
    // No rule of the grammar holds a semicolon, so each one ends a sentence, whatever went wrong before it.
    std::vector<token> sentence;
    for (const auto& one : tokens) {
        if (one.kind != token_kind::semicolon && one.kind != token_kind::end) {
            sentence.push_back(one);
            continue;
        }
        if (sentence.empty()) continue;
        // Right behind the last word, so that a caret for something missing stands where it is missing.
        const auto end = sentence.back().where.end;
        sentence.push_back({token_kind::end, {end, end}});
        sentences.push_back(parse_tokens(text, std::exchange(sentence, {}), words));
    }
    if (sentences.empty()) sentences.push_back({{}, nothing_asked(text)});
    return sentences;
}

answer<ast::statement> parse_sentence(std::string_view text, const vocabulary& words) {
    auto sentences = parse_script(text, words);
    if (auto* fault = std::get_if<diagnostic>(&sentences.front().what)) return std::move(*fault);
    if (sentences.size() > 1)
        return diagnostic{
            errc::bad_input, sentences[1].where, "one question is expected here, and a second one begins", {}, {}};
    return std::get<ast::statement>(std::move(sentences.front().what));
}

} // namespace canreach::query
