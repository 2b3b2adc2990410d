// Fetch, parse and store beside wrk and a bare fetch of the same page: 138 members of a group, 20 kB, over TLS on 16
// connections that are kept, on one core: the writer's thread shares it. The server is a process of its own on another
// core, as simple as can be, a thread a connection.
//
// Other load on the machine moves every rate; what a page costs the client in CPU, `cpu_us`, it hardly moves. `of_wrk`
// is what wrk takes for a page by what we take: the share of its rate that one core reaches.

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
#include <sched.h>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <utility>
#include <vector>

#include "bench/server_apart.hpp"
#include "crawler/body_reader.hpp"
#include "crawler/decode/members.hpp"
#include "crawler/fact_channel.hpp"
#include "crawler/json_document.hpp"
#include "crawler/transport.hpp"
#include "storage/crawl_file.hpp"
#include "tests/support/scratch_folder.hpp"

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

const bench::server_apart& server() {
    static const bench::server_apart one(support::scripted_reply::ok(page_of_members()));
    return one;
}

std::unique_ptr<crawler::transport> client(asio::io_context& context) {
    crawler::transport_options options;
    options.ca_file = server().certificate();
    return crawler::make_tls_transport(context.get_executor(), options).value();
}

crawler::http_request request() {
    crawler::http_request made;
    made.where = {true, "127.0.0.1", server().port()};
    made.target = "/api/2.0/accounts/a/scim/v2/Groups/71";
    return made;
}

/// CPU time of this process, or of the children it has waited for, since it was made.
class cpu_meter {
public:
    explicit cpu_meter(int whose) : whose_(whose), before_(now()) {}
    [[nodiscard]] double microseconds() const { return now() - before_; }

private:
    [[nodiscard]] double now() const {
        ::rusage used{};
        ::getrusage(whose_, &used);
        return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
               static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    }
    int whose_;
    double before_;
};

/// While it lives this thread, and what it starts, keep to the first core.
class one_core {
public:
    one_core() {
        ::sched_getaffinity(0, sizeof before_, &before_);
        cpu_set_t first;
        CPU_ZERO(&first);
        CPU_SET(0, &first);
        ::sched_setaffinity(0, sizeof first, &first);
    }
    one_core(const one_core&) = delete;
    one_core& operator=(const one_core&) = delete;
    ~one_core() { ::sched_setaffinity(0, sizeof before_, &before_); }

private:
    cpu_set_t before_{};
};

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

double wrk_cpu_us = 0; ///< for a page

void count(benchmark::State& state, double cpu_us) {
    const auto pages = static_cast<double>(state.iterations()) * connections * pages_each;
    state.counters["requests/s"] = benchmark::Counter(pages, benchmark::Counter::kIsRate);
    state.counters["rows/s"] = benchmark::Counter(pages * members, benchmark::Counter::kIsRate);
    const auto each = cpu_us / pages;
    state.counters["cpu_us"] = each;
    if (wrk_cpu_us > 0) state.counters["of_wrk"] = wrk_cpu_us / each;
}

/// The yardstick: a client that reads and forgets.
void BM_Wrk(benchmark::State& state) {
    const auto target = fmt::format("https://127.0.0.1:{}{}", server().port(), request().target);
    const one_core here;
    double rate = 0;
    double requests = 0;
    const cpu_meter used(RUSAGE_CHILDREN);
    for (auto _ : state) {
        const auto command = fmt::format("wrk -t1 -c{} -d3s {} 2>/dev/null", connections, target);
        std::FILE* const told = ::popen(command.c_str(), "r");
        std::array<char, 256> line{};
        while (told != nullptr && std::fgets(line.data(), static_cast<int>(line.size()), told) != nullptr) {
            const std::string_view text = line.data();
            if (text.starts_with("Requests/sec:")) rate = std::strtod(line.data() + text.find(':') + 1, nullptr);
            if (text.find(" requests in ") != std::string_view::npos) requests = std::strtod(line.data(), nullptr);
        }
        if (told != nullptr) ::pclose(told);
    }
    if (rate == 0 || requests == 0) return state.SkipWithError("wrk is not installed");
    wrk_cpu_us = used.microseconds() / requests;
    state.counters["requests/s"] = rate;
    state.counters["cpu_us"] = wrk_cpu_us;
}
BENCHMARK(BM_Wrk)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

void BM_BarePages(benchmark::State& state) {
    (void)server();
    const one_core here;
    const cpu_meter used(RUSAGE_SELF);
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
    count(state, used.microseconds());
}
BENCHMARK(BM_BarePages)->Unit(benchmark::kMillisecond)->UseRealTime();

/// As a stream, and as lists are read that say more of each element: by a document.
void BM_ParsedPages(benchmark::State& state) {
    const bool by_document = state.range(0) == 1;
    (void)server();
    const one_core here;
    const cpu_meter used(RUSAGE_SELF);
    for (auto _ : state) {
        asio::io_context context;
        const auto over = client(context);
        std::size_t rows = 0;
        const crawler::decode_context about{"a", "", "", {node_kind::group, {}, "71"}};
        run_all(state, context, [&](int) -> asio::awaitable<void> {
            for (int i = 0; i < pages_each; ++i) {
                crawler::json_reader document([&](const crawler::json_document& page) -> result<void> {
                    auto decoded = crawler::decode_group_members(page, about);
                    if (!decoded) return decoded.error();
                    rows += decoded->summary.items;
                    return {};
                });
                crawler::page_stream_reader stream(crawler::stream_group_members, about);
                crawler::body_reader& body = by_document ? static_cast<crawler::body_reader&>(document)
                                                         : static_cast<crawler::body_reader&>(stream);
                const auto reply = co_await over->send(request(), body);
                if (!reply || !body.end()) state.SkipWithError("a request failed");
                if (!by_document) rows += stream.page().summary.items;
            }
        });
        if (rows != std::size_t{connections} * pages_each * members) state.SkipWithError("rows are missing");
    }
    count(state, used.microseconds());
}
BENCHMARK(BM_ParsedPages)->ArgName("document")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_StoredPages(benchmark::State& state) {
    (void)server();
    const one_core here;
    double cpu_us = 0;
    for (auto _ : state) {
        state.PauseTiming();
        const support::scratch_folder scratch;
        auto file = storage::crawl_file::create(scratch.path("crawl"), {"a", "azure", ""}).value();
        std::vector<crawl_task> tasks;
        for (int i = 0; i < connections * pages_each; ++i)
            tasks.push_back({"group-members", {}, {node_kind::group, {}, std::to_string(i)}, node_part::members});
        if (!file.add_tasks(tasks)) state.SkipWithError("the tasks are not stored");
        state.ResumeTiming();
        const cpu_meter used(RUSAGE_SELF);
        asio::io_context context;
        const auto over = client(context);
        crawler::fact_channel channel(context.get_executor(), file, queued_facts);
        run_all(state, context, [&](int connection) -> asio::awaitable<void> {
            for (int i = 0; i < pages_each; ++i) {
                task_report report;
                report.task = tasks[static_cast<std::size_t>(connection * pages_each + i)];
                const crawler::decode_context about{"a", "", "", report.task.about};
                crawler::page_stream_reader body(crawler::stream_group_members, about);
                const auto reply = co_await over->send(request(), body);
                if (!reply || !body.end()) state.SkipWithError("a request failed");
                report.facts = std::move(body.page().rows.front().facts);
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
        cpu_us += used.microseconds();
    }
    count(state, cpu_us);
}
BENCHMARK(BM_StoredPages)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
} // namespace canreach
