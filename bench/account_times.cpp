/// How fast is an account file answered, cold and warm, and how much faster than by recursive SQL on the same file?
///
///     account_times FILE [QUESTIONS]
///
/// FILE: an account file, such as `canreach simulate --truth-file` writes. Prints the making of the graph image beside
/// a bare scan of the file, the opening of the image, percentiles of each question in mode EFFECTIVE with all its gates
/// on random users and tables, and WHO CAN beside the same question as a recursive query, answers compared.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/timing.hpp"
#include "bench/who_can_sql.hpp"
#include "storage/statement.hpp"

namespace {

using namespace canreach;
using namespace canreach::bench;

/// Every row of the tables that a graph is made of, read and summed up.
std::int64_t scan(const storage::account_file& file) {
    std::int64_t sum = 0;
    for (const auto* sql :
         {"SELECT id, kind, flags, parent, scope_node, subtype FROM node ORDER BY id",
          "SELECT member, in_group FROM member_edge", "SELECT owner, resource FROM owner_edge",
          "SELECT grantee, resource, mask FROM grant_edge", "SELECT resource, workspace, how FROM bind_edge",
          "SELECT type, source, target FROM link_edge", "SELECT node, name, value FROM attribute"}) {
        auto rows = taken(storage::statement::prepare(file.connection(), sql));
        while (taken(rows.step())) sum += rows.number(0) + rows.number(1);
    }
    return sum;
}

void compare_with_sql(const storage::account_file& file, const graph::access_graph& graph, std::size_t questions) {
    auto twin = taken(bench::who_can_sql::prepare(file));
    sample random(graph);
    const auto asked = select_in(graph::mode::effective);
    std::vector<double> by_sql;
    std::vector<double> by_graph;
    std::size_t equal = 0;
    std::size_t rows = 0;
    for (std::size_t i = 0; i < questions; ++i) {
        const auto table = random.table();
        std::vector<node_id> told;
        by_sql.push_back(timed([&] { told = taken(twin.ask(table)); }));
        graph::who_answer answer;
        by_graph.push_back(timed([&] { answer = graph.who(asked, table, persons); }));
        std::vector<node_id> own;
        for (const auto& row : answer.rows)
            if (row.how == graph::verdict::yes) own.push_back(row.principal);
        equal += own == told ? 1U : 0U;
        rows += own.size();
    }
    const auto sql = percentile(by_sql, 0.5);
    const auto own = percentile(by_graph, 0.5);
    report("WHO CAN SELECT, recursive SQL", by_sql, static_cast<double>(rows));
    report("WHO CAN SELECT, same tables", by_graph, static_cast<double>(rows));
    fmt::print("{:34} {:.0f} times as fast at the median; {} of {} answers equal\n", "", sql / own, equal, questions);
    std::fflush(stdout);
}

} // namespace

int main(int argument_count, char** arguments) {
    if (argument_count < 2) {
        fmt::print(stderr, "usage: account_times FILE [QUESTIONS]\n");
        return 64;
    }
    const auto questions = argument_count > 2 ? std::stoul(arguments[2]) : 2000;
    const auto file = taken(storage::account_file::open(arguments[1]));
    storage::image_file image((std::filesystem::temp_directory_path() / "account_times.graph").string());
    std::filesystem::remove(image.path());

    const auto sum = scan(file); // into the page cache
    std::int64_t again = 0;
    const auto scanned = timed([&] { again = scan(file); });
    if (again != sum) return 1;
    const auto built = timed([&] { static_cast<void>(opened(file, image)); });
    const auto bytes = std::filesystem::file_size(image.path());
    const auto edges =
        file.count("member") + file.count("owner") + file.count("grant") + file.count("bind") + file.count("link");
    fmt::print("bare scan {:.0f} ms, image made in {:.0f} ms ({:.2f} times)\n", scanned / 1e3, built / 1e3,
               built / scanned);
    fmt::print("image {} bytes: {:.1f} an edge, {:.1f} an edge or containment\n", bytes,
               static_cast<double>(bytes) / static_cast<double>(edges),
               static_cast<double>(bytes) / static_cast<double>(edges + file.count("node")));
    std::vector<double> openings;
    for (int i = 0; i < 20; ++i) openings.push_back(timed([&] { static_cast<void>(opened(file, image)); }));
    report("opening the image", openings, 0);

    const auto graph = opened(file, image);
    sample random(graph);
    const auto ask = [&](std::string_view name, std::size_t count, auto question) {
        double rows = 0;
        std::vector<double> times;
        for (std::size_t i = 0; i < count; ++i) {
            const auto user = random.user();
            const auto table = random.table();
            std::size_t found = 0;
            times.push_back(timed([&] { found = question(user, table); }));
            rows += static_cast<double>(found);
        }
        report(name, std::move(times), rows);
    };
    const auto effective = select_in(graph::mode::effective);
    const auto can = [&](node_id user, node_id table) {
        return std::size_t{graph.decide(user, effective, table).how == graph::verdict::yes};
    };
    const auto can_and_why = [&](node_id user, node_id table) {
        return std::size_t{graph.can(user, effective, table).how == graph::verdict::yes};
    };
    const auto count = [&](node_id, node_id table) {
        const auto found = graph.count_who(effective, table, persons);
        return found.surely + found.unknown;
    };
    const auto who = [&](node_id, node_id table) { return graph.who(effective, table, persons).rows.size(); };
    const auto what = [&](node_id user, node_id) { return graph.what(user, effective, tables, no_node).rows.size(); };
    const auto runs = [&](node_id user, node_id) {
        return graph.what_in_runs(user, effective, tables, no_node).runs.size();
    };
    ask("CAN SELECT, first ones", questions, can);
    ask("CAN SELECT", questions, can);
    ask("CAN SELECT, with what is missing", questions, can_and_why);
    ask("WHO CAN SELECT", questions, who);
    ask("COUNT WHO CAN SELECT", questions, count);
    ask("WHAT TABLES CAN SELECT, first ones", questions / 10, what);
    ask("WHAT TABLES CAN SELECT", questions / 10, what);
    ask("WHAT TABLES CAN SELECT, in runs", questions / 10, runs);
    double pairs = 0;
    const auto all = timed([&] {
        for (std::size_t i = 0; i < questions; ++i) pairs += static_cast<double>(who(no_node, random.table()));
    });
    fmt::print("pairs of a person and a table: {:.2f} ns each, {:.0f} of them\n", all * 1e3 / pairs, pairs);
    compare_with_sql(file, graph, std::min<std::size_t>(questions / 10, 40));

    const auto escalatable = select_in(graph::mode::escalatable);
    fmt::print("indirect paths made in {:.0f} ms\n",
               timed([&] { static_cast<void>(graph.who(escalatable, random.table(), persons)); }) / 1e3);
    ask("WHO CAN SELECT ESCALATABLE", std::max<std::size_t>(questions / 100, 5),
        [&](node_id, node_id table) { return graph.who(escalatable, table, persons).rows.size(); });
    return 0;
}
