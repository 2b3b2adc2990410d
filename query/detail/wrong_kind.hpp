/// Actions that mean nothing on what is asked about. Looked for first, so that such a question gets a plain refusal and
/// never an empty answer.
#pragma once

#include "query/ast.hpp"
#include "query/bound.hpp"
#include "query/diagnostic.hpp"

namespace canreach::query::detail {

/// The actions cannot be asked of a resource of this kind.
[[nodiscard]] diagnostic wrong_kind(span where, const bound::asked& what, node_kind kind);

} // namespace canreach::query::detail
