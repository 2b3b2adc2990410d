#include "crawler/admission.hpp"

#include <utility>

namespace canreach::crawler {

namespace asio = boost::asio;

admission::admission(asio::any_io_executor executor, clock& time, const governor_options& options,
                     double documented_per_second, std::uint64_t seed)
    : clock_(time), governor_(options, documented_per_second, seed), freed_(std::move(executor)) {}

admission::ticket::~ticket() {
    release();
}

void admission::ticket::release() {
    if (from_ == nullptr) return;
    auto& from = *std::exchange(from_, nullptr);
    from.governor_.release();
    from.freed_.notify_one();
}

void admission::ticket::succeeded() {
    auto& from = *std::exchange(from_, nullptr);
    from.governor_.succeeded(from.clock_.now());
    from.freed_.notify_one();
}

void admission::ticket::throttled(complaint what, std::optional<std::chrono::milliseconds> retry_after) {
    auto& from = *std::exchange(from_, nullptr);
    from.governor_.throttled(from.clock_.now(), what, retry_after);
    from.freed_.notify_one();
}

asio::awaitable<admission::ticket> admission::admit() {
    for (;;) {
        const auto turn = governor_.ask(clock_.now());
        if (!turn.granted) {
            co_await freed_.wait();
            continue;
        }
        ticket mine(*this); // given back if the wait is cancelled
        auto until = turn.at;
        while (until > clock_.now()) {
            co_await clock_.sleep_until(until);
            until = governor_.turn_after_pause(clock_.now()).value_or(clock_.now());
        }
        co_return std::move(mine);
    }
}

} // namespace canreach::crawler
