/// Which listings of a crawl bring things of which kind: where one was not read completely, a name may be missing for
/// that alone (rule K1).
#pragma once

#include <string_view>

#include "model/kinds.hpp"

namespace canreach::query::detail {

/// Whether a listing of that family can bring something of the kind. One whose family is not told can bring anything.
[[nodiscard]] bool may_list(std::string_view family, node_kind kind) noexcept;

} // namespace canreach::query::detail
