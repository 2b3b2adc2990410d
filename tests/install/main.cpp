// A program of a user of the installed package: makes an account file without any network and asks it a question.

#include <cstdio>
#include <graph/access_graph.hpp>
#include <query/printer.hpp>
#include <query/query.hpp>
#include <report/format.hpp>
#include <simulator/world.hpp>
#include <storage/account_file.hpp>
#include <storage/account_reader.hpp>
#include <storage/crawl_file.hpp>
#include <storage/name_catalog.hpp>
#include <storage/sealing.hpp>
#include <utility>

namespace {

constexpr const char* world_text = R"({
    "members": [["user:alice", "group:analysts"]],
    "assign": [["group:analysts", "ws:prod", "USER"]],
    "grants": [["group:analysts", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
    "attrs": {"table:main.sales.orders": {}}})";

canreach::result<std::size_t> ask(const char* path) {
    using namespace canreach;
    auto world = simulator::parse_world(world_text);
    if (!world) return std::move(world).error();
    auto file = storage::crawl_file::create(path, {world->account_id, "azure", ""});
    if (!file) return std::move(file).error();
    const node_key account{node_kind::account, {}, world->account_id};
    if (auto taken = file->accept({{"import", {}, account, node_part::children}, {}, std::move(world->facts), {}});
        !taken)
        return std::move(taken).error();
    if (auto sealed = storage::seal(std::move(*file), {}); !sealed) return std::move(sealed).error();

    auto opened = storage::account_file::open(path);
    if (!opened) return std::move(opened).error();
    storage::account_reader reader(*opened);
    auto facts = graph::access_graph::build(reader);
    if (!facts) return std::move(facts).error();
    auto names = storage::name_catalog::open(*opened);
    if (!names) return std::move(names).error();
    query::session session(*names, *facts);
    std::size_t rows = 0;
    for (const auto& one : session.run_script("WHO CAN SELECT main.sales.orders")) {
        if (!one.outcome) return fail(errc::bad_input, one.outcome.error().message);
        std::fputs(report::render_text(*one.outcome, {}).c_str(), stdout);
        rows += one.outcome->rows.size();
    }
    return rows;
}

} // namespace

int main(int argument_count, char** arguments) {
    if (argument_count != 2) return 64;
    const auto rows = ask(arguments[1]);
    if (!rows) std::fprintf(stderr, "%s\n", rows.error().to_string().c_str());
    return rows && *rows == 1 ? 0 : 1;
}
