/// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace canreach::report {

[[nodiscard]] std::string grouped(std::uint64_t number); ///< `12,345`
/// `1 policy`, `12,345 policies`.
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view one, std::string_view many);
[[nodiscard]] std::string human_bytes(std::uint64_t bytes); ///< `2.1 MB`

} // namespace canreach::report
