/// How far apart two texts are, for "did you mean".
#pragma once

#include <optional>
#include <string_view>

namespace canreach {
inline namespace model {

/// The number of letters to insert, delete, replace or swap with their neighbour (optimal string alignment); empty if
/// it is more than `limit`, or one is longer than 255. Bytes count as letters; case counts.
/// O(|a|·|b|) at worst, mostly decided by length.
[[nodiscard]] std::optional<unsigned> edit_distance(std::string_view a, std::string_view b, unsigned limit);

} // namespace model
} // namespace canreach
