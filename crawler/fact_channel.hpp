/// Between the fetchers and the store: a bounded queue and the thread that empties it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "crawler/event.hpp"
#include "model/error.hpp"
#include "model/fact_sink.hpp"

namespace canreach::crawler {

/// Owns a thread that gathers what comes within a moment and calls `sink.accept()` for each report, in the order of
/// `send()`, and `sink.flush()` at the end. While it lives nobody else may call the sink. A failure of the sink is
/// kept; nothing is accepted after it. `send` and `finish` belong to the one thread of `executor`.
class fact_channel {
public:
    /// `weight_limit`: facts that may wait, a report counting at least one. A single larger report passes alone.
    fact_channel(boost::asio::any_io_executor executor, fact_sink& sink, std::size_t weight_limit);
    fact_channel(const fact_channel&) = delete;
    fact_channel& operator=(const fact_channel&) = delete;
    /// Accepts what was sent, if `finish()` did not do so before, and joins the thread.
    ~fact_channel();

    /// Waits for room, then hands the report over. Fails as the sink failed.
    [[nodiscard]] boost::asio::awaitable<result<void>> send(task_report report);
    /// Waits until everything sent is accepted and flushed. Not cancellable; call once.
    [[nodiscard]] boost::asio::awaitable<result<void>> finish();

private:
    void run();
    void close();
    [[nodiscard]] bool is_batch() const noexcept; ///< is there enough to be worth the thread's waking?

    boost::asio::any_io_executor executor_;
    fact_sink& sink_;
    std::size_t weight_limit_;
    /// Room, failure or end; notified on the executor's thread, where a last notice may come after the channel is gone.
    std::shared_ptr<event> changed_;

    std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<task_report> queue_; ///< guarded by `mutex_`, as all below
    std::size_t weight_ = 0;
    bool closed_ = false;
    bool ended_ = false;
    bool sender_waits_ = false;
    std::optional<failure> failed_;

    std::thread thread_; ///< last: everything it uses is made before it
};

} // namespace canreach::crawler
