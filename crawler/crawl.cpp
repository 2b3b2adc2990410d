#include "crawler/crawl.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include <fmt/format.h>

#include <csignal>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

#include "crawler/api_client.hpp"
#include "crawler/decode/oauth.hpp"
#include "crawler/detail/engine.hpp"
#include "crawler/guarded_transport.hpp"
#include "crawler/text.hpp"
#include "crawler/token_source.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using detail::crawl_site;
using detail::engine;

/// Everything a crawl owns, in the order of its making.
class session {
public:
    session(asio::io_context& context, const crawl_options& options, fact_sink& sink, crawl_observer& observer)
        : context_(context), options_(options), sink_(sink), observer_(observer), signals_(context) {}

    result<void> open() {
        const auto executor = asio::any_io_executor(context_.get_executor());
        auto made = options_.make_transport ? options_.make_transport(executor)
                                            : make_tls_transport(executor, with_user_agent());
        if (!made) return std::move(made).error();
        wire_ = std::move(*made);
        clock_ = options_.make_clock ? options_.make_clock(executor) : make_system_clock(executor);
        const auto& config = options_.config;
        guarded_.emplace(*wire_, endpoint_allow_list(config.where, options_.allow_loopback));
        if (config.how == auth_method::pat) {
            tokens_ = std::make_unique<pat_source>(config.host, config.token);
        } else {
            oauth_source::identity who{config.client_id, config.client_secret, config.account_id, {}};
            if (config.account_level) who.account_host = config.host;
            tokens_ = std::make_unique<oauth_source>(executor, *guarded_, *clock_, std::move(who), options_.retry,
                                                     options_.seed);
        }
        client_.emplace(executor, *guarded_, *tokens_, *clock_,
                        api_client::options{options_.retry, options_.governor, options_.seed + 1});
        return {};
    }

    asio::awaitable<result<crawl_summary>> run() {
        auto site = co_await locate();
        if (!site) co_return std::move(site).error();
        engine_.emplace(context_.get_executor(), options_, std::move(*site), *client_, *clock_, sink_, observer_);
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

    [[nodiscard]] const engine* running() const noexcept { return engine_ ? &*engine_ : nullptr; }

private:
    transport_options with_user_agent() const {
        auto made = options_.connection;
        made.user_agent += fmt::format(" lang/cpp os/linux auth/{}", name_of(options_.config.how));
        return made;
    }

    /// The account as configured, or the one workspace with its id and account as it says itself.
    asio::awaitable<result<crawl_site>> locate() {
        const auto& config = options_.config;
        crawl_site site;
        site.scope = options_.scope;
        site.host = config.host;
        site.account_id = config.account_id;
        site.sql = options_.sql;
        site.tree = options_.tree;
        site.zone = std::string(zone_of_host(config.host.host));
        if (config.where) site.account_cloud = std::string(name_of(*config.where));
        if (config.account_level) co_return site;
        http_request ask;
        ask.where = config.host;
        ask.target = "/.well-known/databricks-config";
        if (auto reply = co_await guarded_->send(ask); reply && reply->status == 200)
            if (auto said = decode_host_metadata(reply->body)) {
                site.only_workspace = said->workspace_id;
                if (site.account_id.empty()) site.account_id = said->account_id;
            }
        if (site.account_id.empty()) site.account_id = "unknown";
        // Asked in any case: it tells at once whether the credentials are accepted. Without a metastore it answers 404.
        const auto read = [&site](std::string_view body) -> result<void> {
            auto said = decode_host_metadata(body);
            if (!said) return std::move(said).error();
            if (!said->workspace_id.empty()) site.only_workspace = said->workspace_id;
            return {};
        };
        request_counts cost;
        auto done = co_await client_->get(config.host, "/api/2.1/unity-catalog/current-metastore-assignment",
                                          rate_class::unity, read, cost);
        if (!done && !done.error().is(errc::vanished) && !done.error().is(errc::refused))
            co_return std::move(done).error();
        if (site.only_workspace.empty())
            co_return fail(errc::malformed_reply, "the workspace does not say its id")
                .with("host", config.host.to_string())
                .hinting("crawl through the account host instead");
        co_return site;
    }

    asio::io_context& context_;
    const crawl_options& options_;
    fact_sink& sink_;
    crawl_observer& observer_;
    asio::signal_set signals_;
    std::unique_ptr<transport> wire_;
    std::unique_ptr<clock> clock_;
    std::optional<guarded_transport> guarded_;
    std::unique_ptr<token_source> tokens_;
    std::optional<api_client> client_;
    std::optional<engine> engine_;
    asio::cancellation_signal before_engine_;
};

} // namespace

result<crawl_summary> run_crawl(const crawl_options& options, fact_sink& sink, crawl_observer& observer) {
    if (auto sound = options.scope.check(); !sound) return std::move(sound).error();
    asio::io_context context(1);
    session mine(context, options, sink, observer);
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
            if (const auto* engine = mine.running()) observer.on_progress(engine->progress());
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
