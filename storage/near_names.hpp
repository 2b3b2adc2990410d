/// How near two names are, for "did you mean".
#pragma once

#include <optional>
#include <string_view>

namespace canreach::storage {

/// The number of letters to insert, delete, replace or swap with their neighbour (optimal string alignment); empty if
/// it is more than `limit`. Bytes count as letters. O(|a|·|b|) at worst, mostly decided by length.
[[nodiscard]] std::optional<unsigned> edit_distance(std::string_view a, std::string_view b, unsigned limit);

/// How likely `candidate` is meant by someone who wrote `wanted`, 0 = equal; empty if it is not near. Both folded
/// (storage/text.hpp). A forgotten container (`orders` for `main.sales.orders`) or domain (`alice` for
/// `alice@example.com`) is near, too.
[[nodiscard]] std::optional<unsigned> nearness(std::string_view wanted, std::string_view candidate);

} // namespace canreach::storage
