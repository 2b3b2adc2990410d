/// Words that were probably meant.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace canreach::query {

/// `edit_distance` with ASCII case ignored; `limit + 1` if it is more. For the words of the language.
[[nodiscard]] std::size_t words_apart(std::string_view a, std::string_view b, std::size_t limit);

/// The one candidate that is near `wanted`: at most a third of its letters wrong, and nearer than every other. Empty if
/// there is none or several are as near.
[[nodiscard]] std::string_view nearest(std::string_view wanted, std::span<const std::string_view> candidates);

} // namespace canreach::query
