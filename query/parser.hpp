/// Text to trees, by hand-written descent over the grammar of docs/query_language.md.
#pragma once

#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

#include "query/ast.hpp"
#include "query/diagnostic.hpp"
#include "query/lexer.hpp"
#include "query/vocabulary.hpp"

namespace canreach::query {

/// Longest single sentence; a whole script may have `max_script_bytes`.
inline constexpr std::size_t max_sentence_bytes = std::size_t{64} << 10U;
/// How deep parentheses, COUNT, DIFF and NOT may stand within each other.
inline constexpr std::size_t max_nesting = 64;
/// How many continuations a message lists.
inline constexpr std::size_t max_listed_continuations = 6;

struct parsed_sentence {
    span where; ///< of the sentence, without its semicolon
    std::variant<ast::statement, diagnostic> what;
};

/// Every sentence of a script, in order; one that cannot be read does not hinder the others. Empty sentences are left
/// out, but a script without any sentence gives one diagnostic. Spans count from the beginning of `text`.
[[nodiscard]] std::vector<parsed_sentence> parse_script(std::string_view text, const vocabulary& words);

/// A text that holds exactly one sentence.
[[nodiscard]] answer<ast::statement> parse_sentence(std::string_view text, const vocabulary& words);

} // namespace canreach::query
