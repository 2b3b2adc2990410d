/// Small text files that users name: worlds, scripts.
#pragma once

#include <string>

#include "model/error.hpp"

namespace canreach::cli {

/// The whole file, at most 64 MiB; `-` is standard input. Fails with `not_found` or `limit_exceeded`.
[[nodiscard]] result<std::string> read_text_file(const std::string& path);
/// Writes the file anew. Fails with `storage`.
[[nodiscard]] result<void> write_text_file(const std::string& path, const std::string& text);

} // namespace canreach::cli
