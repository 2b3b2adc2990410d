// How fast does the crawl engine read an account when nothing limits it, beside its two floors in the same run: a bare
// keep-alive request loop over the same transport and server, and a bare loop of 64-row INSERTs? The server runs in a
// thread of this process, so both share the machine.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <benchmark/benchmark.h>

#include <exception>
#include <memory>
#include <string>

#include "bench/bare_rows.hpp"
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
        const auto reply = co_await over.send(std::move(request));
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

void BM_Crawl(benchmark::State& state) {
    const support::simulated platform(preset("small"));
    const auto options = unlimited(platform);
    double requests = 0;
    double items = 0;
    for (auto _ : state) {
        state.PauseTiming();
        const support::scratch_folder scratch;
        auto file =
            storage::crawl_file::create(scratch.path("crawl"), {options.config.account_id, "azure", ""}).value();
        support::silent_observer observer;
        state.ResumeTiming();
        const auto crawled = crawler::run_crawl(options, file, observer);
        if (!crawled) {
            state.SkipWithError("the crawl failed");
            return;
        }
        requests += static_cast<double>(crawled->progress.total.requests);
        items += static_cast<double>(crawled->progress.total.items);
    }
    state.counters["requests/s"] = benchmark::Counter(requests, benchmark::Counter::kIsRate);
    state.counters["items/s"] = benchmark::Counter(items, benchmark::Counter::kIsRate);
}
BENCHMARK(BM_Crawl)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
} // namespace canreach
