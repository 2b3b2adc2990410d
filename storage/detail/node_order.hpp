/// The canonical order of nodes: the dense ids of a sealed file.
///
/// Principals come first, by (kind, scope, id). Resources follow in preorder of the tree that their parents make,
/// brothers by (kind, scope, id), so that everything below a container is one interval of ids. It depends on the set of
/// nodes alone.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/detail/raw_account.hpp"

namespace canreach::storage::detail {

/// Numbers of the wanted nodes that stand for themselves, in canonical order. O(n log n). Parents that form a cycle,
/// which no account has, are cut above the node with the smallest key.
[[nodiscard]] std::vector<std::uint32_t> canonical_order(std::vector<raw_node>& nodes);

} // namespace canreach::storage::detail
