#include "crawler/crawl.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <csignal>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

#include "crawler/detail/engine.hpp"
#include "crawler/detail/session.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using detail::engine;

/// A crawl and what may end it.
class crawl_run {
public:
    crawl_run(asio::io_context& context, const crawl_options& options, fact_sink& sink, crawl_observer& observer)
        : context_(context), options_(options), sink_(sink), observer_(observer), signals_(context),
          session_(context.get_executor(), options) {}

    result<void> open() {
        auto opened = session_.open();
        if (opened) start_ = session_.time().now();
        return opened;
    }

    asio::awaitable<result<crawl_summary>> run() {
        auto site = co_await session_.locate();
        if (!site) co_return std::move(site).error();
        engine_.emplace(context_.get_executor(), options_, std::move(*site), session_.client(), session_.time(), sink_,
                        observer_);
        auto made = co_await engine_->run();
        engine_.reset();
        co_return made;
    }

    void stop() {
        if (engine_)
            engine_->stop();
        else
            before_engine_.emit(asio::cancellation_type::terminal);
    }
    /// Cancels `run()` as long as there is no engine that could end it in good order.
    [[nodiscard]] asio::cancellation_slot slot() noexcept { return before_engine_.slot(); }

    void listen_for_signals() {
        if (!options_.stop_on_signals) return;
        signals_.add(SIGINT);
        signals_.add(SIGTERM);
        signals_.async_wait([this](const boost::system::error_code& error, int) {
            if (error) return;
            // The next one ends the program at once, should the end take long.
            signals_.clear();
            stop();
        });
    }
    void ignore_signals() {
        boost::system::error_code ignored;
        signals_.cancel(ignored);
    }

    void tell_progress() {
        const auto now = session_.time().now();
        const auto outage = session_.network().outage(now);
        if (!engine_ && !outage) return;
        const auto in_ms = [](auto span) { return std::chrono::duration_cast<std::chrono::milliseconds>(span); };
        crawl_progress made;
        if (engine_)
            made = engine_->progress();
        else
            made.elapsed = in_ms(now - start_);
        if (outage) made.silence = silent_network{in_ms(now - outage->since), outage->host, outage->why};
        observer_.on_progress(made);
    }

private:
    asio::io_context& context_;
    const crawl_options& options_;
    fact_sink& sink_;
    crawl_observer& observer_;
    asio::signal_set signals_;
    detail::session session_;
    std::chrono::steady_clock::time_point start_;
    std::optional<engine> engine_;
    asio::cancellation_signal before_engine_;
};

} // namespace

result<crawl_summary> run_crawl(const crawl_options& options, fact_sink& sink, crawl_observer& observer) {
    if (auto sound = options.scope.check(); !sound) return std::move(sound).error();
    asio::io_context context(1);
    crawl_run mine(context, options, sink, observer);
    if (auto opened = mine.open(); !opened) return std::move(opened).error();
    mine.listen_for_signals();

    std::optional<result<crawl_summary>> made;
    std::exception_ptr thrown;
    asio::steady_timer ticker(context);
    auto ended = [&](std::exception_ptr error, result<crawl_summary> got) {
        thrown = error;
        made = std::move(got);
        ticker.cancel();
        mine.ignore_signals();
    };
    asio::co_spawn(context, mine.run(), asio::bind_cancellation_slot(mine.slot(), std::move(ended)));
    std::function<void()> tick = [&] {
        ticker.expires_after(options.progress_interval);
        ticker.async_wait([&](const boost::system::error_code& error) {
            if (error || made) return;
            mine.tell_progress();
            tick();
        });
    };
    if (options.progress_interval.count() > 0) tick();
    {
        const std::stop_callback on_stop(options.stop, [&] { asio::post(context, [&] { mine.stop(); }); });
        context.run();
    }
    try {
        if (thrown) std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted) throw;
        return fail(errc::cancelled, "stopped before the crawl began");
    }
    if (!made) return fail(errc::cancelled, "the crawl ended without a result");
    return std::move(*made);
}

} // namespace canreach::crawler
