// How fast does the crawl engine read an account when nothing limits it, beside its two floors in the same run: a bare
// keep-alive request loop over the same transport and server, and a bare loop of 64-row INSERTs? The server runs in a
// thread of this process, so both share the machine.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>

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
