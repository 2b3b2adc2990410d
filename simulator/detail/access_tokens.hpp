/// Bearer tokens of the simulated platform: opaque, stateless, bound to an audience and a time.
///
/// The tag keeps tokens of another server or audience out; it is no cryptography and guards nothing real.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace canreach::simulator::detail {

inline constexpr std::int64_t account_audience = 0; ///< workspaces: their id
inline constexpr std::int64_t any_audience = -1;    ///< tokens of Entra ID

[[nodiscard]] std::string issue_token(std::uint64_t secret, std::int64_t audience, std::chrono::milliseconds expires);

struct token_facts {
    bool genuine = false;
    std::int64_t audience = 0;
    std::chrono::milliseconds expires{0};
};
[[nodiscard]] token_facts read_token(std::uint64_t secret, std::string_view token);

} // namespace canreach::simulator::detail
