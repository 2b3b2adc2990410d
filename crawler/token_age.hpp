/// When a token must be renewed, and when it should be. No I/O; time is passed in.
#pragma once

#include <algorithm>
#include <chrono>

namespace canreach::crawler {

/// The life of one token (databricks-api A.1).
class token_age {
public:
    using time_point = std::chrono::steady_clock::time_point;
    /// Azure refuses tokens in their last 30 s.
    static constexpr std::chrono::seconds safety{40};
    static constexpr std::chrono::minutes longest_notice{20};
    static constexpr std::chrono::seconds pause_after_failure{60};

    token_age() = default; ///< expired from the start
    /// Tokens that live less than twice the safety margin keep half of their life.
    token_age(time_point issued, std::chrono::seconds lifetime) noexcept
        : expires_(issued + lifetime - std::min<std::chrono::seconds>(safety, lifetime / 2)),
          renew_from_(
              std::min(expires_, issued + lifetime - std::min<std::chrono::seconds>(longest_notice, lifetime / 2))) {}

    [[nodiscard]] bool expired(time_point now) const noexcept { return now >= expires_; }
    /// Still good, but to be renewed by whoever passes first.
    [[nodiscard]] bool stale(time_point now) const noexcept { return now >= renew_from_; }
    /// A renewal failed: let the token serve for a while before the next try.
    void renewal_failed(time_point now) noexcept { renew_from_ = now + pause_after_failure; }

private:
    time_point expires_{};
    time_point renew_from_{};
};

} // namespace canreach::crawler
