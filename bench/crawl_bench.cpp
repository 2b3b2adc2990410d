// How fast does the crawl engine read an account when nothing limits it, beside its two floors in the same run: a bare
// keep-alive request loop over the same transport and server, and a bare loop of 64-row INSERTs? The server runs in a
// thread of this process, so both share the machine.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <exception>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/bare_rows.hpp"
#include "crawler/body_reader.hpp"
#include "crawler/crawl.hpp"
#include "crawler/transport.hpp"
#include "simulator/generator.hpp"
#include "simulator/shape.hpp"
#include "storage/crawl_file.hpp"
#include "tests/e2e/simulated.hpp"

namespace canreach {
namespace {

std::shared_ptr<const simulator::account> preset(const char* name) {
    return std::make_shared<const simulator::account>(
        simulator::generate(simulator::preset_named(name).value()).value());
}

/// Requests without any limit but the connections: the engine is measured, not the platform's published rates.
crawler::crawl_options unlimited(const support::simulated& platform) {
    auto options = platform.options();
    options.governor.share_of_documented = 1e6;
    options.governor.start_in_flight = 16;
    return options;
}

/// Discovery answers without a token: the smallest page there is.
boost::asio::awaitable<void> ask(crawler::transport& over, crawler::origin where, int count, int& answered) {
    for (int i = 0; i < count; ++i) {
        crawler::http_request request;
        request.where = where;
        request.target = "/.well-known/databricks-config";
        const auto reply = co_await crawler::send_whole(over, std::move(request));
        if (reply && reply->status == 200) ++answered;
    }
}

void BM_BareRequests(benchmark::State& state) {
    const support::simulated platform(preset("tiny"));
    const auto options = platform.options();
    constexpr int each = 250;
    const auto connections = static_cast<int>(state.range(0));
    std::int64_t requests = 0;
    for (auto _ : state) {
        boost::asio::io_context context;
        auto over = crawler::make_tls_transport(context.get_executor(), options.connection).value();
        int answered = 0;
        for (int i = 0; i < connections; ++i)
            boost::asio::co_spawn(context, ask(*over, options.config.host, each, answered),
                                  [](const std::exception_ptr& fault) {
                                      if (fault) std::rethrow_exception(fault);
                                  });
        context.run();
        if (answered != each * connections) state.SkipWithError("a request failed");
        requests += answered;
    }
    state.counters["requests/s"] = benchmark::Counter(static_cast<double>(requests), benchmark::Counter::kIsRate);
}
BENCHMARK(BM_BareRequests)->ArgName("connections")->Arg(1)->Arg(16)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_BareRows(benchmark::State& state) {
    constexpr std::size_t rows = 100'000;
    for (auto _ : state) {
        const support::scratch_folder scratch;
        bench::insert_bare_rows(scratch.path("bare"), rows, bench::row_shape::like_grants);
    }
    state.counters["items/s"] = benchmark::Counter(static_cast<double>(rows) * static_cast<double>(state.iterations()),
                                                   benchmark::Counter::kIsRate);
}
BENCHMARK(BM_BareRows)->Unit(benchmark::kMillisecond)->UseRealTime();

/// CPU time of the thread that asks, in seconds.
double thread_seconds() {
    ::timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Adds up the CPU time of what it calls.
class measured_calls {
public:
    template <class Call>
    auto operator()(Call&& call) {
        const auto before = thread_seconds();
        auto made = call();
        seconds += thread_seconds() - before;
        return made;
    }
    double seconds = 0;
};

/// Measures how long bodies take to be parsed.
class parsing_transport final : public crawler::transport {
public:
    parsing_transport(std::unique_ptr<crawler::transport> inner, measured_calls& into)
        : inner_(std::move(inner)), into_(into) {}
    boost::asio::awaitable<result<crawler::http_response>> send(crawler::http_request request,
                                                                crawler::body_reader& body) override {
        measured to(body, into_);
        co_return co_await inner_->send(std::move(request), to);
    }

private:
    class measured final : public crawler::body_reader {
    public:
        measured(crawler::body_reader& inner, measured_calls& into) : inner_(inner), into_(into) {}
        void held_up(std::chrono::steady_clock::duration by) override { inner_.held_up(by); }
        void begin(std::size_t size) override { inner_.begin(size); }
        [[nodiscard]] bool take(std::string_view piece) override {
            return into_([&] { return inner_.take(piece); });
        }
        [[nodiscard]] bool is_full() const noexcept override { return inner_.is_full(); }
        [[nodiscard]] boost::asio::awaitable<bool> make_room() override { return inner_.make_room(); }
        [[nodiscard]] result<void> end() override { return inner_.end(); }

    private:
        crawler::body_reader& inner_;
        measured_calls& into_;
    };
    std::unique_ptr<crawler::transport> inner_;
    measured_calls& into_;
};

/// Measures how long storing takes, on the writer's thread.
class storing_sink final : public fact_sink {
public:
    storing_sink(fact_sink& inner, measured_calls& into) : inner_(inner), into_(into) {}
    [[nodiscard]] result<std::vector<crawl_task>> pending_tasks() override { return inner_.pending_tasks(); }
    [[nodiscard]] result<void> add_tasks(std::vector<crawl_task> tasks) override {
        return inner_.add_tasks(std::move(tasks));
    }
    [[nodiscard]] result<void> accept(task_report report) override {
        return into_([&] { return inner_.accept(std::move(report)); });
    }
    [[nodiscard]] result<void> flush() override {
        return into_([&] { return inner_.flush(); });
    }

private:
    fact_sink& inner_;
    measured_calls& into_;
};

/// Shares are of the crawl's CPU time, the server's not counted. What is neither parsing nor storing is TLS and HTTP,
/// decoding documents into facts, and the order of the crawl.
void BM_Crawl(benchmark::State& state) {
    const support::simulated platform(preset("small"));
    auto options = unlimited(platform);
    double requests = 0;
    double items = 0;
    measured_calls parsing;
    measured_calls storing;
    double asking = 0;
    options.make_transport = [&](boost::asio::any_io_executor executor) -> result<std::unique_ptr<crawler::transport>> {
        auto inner = crawler::make_tls_transport(executor, options.connection);
        if (!inner) return std::move(inner).error();
        return std::make_unique<parsing_transport>(std::move(*inner), parsing);
    };
    for (auto _ : state) {
        state.PauseTiming();
        const support::scratch_folder scratch;
        auto file =
            storage::crawl_file::create(scratch.path("crawl"), {options.config.account_id, "azure", ""}).value();
        support::silent_observer observer;
        state.ResumeTiming();
        storing_sink sink(file, storing);
        const auto before = thread_seconds();
        const auto crawled = crawler::run_crawl(options, sink, observer);
        asking += thread_seconds() - before;
        if (!crawled) {
            state.SkipWithError("the crawl failed");
            return;
        }
        requests += static_cast<double>(crawled->progress.total.requests);
        items += static_cast<double>(crawled->progress.total.items);
    }
    state.counters["requests/s"] = benchmark::Counter(requests, benchmark::Counter::kIsRate);
    state.counters["items/s"] = benchmark::Counter(items, benchmark::Counter::kIsRate);
    const auto whole = asking + storing.seconds;
    state.counters["parse"] = parsing.seconds / whole;
    state.counters["store"] = storing.seconds / whole;
    state.counters["rest"] = (asking - parsing.seconds) / whole;
}
BENCHMARK(BM_Crawl)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Counts what goes out, and how much of it was asked before in the same words.
class counting_transport final : public crawler::transport {
public:
    struct tally {
        std::uint64_t sent = 0;
        std::set<std::size_t> different;
    };
    counting_transport(std::unique_ptr<crawler::transport> inner, tally& into)
        : inner_(std::move(inner)), into_(into) {}
    boost::asio::awaitable<result<crawler::http_response>> send(crawler::http_request request,
                                                                crawler::body_reader& body) override {
        ++into_.sent;
        auto words = request.where.to_string() + request.target + "\n";
        words += request.body.reveal();
        into_.different.insert(std::hash<std::string>{}(words));
        return inner_->send(std::move(request), body);
    }

private:
    std::unique_ptr<crawler::transport> inner_;
    tally& into_;
};

// How many requests does a crawl need beside the least? The contract has no bulk reads but those that are used, so the
// least is every page of every listing and every single read once; what is said twice (polls of a statement, a list
// that is looked into again) is surplus. 0 = one object at a time, 1 = in bulk by SQL.
void BM_Requests(benchmark::State& state) {
    const support::simulated platform(preset("small"));
    auto options = unlimited(platform);
    const bool by_sql = state.range(0) == 1;
    options.sql.grants = by_sql ? crawler::sql::grant_route::sql : crawler::sql::grant_route::rest;
    counting_transport::tally counted;
    options.make_transport = [&](boost::asio::any_io_executor executor) -> result<std::unique_ptr<crawler::transport>> {
        auto inner = crawler::make_tls_transport(executor, options.connection);
        if (!inner) return std::move(inner).error();
        return std::make_unique<counting_transport>(std::move(*inner), counted);
    };
    for (auto _ : state) {
        counted = {};
        const support::scratch_folder scratch;
        if (!platform.crawl_into(scratch.path("crawl"), options)) state.SkipWithError("the crawl failed");
    }
    state.counters["requests"] = static_cast<double>(counted.sent);
    state.counters["least"] = static_cast<double>(counted.different.size());
    state.counters["share"] = static_cast<double>(counted.sent) / static_cast<double>(counted.different.size());
}
BENCHMARK(BM_Requests)->ArgName("sql")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

} // namespace
} // namespace canreach
