// Fetch, parse and store beside wrk and a bare fetch of the same page: 138 members of a group, 20 kB, over TLS on 16
// connections that are kept. The server is as simple as can be, a thread a connection, and shares the machine.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/body_reader.hpp"
#include "crawler/decode/identity.hpp"
#include "crawler/fact_channel.hpp"
#include "crawler/json_document.hpp"
#include "crawler/transport.hpp"
#include "storage/crawl_file.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/scripted_server.hpp"

namespace canreach {
namespace {

namespace asio = boost::asio;

constexpr int members = 138;
constexpr int connections = 16;
constexpr int pages_each = 250;
constexpr std::size_t queued_facts = 65'536;

std::string page_of_members() {
    std::string made =
        R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"71","displayName":"g","members":[)";
    for (int i = 0; i < members; ++i)
        made += fmt::format(R"({}{{"value":"{}","display":"user.{}@example.com","$ref":"Users/{}","type":"direct"}})",
                            i == 0 ? "" : ",", 4'000'000'000 + i, i, 4'000'000'000 + i);
    return made + "]}";
}

support::scripted_server& server() {
    static support::scripted_server one([reply = support::scripted_reply::ok(page_of_members())](
                                            const std::string&, const std::string&) { return reply; });
    return one;
}

std::unique_ptr<crawler::transport> client(asio::io_context& context) {
    crawler::transport_options options;
    options.ca_file = server().certificate().string();
    return crawler::make_tls_transport(context.get_executor(), options).value();
}

crawler::http_request request() {
    crawler::http_request made;
    made.where = {true, "127.0.0.1", server().port()};
    made.target = "/api/2.0/accounts/a/scim/v2/Groups/71";
    return made;
}

/// Runs `work` once a connection and counts pages and rows.
template <class Work>
void run_all(benchmark::State& state, asio::io_context& context, Work work) {
    int ended = 0;
    for (int i = 0; i < connections; ++i)
        asio::co_spawn(context, work(i), [&ended](const std::exception_ptr& fault) {
            if (fault) std::rethrow_exception(fault);
            ++ended;
        });
    context.run();
    if (ended != connections) state.SkipWithError("a connection failed");
}

void count(benchmark::State& state) {
    const auto pages = static_cast<double>(state.iterations()) * connections * pages_each;
    state.counters["requests/s"] = benchmark::Counter(pages, benchmark::Counter::kIsRate);
    state.counters["rows/s"] = benchmark::Counter(pages * members, benchmark::Counter::kIsRate);
}

/// The yardstick: a client that reads and forgets.
void BM_Wrk(benchmark::State& state) {
    double rate = 0;
    for (auto _ : state) {
        const auto command = fmt::format("wrk -t1 -c{} -d3s https://127.0.0.1:{}{} 2>/dev/null", connections,
                                         server().port(), request().target);
        std::FILE* const told = ::popen(command.c_str(), "r");
        std::array<char, 256> line{};
        while (told != nullptr && std::fgets(line.data(), static_cast<int>(line.size()), told) != nullptr)
            if (const std::string_view text = line.data(); text.starts_with("Requests/sec:"))
                rate = std::strtod(line.data() + text.find(':') + 1, nullptr);
        if (told != nullptr) ::pclose(told);
    }
    if (rate == 0) return state.SkipWithError("wrk is not installed");
    state.counters["requests/s"] = rate;
}
BENCHMARK(BM_Wrk)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

void BM_BarePages(benchmark::State& state) {
    for (auto _ : state) {
        asio::io_context context;
        const auto over = client(context);
        run_all(state, context, [&](int) -> asio::awaitable<void> {
            for (int i = 0; i < pages_each; ++i) {
                crawler::ignored_body body;
                const auto reply = co_await over->send(request(), body);
                if (!reply) state.SkipWithError("a request failed");
            }
        });
    }
    count(state);
}
BENCHMARK(BM_BarePages)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_ParsedPages(benchmark::State& state) {
    for (auto _ : state) {
        asio::io_context context;
        const auto over = client(context);
        std::size_t rows = 0;
        run_all(state, context, [&](int) -> asio::awaitable<void> {
            for (int i = 0; i < pages_each; ++i) {
                crawler::json_reader body([&](const crawler::json_document& page) -> result<void> {
                    auto decoded = crawler::decode_group_members(page, {"a", "", "", {node_kind::group, {}, "71"}});
                    if (!decoded) return decoded.error();
                    rows += decoded->summary.items;
                    return {};
                });
                const auto reply = co_await over->send(request(), body);
                if (!reply || !body.end()) state.SkipWithError("a request failed");
            }
        });
        if (rows != std::size_t{connections} * pages_each * members) state.SkipWithError("rows are missing");
    }
    count(state);
}
BENCHMARK(BM_ParsedPages)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_StoredPages(benchmark::State& state) {
    for (auto _ : state) {
        state.PauseTiming();
        const support::scratch_folder scratch;
        auto file = storage::crawl_file::create(scratch.path("crawl"), {"a", "azure", ""}).value();
        std::vector<crawl_task> tasks;
        for (int i = 0; i < connections * pages_each; ++i)
            tasks.push_back({"group-members", {}, {node_kind::group, {}, std::to_string(i)}, node_part::members});
        if (!file.add_tasks(tasks)) state.SkipWithError("the tasks are not stored");
        state.ResumeTiming();
        asio::io_context context;
        const auto over = client(context);
        crawler::fact_channel channel(context.get_executor(), file, queued_facts);
        run_all(state, context, [&](int connection) -> asio::awaitable<void> {
            for (int i = 0; i < pages_each; ++i) {
                task_report report;
                report.task = tasks[static_cast<std::size_t>(connection * pages_each + i)];
                crawler::json_reader body([&](const crawler::json_document& page) -> result<void> {
                    auto decoded = crawler::decode_group_members(page, {"a", "", "", report.task.about});
                    if (!decoded) return decoded.error();
                    report.facts = std::move(decoded->rows.front().facts);
                    return {};
                });
                const auto reply = co_await over->send(request(), body);
                if (!reply || !body.end()) state.SkipWithError("a request failed");
                if (!co_await channel.send(std::move(report))) state.SkipWithError("a report is not stored");
            }
        });
        context.restart();
        result<void> flushed;
        const auto flush = [&]() -> asio::awaitable<void> { flushed = co_await channel.finish(); };
        asio::co_spawn(context, flush(), [](const std::exception_ptr& fault) {
            if (fault) std::rethrow_exception(fault);
        });
        context.run();
        if (!flushed) state.SkipWithError("the file is not flushed");
    }
    count(state);
}
BENCHMARK(BM_StoredPages)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
} // namespace canreach
