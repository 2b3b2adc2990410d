/// Trees back to text. What is printed parses to the same tree: kept keywords upper, names quoted where need be.
#pragma once

#include <string>

#include "query/ast.hpp"

namespace canreach::query {

[[nodiscard]] std::string print(const ast::statement& tree);
[[nodiscard]] std::string print(const ast::query_set& tree);
[[nodiscard]] std::string print(const ast::condition& tree);
[[nodiscard]] std::string print(const ast::principal& tree);
[[nodiscard]] std::string print(const ast::resource& tree);
[[nodiscard]] std::string print(const ast::action& tree);
[[nodiscard]] std::string print(const ast::field& tree);

} // namespace canreach::query
