/// Typed numbers, so that one cannot be passed for another.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace canreach {
inline namespace model {

/// A node's dense number within one sealed account file: 0 … node count − 1, in canonical order (see
/// docs/account_file.md). Means nothing outside that file.
struct node_id {
    std::uint32_t value;
    friend auto operator<=>(node_id, node_id) = default;
};

inline constexpr node_id no_node{0xFFFF'FFFFU};

/// The platform's number of a workspace.
struct workspace_number {
    std::int64_t value;
    friend auto operator<=>(workspace_number, workspace_number) = default;
};

} // namespace model
} // namespace canreach

template <>
struct std::hash<canreach::node_id> {
    std::size_t operator()(canreach::node_id id) const noexcept { return id.value; }
};
