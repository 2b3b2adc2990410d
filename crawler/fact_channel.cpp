#include "crawler/fact_channel.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;

/// So much is handed over at once, or what has come within the time given: waking the thread for every reply costs more
/// than storing what it holds.
constexpr std::size_t batch_weight = 4'000;
constexpr std::chrono::milliseconds longest_gathering{20};

std::size_t weight_of(const task_report& report) {
    auto weight = report.follow_ups.size();
    for (const auto& one : report.facts) weight += count_of(one);
    return std::max<std::size_t>(1, weight);
}

} // namespace

fact_channel::fact_channel(asio::any_io_executor executor, fact_sink& sink, std::size_t weight_limit)
    : executor_(executor), sink_(sink), weight_limit_(weight_limit), changed_(std::make_shared<event>(executor)),
      thread_([this] { run(); }) {}

fact_channel::~fact_channel() {
    close();
    if (thread_.joinable()) thread_.join();
}

bool fact_channel::is_batch() const noexcept {
    return weight_ >= batch_weight;
}

void fact_channel::close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    filled_.notify_one();
}

asio::awaitable<result<void>> fact_channel::send(task_report report) {
    for (;;) {
        {
            const std::scoped_lock lock(mutex_);
            if (failed_) co_return *failed_;
            const auto weight = weight_of(report);
            if (queue_.empty() || weight_ + weight <= weight_limit_) {
                const bool first = queue_.empty();
                const bool was_batch = is_batch();
                weight_ += weight;
                queue_.push_back(std::move(report));
                if (first || is_batch() != was_batch) filled_.notify_one();
                co_return result<void>{};
            }
            sender_waits_ = true;
            filled_.notify_one();
        }
        co_await changed_->wait();
    }
}

asio::awaitable<result<void>> fact_channel::finish() {
    close();
    for (;;) {
        {
            const std::scoped_lock lock(mutex_);
            if (ended_) {
                if (failed_) co_return *failed_;
                co_return result<void>{};
            }
        }
        co_await changed_->wait();
    }
}

void fact_channel::run() {
    const auto tell = [this] { asio::post(executor_, [changed = changed_] { changed->notify_all(); }); };
    const auto call = [](auto&& work) -> result<void> {
        try {
            return work();
        } catch (const std::exception& thrown) {
            return fail(errc::storage, printable(thrown.what(), 300));
        }
    };
    for (;;) {
        std::deque<task_report> batch;
        {
            std::unique_lock lock(mutex_);
            filled_.wait(lock, [this] { return closed_ || !queue_.empty(); });
            if (queue_.empty()) break;
            filled_.wait_for(lock, longest_gathering, [this] { return closed_ || sender_waits_ || is_batch(); });
            batch.swap(queue_);
        }
        std::optional<failure> failed;
        for (auto& report : batch) {
            if (auto done = call([&] { return sink_.accept(std::move(report)); }); !done) {
                failed = std::move(done).error();
                break;
            }
        }
        bool awaited = false;
        {
            const std::scoped_lock lock(mutex_);
            // Room is given back after the work, so that what waits and what is being written stay bounded together.
            weight_ = 0;
            for (const auto& report : queue_) weight_ += weight_of(report);
            if (failed) failed_ = std::move(failed);
            awaited = std::exchange(sender_waits_, false);
            if (failed_) break;
        }
        if (awaited) tell();
    }
    bool broken = false;
    {
        const std::scoped_lock lock(mutex_);
        broken = failed_.has_value();
    }
    auto flushed = broken ? result<void>{} : call([&] { return sink_.flush(); });
    {
        const std::scoped_lock lock(mutex_);
        if (!flushed) failed_ = std::move(flushed).error();
        ended_ = true;
    }
    tell();
}

} // namespace canreach::crawler
