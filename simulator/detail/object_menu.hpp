/// What generated workspaces hold, and how much of it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/kinds.hpp"

namespace canreach::simulator::detail {

struct object_type {
    node_kind kind;
    std::string_view subtype;
    std::uint32_t share;                      ///< of a hundred objects
    std::span<const std::string_view> levels; ///< that are given on it, common ones several times
};
[[nodiscard]] std::span<const object_type> object_types() noexcept;

} // namespace canreach::simulator::detail
