/// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace canreach::report {

[[nodiscard]] std::string grouped(std::uint64_t number);    ///< `12,345`
[[nodiscard]] std::string human_bytes(std::uint64_t bytes); ///< `2.1 MB`

} // namespace canreach::report
