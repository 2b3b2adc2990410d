/// Text to tokens. Never fails: what no rule knows becomes a token of a fault kind.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "query/token.hpp"

namespace canreach::query {

/// Longest text that is read at all, a whole script.
inline constexpr std::size_t max_script_bytes = std::size_t{1} << 20U;
/// How far an e-mail address may reach before its `@`.
inline constexpr std::size_t max_email_local_bytes = 256;

/// Tokens in order, blanks and comments left out, ending with one of kind `end`. Linear. Requires a text of at most
/// `max_script_bytes`. Tokens are views: keep the text.
[[nodiscard]] std::vector<token> tokenize(std::string_view text);

} // namespace canreach::query
