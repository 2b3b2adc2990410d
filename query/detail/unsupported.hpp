/// What the language can say and the rules of this version do not answer. Asked first, so that such a question gets a
/// plain refusal and never a wrong or empty answer.
#pragma once

#include <string_view>

#include "query/ast.hpp"
#include "query/bound.hpp"
#include "query/diagnostic.hpp"

namespace canreach::query::detail {

[[nodiscard]] diagnostic not_answered(span where, std::string_view what, std::string_view because);

/// The actions cannot be asked of a resource of this kind.
[[nodiscard]] diagnostic wrong_kind(span where, const bound::asked& what, node_kind kind);

} // namespace canreach::query::detail
