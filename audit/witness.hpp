/// Why a row of an answer is there, in the fewest words: for each prerequisite its shortest way.
#pragma once

#include <string>
#include <vector>

#include "audit/dossier.hpp"
#include "query/bound.hpp"

namespace canreach::audit {

/// The row of `asked` that holds these two (`no_node` where it has none). Of set operators the first operand that the
/// row comes from counts. Empty where the rows of a question are facts themselves.
[[nodiscard]] result<std::vector<std::string>> witness_of(account& in, const query::bound::relation& asked,
                                                          node_id principal, node_id resource);

} // namespace canreach::audit
