/// Ways of access in words: what the column `via` holds.
#pragma once

#include <functional>
#include <string>

#include "graph/answers.hpp"
#include "model/ids.hpp"

namespace canreach::query {

/// `direct`, `owner (hr)`, `becomes etl-bot`, `past the check, by cluster shared`. `name_of(node, with_kind)` names a
/// node, led by its kind or alone.
[[nodiscard]] std::string text_of(const graph::via_item& what,
                                  const std::function<std::string(node_id, bool)>& name_of);

} // namespace canreach::query
