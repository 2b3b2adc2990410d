/// Actions by their words, one list held against another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace canreach::audit {

/// What `wider` names and `narrower` does not. What can perhaps be done now is not told to be held in vain
/// (`doubts_count`); that it can surely be obtained is.
[[nodiscard]] std::vector<std::string> gained(const std::vector<std::string>& wider,
                                              const std::vector<std::string>& narrower, bool doubts_count);

/// An action's name with a doubt behind it: `SELECT (unknown)`.
[[nodiscard]] std::string in_doubt(std::string_view action);
/// An action's name without the doubt that stands behind it.
[[nodiscard]] std::string_view without_doubt(std::string_view action);

} // namespace canreach::audit
