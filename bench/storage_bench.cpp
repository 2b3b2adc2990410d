/// How near does the account file come to bare SQLite?
///
///  * Writing: facts through `crawl_file` beside a bare loop of 64-row INSERTs into a table of the same shape.
///  * Sealing: from the last report to the sealed file.
///  * Reading: grants through `account_reader` beside a bare scan of the same rows.
#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "bench/bare_rows.hpp"
#include "graph/access_graph.hpp"
#include "model/fact_sink.hpp"
#include "model/privileges.hpp"
#include "storage/account_reader.hpp"
#include "storage/crawl_file.hpp"
#include "storage/schema.hpp"
#include "storage/sealing.hpp"

namespace {

using namespace canreach;

constexpr std::size_t rows_per_report = 200;

std::string scratch(const char* name) {
    const auto folder = std::filesystem::temp_directory_path() / "canreach-storage-bench";
    std::filesystem::create_directories(folder);
    const auto path = (folder / name).string();
    for (const auto* suffix : {"", "-wal", "-shm", "-journal", ".sealing"}) std::filesystem::remove(path + suffix);
    return path;
}

template <class Result>
void require(const Result& done) {
    if (!done) {
        std::fprintf(stderr, "%s\n", done.error().to_string().c_str());
        std::abort();
    }
}

node_key table_key(std::size_t number) {
    return {node_kind::table, "11111111-2222-3333-4444-555555555555",
            "catalog_" + std::to_string(number / 400) + ".schema_" + std::to_string(number / 40) + ".table_" +
                std::to_string(number)};
}

/// Five grants a table to few groups and many users, thirty masks: the shape of permission reads.
std::vector<task_report> grant_reports(std::size_t grants) {
    std::mt19937_64 random{7};
    std::vector<mask> masks;
    for (int i = 0; i < 30; ++i) masks.emplace_back(random() & 0xFFFFU, 0);
    std::vector<task_report> reports;
    for (std::size_t i = 0; i < grants; ++i) {
        if (i % rows_per_report == 0) {
            task_report report;
            report.task = {"grants", "1001", table_key(i / 5), node_part::grants};
            reports.push_back(std::move(report));
        }
        const auto who = random() % 10 < 7 ? "group " + std::to_string(random() % 3000)
                                           : "user." + std::to_string(random() % 10000) + "@example.com";
        reports.back().facts.push_back(grant_fact{
            principal_ref::named(who), table_key(i / 5), facet::unity, masks[random() % masks.size()], {}, {}});
    }
    return reports;
}

std::vector<task_report> member_reports(std::size_t members) {
    std::mt19937_64 random{7};
    std::vector<task_report> reports;
    for (std::size_t i = 0; i < members; ++i) {
        const node_key group{node_kind::group, "", std::to_string(700'000'000'000 + i / 300)};
        if (i % rows_per_report == 0) {
            task_report report;
            report.task = {"group-members", "", group, node_part::members};
            reports.push_back(std::move(report));
        }
        const node_key user{node_kind::user, "", std::to_string(4'700'000'000'000 + random() % 100'000)};
        reports.back().facts.push_back(member_fact{principal_ref::to(user), group});
    }
    return reports;
}

std::vector<task_report> node_reports(std::size_t nodes) {
    std::vector<task_report> reports;
    for (std::size_t i = 0; i < nodes; ++i) {
        auto key = table_key(i);
        const node_key schema{node_kind::schema, key.scope, key.id.substr(0, key.id.rfind('.'))};
        if (i % rows_per_report == 0) {
            task_report report;
            report.task = {"tables", "1001", key, node_part::children};
            reports.push_back(std::move(report));
        }
        reports.back().facts.push_back(node_fact{
            key, key.id, schema, "MANAGED", {}, {{"url", "abfss://lake@storage.dfs.core.windows.net/" + key.id}}});
    }
    return reports;
}

storage::crawl_file write_all(const std::string& path, const std::vector<task_report>& reports) {
    auto file = storage::crawl_file::create(path, {"bench", "azure", ""});
    require(file);
    for (const auto& report : reports) require(file->accept(report));
    require(file->flush());
    return std::move(*file);
}

void write_through_crawl_file(benchmark::State& state, const std::vector<task_report>& reports, std::size_t rows) {
    for (auto _ : state) {
        state.PauseTiming();
        const auto path = scratch("write");
        auto copies = reports;
        auto file = storage::crawl_file::create(path, {"bench", "azure", ""});
        require(file);
        state.ResumeTiming();
        for (auto& report : copies) require(file->accept(std::move(report)));
        require(file->flush());
        state.PauseTiming();
        copies.clear();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(rows) * state.iterations());
}

// How many rows a second can SQLite take at best?
void BM_BareInsert(benchmark::State& state) {
    const auto rows = static_cast<std::size_t>(state.range(0));
    const auto shape = state.range(1) != 0 ? bench::row_shape::like_nodes : bench::row_shape::like_grants;
    for (auto _ : state) bench::insert_bare_rows(scratch("bare"), rows, shape);
    state.SetItemsProcessed(static_cast<std::int64_t>(rows) * state.iterations());
}
BENCHMARK(BM_BareInsert)
    ->ArgNames({"rows", "texts"})
    ->Args({1'000'000, 0})
    ->Args({300'000, 1})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void BM_WriteGrants(benchmark::State& state) {
    const auto rows = static_cast<std::size_t>(state.range(0));
    write_through_crawl_file(state, grant_reports(rows), rows);
}
BENCHMARK(BM_WriteGrants)->ArgName("rows")->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_WriteMembers(benchmark::State& state) {
    const auto rows = static_cast<std::size_t>(state.range(0));
    write_through_crawl_file(state, member_reports(rows), rows);
}
BENCHMARK(BM_WriteMembers)->ArgName("rows")->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_WriteNodes(benchmark::State& state) {
    const auto rows = static_cast<std::size_t>(state.range(0));
    write_through_crawl_file(state, node_reports(rows), rows);
}
BENCHMARK(BM_WriteNodes)->ArgName("rows")->Arg(300'000)->Unit(benchmark::kMillisecond)->UseRealTime();

// How long does sealing take, for an account of so many tables with five grants each?
void BM_Seal(benchmark::State& state) {
    const auto grants = static_cast<std::size_t>(state.range(0));
    auto reports = node_reports(grants / 5);
    for (auto& report : grant_reports(grants)) reports.push_back(std::move(report));
    for (auto _ : state) {
        state.PauseTiming();
        auto file = write_all(scratch("seal"), reports);
        state.ResumeTiming();
        require(storage::seal(std::move(file), {}));
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(grants) * state.iterations());
}
BENCHMARK(BM_Seal)->ArgName("grants")->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

/// One sealed file of a million grants for both ways of reading.
const std::string& sealed_file() {
    static const std::string path = [] {
        auto made = scratch("read");
        require(storage::seal(write_all(made, grant_reports(1'000'000)), {}));
        return made;
    }();
    return path;
}

void BM_BareScanOfGrants(benchmark::State& state) {
    sqlite3* db = nullptr;
    sqlite3_open_v2(sealed_file().c_str(), &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    std::int64_t rows = 0;
    for (auto _ : state) {
        sqlite3_stmt* query = nullptr;
        sqlite3_prepare_v2(db, "SELECT grantee, resource, mask FROM grant_edge ORDER BY resource, grantee, mask", -1,
                           &query, nullptr);
        std::int64_t sum = 0;
        for (; sqlite3_step(query) == SQLITE_ROW; ++rows)
            sum += sqlite3_column_int64(query, 0) + sqlite3_column_int64(query, 1) + sqlite3_column_int64(query, 2);
        benchmark::DoNotOptimize(sum);
        sqlite3_finalize(query);
    }
    sqlite3_close(db);
    state.SetItemsProcessed(rows);
}
BENCHMARK(BM_BareScanOfGrants)->Unit(benchmark::kMillisecond);

void BM_ReadGrants(benchmark::State& state) {
    const auto file = storage::account_file::open(sealed_file());
    require(file);
    storage::account_reader facts{*file};
    std::int64_t rows = 0;
    for (auto _ : state) {
        std::uint64_t sum = 0;
        require(facts.visit_grants([&](const source_grant& one) {
            sum += one.grantee.value + one.resource.value + one.allow.low;
            ++rows;
        }));
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(rows);
}
BENCHMARK(BM_ReadGrants)->Unit(benchmark::kMillisecond);

/// The whole way from the file to a graph that answers.
void BM_GraphFromFile(benchmark::State& state) {
    std::int64_t grants = 0;
    for (auto _ : state) {
        const auto file = storage::account_file::open(sealed_file());
        require(file);
        storage::account_reader facts{*file};
        const auto built = graph::access_graph::build(facts);
        require(built);
        benchmark::DoNotOptimize(built->node_count());
        grants += static_cast<std::int64_t>(file->count("grant"));
    }
    state.SetItemsProcessed(grants);
}
BENCHMARK(BM_GraphFromFile)->Unit(benchmark::kMillisecond);

} // namespace
