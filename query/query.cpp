#include "query/query.hpp"

#include <utility>
#include <variant>

#include "query/binder.hpp"
#include "query/executor.hpp"
#include "query/planner.hpp"

namespace canreach::query {
namespace {

result_table table_of_plan(const plan::step& what, snapshot_info snapshot) {
    result_table made;
    made.kind = statement_kind::plan;
    made.mode = what.mode;
    made.snapshot = std::move(snapshot);
    made.columns = {{"plan", column_type::text}};
    for (auto& line : describe(what)) made.rows.push_back({std::move(line)});
    made.count = made.rows.size();
    return made;
}

} // namespace

session::session(catalog& names, const graph::access_graph& facts)
    : names_(names), facts_(facts), words_(vocabulary::of(names.privileges())) {}

answer<result_table> session::run(const ast::statement& sentence) {
    auto bound_sentence = bind(sentence, names_, facts_, words_);
    if (!bound_sentence) return std::move(bound_sentence).error();
    const auto steps = make_plan(std::move(bound_sentence->what));
    if (bound_sentence->explain) return table_of_plan(steps, names_.snapshot());
    return execute(steps, names_, facts_);
}

std::vector<asked_and_answered> session::run_script(std::string_view text) {
    std::vector<asked_and_answered> outcomes;
    for (auto& one : parse(text)) {
        if (auto* fault = std::get_if<diagnostic>(&one.what))
            outcomes.push_back({one.where, std::move(*fault)});
        else
            outcomes.push_back({one.where, run(std::get<ast::statement>(one.what))});
    }
    return outcomes;
}

} // namespace canreach::query
