/// Words that are names only in backticks.
#pragma once

#include <span>
#include <string_view>

namespace canreach::query {

/// Words that begin a clause, set operators, prepositions and modes; upper case, sorted.
[[nodiscard]] std::span<const std::string_view> structural_words() noexcept;
/// Case is ignored.
[[nodiscard]] bool is_structural(std::string_view word) noexcept;
/// Whether the printer must put a name into backticks although it is a plain word: it is structural, or it is, or
/// begins, a kind or another word of the grammar.
[[nodiscard]] bool reads_as_grammar(std::string_view word) noexcept;

} // namespace canreach::query
