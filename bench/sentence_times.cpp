/// What does the language cost beside the call that it comes to?
///
///     sentence_times FILE [QUESTIONS]
///
/// FILE: an account file. Of `COUNT WHO CAN SELECT ON TABLE …` on random tables: reading the sentence, binding and
/// planning it, carrying the plan out, the whole of it, and the same question put to the graph by hand: listing those
/// who can, and counting them.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bench/timing.hpp"
#include "query/binder.hpp"
#include "query/executor.hpp"
#include "query/parser.hpp"
#include "query/planner.hpp"
#include "query/query.hpp"
#include "storage/name_catalog.hpp"

namespace {

using namespace canreach;
using namespace canreach::bench;

} // namespace

int main(int argument_count, char** arguments) {
    if (argument_count < 2) {
        fmt::print(stderr, "usage: sentence_times FILE [QUESTIONS]\n");
        return 64;
    }
    const auto questions = argument_count > 2 ? std::stoul(arguments[2]) : 1000;
    const auto file = taken(storage::account_file::open(arguments[1]));
    storage::image_file image((std::filesystem::temp_directory_path() / "sentence_times.graph").string());
    const auto graph = opened(file, image);
    auto names = taken(storage::name_catalog::open(file));
    query::session session(names, graph);
    sample random(graph);
    const auto asked = select_in(graph::mode::effective);
    std::vector<double> reading, binding, carried_out, whole, listed_by_hand, counted_by_hand;
    std::size_t notes = 0;
    for (std::size_t i = 0; i < questions; ++i) {
        const auto table = random.table();
        const auto text = "COUNT WHO CAN SELECT ON TABLE " + taken(names.name_of(table));
        static_cast<void>(graph.who(asked, table, persons)); // nobody comes first to what lies in no cache
        const auto listed = timed([&] { static_cast<void>(graph.who(asked, table, persons)); });
        const auto counted = timed([&] { static_cast<void>(graph.count_who(asked, table, persons)); });
        std::vector<query::parsed_sentence> parsed;
        const auto read = timed([&] { parsed = session.parse(text); });
        const auto* tree = parsed.empty() ? nullptr : std::get_if<query::ast::statement>(&parsed.front().what);
        if (tree == nullptr) continue; // names of odd letters want quotes
        listed_by_hand.push_back(listed);
        counted_by_hand.push_back(counted);
        reading.push_back(read);
        std::optional<query::plan::step> steps;
        binding.push_back(timed([&] {
            auto bound = query::bind(*tree, names, graph, session.words());
            if (bound) steps = query::make_plan(std::move(bound->what));
        }));
        if (!steps) continue;
        carried_out.push_back(timed([&] {
            if (const auto answer = query::execute(*steps, names, graph)) notes += answer->coverage.size();
        }));
        whole.push_back(timed([&] {
            auto again = session.parse(text);
            const auto answer = session.run(std::get<query::ast::statement>(again.front().what));
            if (!answer) fmt::print(stderr, "no answer: {}\n", text);
        }));
    }
    report("reading the sentence", reading, 0);
    report("binding and planning", binding, 0);
    report("carrying the plan out", carried_out, static_cast<double>(notes));
    report("the whole sentence", whole, 0);
    report("put by hand, those who can listed", listed_by_hand, 0);
    report("put by hand, those who can counted", counted_by_hand, 0);
    fmt::print("the sentence takes {:.2f} times as long as listing by hand, {:.2f} times as long as counting\n",
               percentile(whole, 0.5) / percentile(listed_by_hand, 0.5),
               percentile(whole, 0.5) / percentile(counted_by_hand, 0.5));
    return 0;
}
