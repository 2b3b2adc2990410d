/// Trees back to text. What is printed parses to the same tree: kept keywords upper, names quoted where need be.
#pragma once

#include <string>
#include <string_view>

#include "query/ast.hpp"

namespace canreach::query {

[[nodiscard]] std::string print(const ast::statement& tree);
[[nodiscard]] std::string print(const ast::query_set& tree);
[[nodiscard]] std::string print(const ast::condition& tree);
[[nodiscard]] std::string print(const ast::principal& tree);
[[nodiscard]] std::string print(const ast::resource& tree);
[[nodiscard]] std::string print(const ast::action& tree);
[[nodiscard]] std::string print(const ast::field& tree);

/// A name as it must be written: bare if it is a plain word, an e-mail or a UUID, else in backticks.
[[nodiscard]] std::string spelled_name(std::string_view name);
/// A name in backticks, whatever it is.
[[nodiscard]] std::string quoted_name(std::string_view name);
/// Each part of a dotted name as `spelled_name`.
[[nodiscard]] std::string spelled_dotted_name(std::string_view full_name);
/// In single quotes.
[[nodiscard]] std::string spelled_text(std::string_view text);

} // namespace canreach::query
