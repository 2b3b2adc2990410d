/// This program and its version.
#pragma once

#include <string>

namespace canreach::cli {

/// `canreach 0.1.0`: as files say it that it makes.
[[nodiscard]] std::string made_by();

} // namespace canreach::cli
