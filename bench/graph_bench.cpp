/// How long does it take to build the graph of an account, and to answer by it in each direction?
///
/// Accounts are made from a fixed seed: a few deep groups, one group with everybody, catalogs of ten schemas with a
/// hundred tables each, grants mostly on schemas and tables, by a heavy tail of groups. Varied: principals and grants.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "graph/access_graph.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"
#include "tests/support/memory_source.hpp"

namespace {

using namespace canreach;

struct account {
    std::unique_ptr<support::memory_source> source;
    std::unique_ptr<graph::access_graph> graph;
    std::vector<node_id> users, tables;
};

std::unique_ptr<support::memory_source> make_source(std::size_t users, std::size_t grants) {
    std::mt19937_64 random(42);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto groups = users / 4;
    const auto tables = grants / 2;
    std::vector<fact> facts;
    const auto node = [&](node_key key, std::optional<node_key> parent, std::string subtype = {}) {
        facts.emplace_back(node_fact{std::move(key), {}, std::move(parent), std::move(subtype), {}, {}});
    };
    const auto user = [](std::size_t i) { return node_key{node_kind::user, {}, "u" + std::to_string(i)}; };
    const auto group = [](std::size_t i) { return node_key{node_kind::group, {}, "g" + std::to_string(i)}; };
    const node_key store{node_kind::metastore, {}, "m"};
    node(store, std::nullopt);
    for (std::size_t i = 0; i < users; ++i) node(user(i), std::nullopt);
    for (std::size_t i = 0; i < groups; ++i) node(group(i), std::nullopt);
    for (std::size_t w = 0; w < 20; ++w) {
        const node_key workspace{node_kind::workspace, {}, std::to_string(100 + w)};
        node(workspace, std::nullopt);
        facts.emplace_back(bind_fact{store, workspace, binding::attach});
        for (int i = 0; i < 20; ++i)
            facts.emplace_back(grant_fact{
                principal_ref::to(group(below(groups))), workspace, facet::role, mask{role::workspace_user}, {}, {}});
    }
    facts.emplace_back(grant_fact{principal_ref::to({node_kind::group, {}, std::string(account_users_id)}),
                                  {node_kind::workspace, {}, "100"},
                                  facet::role,
                                  mask{role::workspace_user},
                                  {},
                                  {}});
    // Low numbers are the popular ones.
    const auto popular = [&] { return group(below(1 + below(1 + below(groups)))); };
    for (std::size_t i = 0; i < users; ++i) {
        facts.emplace_back(member_fact{principal_ref::to(user(i)), group(0)});
        for (int n = 0; n < 6; ++n)
            facts.emplace_back(member_fact{principal_ref::to(user(i)), group(1 + below(groups - 1))});
    }
    for (std::size_t i = 2; i < groups; ++i) // a group is inside one of about half its number
        if (below(2) == 0) facts.emplace_back(member_fact{principal_ref::to(group(i)), group(1 + below(i / 2))});
    const auto grant = [&](const node_key& who, const node_key& on, mask bits) {
        facts.emplace_back(grant_fact{principal_ref::to(who), on, facet::unity, bits, {}, {}});
    };
    for (std::size_t t = 0; t < tables; ++t) {
        const auto cat = "c" + std::to_string(t / 1000);
        const auto sch = cat + ".s" + std::to_string(t / 100 % 10);
        const node_key in{node_kind::schema, "m", sch};
        const node_key root{node_kind::catalog, "m", cat};
        if (t % 1000 == 0) {
            node(root, store);
            for (int i = 0; i < 8; ++i) grant(popular(), root, mask{privilege::use_catalog});
            grant(group(1 + below(groups - 1)), root,
                  mask{privilege::use_catalog, privilege::use_schema, privilege::select});
        }
        if (t % 100 == 0) {
            node(in, root);
            for (int i = 0; i < 6; ++i) grant(popular(), in, mask{privilege::use_schema});
        }
        const node_key table{node_kind::table, "m", sch + ".t" + std::to_string(t)};
        node(table, in, "MANAGED");
        grant(popular(), table, mask{privilege::select});
        grant(user(below(users)), table, mask{privilege::select, privilege::modify});
        facts.emplace_back(owner_fact{principal_ref::to(user(below(users))), table});
    }
    return std::make_unique<support::memory_source>(support::memory_source::from(facts, {}).value());
}

const account& made(std::size_t users, std::size_t grants) {
    static std::map<std::pair<std::size_t, std::size_t>, account> known;
    auto& at = known[{users, grants}];
    if (at.graph) return at;
    at.source = make_source(users, grants);
    at.graph = std::make_unique<graph::access_graph>(graph::access_graph::build(*at.source).value());
    at.users = at.graph->nodes_of_kind(node_kind::user);
    at.tables = at.graph->nodes_of_kind(node_kind::table);
    return at;
}

graph::request select() {
    graph::request made;
    made.actions = {{graph::action::form::privilege, static_cast<std::uint16_t>(privilege::select)}};
    return made;
}
constexpr std::array persons{node_kind::user, node_kind::service_principal};

/// The directions must agree before anything is timed.
void check(const account& in) {
    for (std::size_t i = 0; i < 5; ++i) {
        const auto table = in.tables[in.tables.size() / 5 * i];
        const auto who = in.graph->who(select(), table, persons).rows;
        for (const auto user : {in.users.front(), in.users[in.users.size() / 2]}) {
            const auto at =
                std::find_if(who.begin(), who.end(), [&](const auto& row) { return row.principal == user; });
            const bool can = in.graph->can(user, select(), table).how == graph::verdict::yes;
            if (can != (at != who.end())) std::abort();
        }
    }
}

void BM_Build(benchmark::State& state) {
    const auto source = make_source(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
    for (auto _ : state) benchmark::DoNotOptimize(graph::access_graph::build(*source).value());
    state.SetItemsProcessed(state.iterations() * state.range(1));
}

template <class Ask>
void answer(benchmark::State& state, Ask ask) {
    const auto& in = made(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
    check(in);
    std::size_t turn = 0;
    std::size_t rows = 0;
    for (auto _ : state) {
        turn += 7919;
        rows += ask(in, in.users[turn % in.users.size()], in.tables[turn % in.tables.size()]);
    }
    state.counters["rows"] = benchmark::Counter(static_cast<double>(rows), benchmark::Counter::kAvgIterations);
}

void BM_WhoCan(benchmark::State& state) {
    answer(state, [](const account& in, node_id, node_id table) {
        return in.graph->who(select(), table, persons).rows.size();
    });
}
void BM_WhatCan(benchmark::State& state) {
    answer(state, [](const account& in, node_id user, node_id) {
        return in.graph->what(user, select(), {}, no_node).rows.size();
    });
}
void BM_Can(benchmark::State& state) {
    answer(state, [](const account& in, node_id user, node_id table) {
        return static_cast<std::size_t>(in.graph->can(user, select(), table).how == graph::verdict::yes);
    });
}

void sizes(benchmark::internal::Benchmark* bench) {
    bench->ArgNames({"users", "grants"})->Args({10'000, 100'000})->Args({50'000, 1'000'000});
}
BENCHMARK(BM_Build)->Apply(sizes)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_WhoCan)->Apply(sizes)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_WhatCan)->Apply(sizes)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_Can)->Apply(sizes)->Unit(benchmark::kMicrosecond);

} // namespace
