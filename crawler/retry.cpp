#include "crawler/retry.hpp"

#include <algorithm>

namespace canreach::crawler {

using std::chrono::milliseconds;

milliseconds retry_fsm::own_delay() noexcept {
    auto delay = policy_.base_delay;
    for (unsigned i = 0; i < retries_ && delay < policy_.max_delay; ++i) delay *= 2;
    delay = std::min(delay, policy_.max_delay);
    return milliseconds{
        static_cast<milliseconds::rep>(static_cast<double>(delay.count()) * (0.5 + 0.5 * jitter_.fraction()))};
}

retry_step retry_fsm::next(const attempt_outcome& last, std::chrono::steady_clock::time_point now) noexcept {
    using ended = attempt_outcome::kind;
    if (last.what == ended::success || last.what == ended::final_error) return {retry_step::kind::done, {}};
    if (last.what == ended::unauthorized) {
        if (refreshed_) return {retry_step::kind::give_up, {}};
        refreshed_ = true;
        return {retry_step::kind::refresh_token, {}};
    }
    if (last.what == ended::malformed && malformed_++ >= policy_.max_malformed) return {retry_step::kind::give_up, {}};
    if (retries_ >= policy_.max_retries) return {retry_step::kind::give_up, {}};
    auto delay = own_delay();
    if (last.retry_after) {
        // Callers that were refused together must not come back together: up to a tenth more than asked for.
        const auto spread = static_cast<double>(last.retry_after->count()) * 0.1 * jitter_.fraction();
        delay = std::max(delay, *last.retry_after + milliseconds{static_cast<milliseconds::rep>(spread)});
    }
    if (now + delay > start_ + policy_.budget) return {retry_step::kind::give_up, {}};
    ++retries_;
    return {retry_step::kind::backoff, delay};
}

} // namespace canreach::crawler
