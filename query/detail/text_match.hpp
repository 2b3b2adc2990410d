/// LIKE and GLOB.
#pragma once

#include <string_view>

namespace canreach::query::detail {

/// `%` stands for any text, `_` for one character, `\` takes the meaning off the next; ASCII case is ignored.
[[nodiscard]] bool matches_like(std::string_view text, std::string_view pattern);
/// `*` stands for any text, `?` for one character, `[a-z]` and `[!a-z]` for one of a set; case counts.
[[nodiscard]] bool matches_glob(std::string_view text, std::string_view pattern);

} // namespace canreach::query::detail
