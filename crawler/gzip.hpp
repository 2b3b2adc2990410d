/// Content encodings of replies.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model/error.hpp"

namespace canreach::crawler {

/// Undoes `gzip` (several members are allowed) and `deflate` (zlib). Stops with `limit_exceeded` as soon as the output
/// would pass `limit_bytes`, whatever the input promises; fails with `malformed_reply` on broken or cut input.
[[nodiscard]] result<std::string> inflated(std::string_view compressed, std::size_t limit_bytes);

} // namespace canreach::crawler
