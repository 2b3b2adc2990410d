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
/// Complaints this rare are no sign of a limit: one is met by all that is under way at that moment.
constexpr double share_of_chance = 0.02;
/// Of the rate that was too much: close enough to lose little, far enough to be refused seldom.
constexpr double close_to_the_edge = 0.98;
/// Complaints again after fewer quiet windows: the limit lies further down.
constexpr unsigned soon_windows = 8;
constexpr double clearly_less = 0.88;
constexpr double a_little_less = 0.95;
/// Back to the edge: a third of the way a window, and at least a fiftieth of the rate.
constexpr double least_return = 0.02;
/// Beyond it: a thousandth of the rate a window, and one more for every so many quiet ones.
constexpr double probing = 0.001;
constexpr unsigned windows_until_bolder = 12;

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

std::optional<governor::clock_point> governor::turn_after_pause(clock_point now) noexcept {
    if (paused_until_ <= now) return std::nullopt;
    // Those who wait for the same end of a pause start spread over a quarter of a second, or in a new line: all at once
    // would be refused again where a second allows few.
    if (rate_ <= 0) return paused_until_ + duration_cast<steady_clock::duration>(250ms * jitter_.fraction());
    const auto at = std::max(paused_until_, next_turn_);
    next_turn_ = at + spacing(rate_);
    return at;
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
    // Rare ones are about the one request, which waits as long as the server wishes; the others go on.
    if (what == complaint::unavailable && unavailable_ < replies_ * unavailable_share_that_counts) return;
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
    else
        grow();
    window_start_ = now;
    replies_ = rate_complaints_ = unavailable_ = 0;
}

void governor::grow() noexcept {
    cap_ = std::min(cap_ + 1, std::max(1U, options_.max_in_flight));
    ++quiet_;
    if (rate_ <= 0) return;
    const auto near = edge_ * close_to_the_edge;
    if (edge_ > 0 && rate_ < near)
        rate_ = std::min(near, rate_ + std::max(rate_ * least_return, (near - rate_) / 3));
    else if (edge_ > 0)
        rate_ += rate_ * probing * std::max(1U, quiet_ / windows_until_bolder);
    else
        rate_ += std::max(1.0, rate_ * 0.1);
    if (ceiling_ > 0)
        rate_ = std::min(ceiling_, rate_);
    else if (rate_ > unlimited_above_per_second)
        rate_ = edge_ = 0;
}

void governor::shrink(double share, double replies_per_second) noexcept {
    const auto in_proportion = 1.0 - share / 2;
    const bool at_the_edge = edge_ > 0 && rate_complaints_ > 0 && share >= share_of_chance;
    const auto factor = !at_the_edge            ? in_proportion
                        : quiet_ < soon_windows ? std::min(in_proportion, clearly_less)
                                                : a_little_less;
    cap_ = std::max(1U, static_cast<unsigned>(cap_ * in_proportion));
    const bool outage = rate_complaints_ == 0;
    if (outage && rate_ <= 0) return; // it says nothing of how much would have been too much
    const auto base = rate_ > 0 ? rate_ : replies_per_second;
    const auto edge = rate_; // what it found without a rate of its own is too rough to remember
    rate_ = std::max(slowest_per_second, base * factor);
    if (outage || share < share_of_chance) return;
    edge_ = edge;
    quiet_ = 0;
}

} // namespace canreach::crawler
