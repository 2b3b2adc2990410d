#include "crawler/governor.hpp"

#include <algorithm>

namespace canreach::crawler {
namespace {

using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr double slowest_per_second = 0.2;
/// A rate found by complaint alone is dropped once it has grown this high: the server's limit lies elsewhere.
constexpr double unlimited_above_per_second = 1000.0;
constexpr double unavailable_share_that_counts = 0.25;

steady_clock::duration spacing(double per_second) noexcept {
    return duration_cast<steady_clock::duration>(duration<double>(1.0 / per_second));
}

} // namespace

governor::governor(const governor_options& options, double documented_per_second, std::uint64_t seed) noexcept
    : options_(options), jitter_(seed), ceiling_(documented_per_second * options.share_of_documented), rate_(ceiling_),
      cap_(std::clamp(options.start_in_flight, 1U, std::max(1U, options.max_in_flight))) {}

governor::turn governor::ask(clock_point now) noexcept {
    if (in_flight_ >= cap_) return {};
    ++in_flight_;
    auto at = std::max(now, paused_until_);
    if (rate_ > 0) {
        at = std::max(at, next_turn_);
        next_turn_ = at + spacing(rate_);
    }
    return {true, at};
}

std::optional<governor::clock_point> governor::still_to_wait(clock_point now) noexcept {
    if (paused_until_ <= now) return std::nullopt;
    // Those who wait for the same end of a pause start spread over a quarter of a second.
    return paused_until_ + duration_cast<steady_clock::duration>(250ms * jitter_.fraction());
}

void governor::release() noexcept {
    if (in_flight_ > 0) --in_flight_;
}

void governor::succeeded(clock_point now) noexcept {
    release();
    settle(now);
    ++replies_;
}

void governor::throttled(clock_point now, complaint what,
                         std::optional<std::chrono::milliseconds> retry_after) noexcept {
    release();
    settle(now);
    ++replies_;
    ++complaints_;
    ++(what == complaint::rate ? rate_complaints_ : unavailable_);
    paused_until_ = std::max(paused_until_, now + retry_after.value_or(options_.pause_without_wish));
    next_turn_ = std::max(next_turn_, paused_until_);
}

void governor::settle(clock_point now) noexcept {
    if (replies_ == 0) {
        if (window_start_ + options_.window <= now) window_start_ = now;
        return;
    }
    const auto age = now - window_start_;
    if (age < options_.window) return;
    const auto total = static_cast<double>(replies_);
    auto share = static_cast<double>(rate_complaints_) / total;
    if (const auto trouble = static_cast<double>(unavailable_) / total; trouble >= unavailable_share_that_counts)
        share = std::min(1.0, share + trouble);
    if (share > 0)
        shrink(share, total / duration<double>(age).count());
    else if (unavailable_ == 0)
        grow();
    window_start_ = now;
    replies_ = rate_complaints_ = unavailable_ = 0;
}

void governor::grow() noexcept {
    cap_ = std::min(cap_ + 1, std::max(1U, options_.max_in_flight));
    if (rate_ <= 0) return;
    if (ceiling_ > 0) {
        rate_ = std::min(ceiling_, rate_ + ceiling_ * 0.05);
    } else {
        rate_ += std::max(1.0, rate_ * 0.1);
        if (rate_ > unlimited_above_per_second) rate_ = 0;
    }
}

void governor::shrink(double share, double replies_per_second) noexcept {
    const auto factor = 1.0 - share / 2;
    cap_ = std::max(1U, static_cast<unsigned>(cap_ * factor));
    const auto base = rate_ > 0 ? rate_ : replies_per_second;
    rate_ = std::max(slowest_per_second, base * factor);
}

} // namespace canreach::crawler
