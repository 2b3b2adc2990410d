#include "query/query.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "query/binder.hpp"
#include "query/detail/moments.hpp"
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
    : own_(std::make_unique<single_moment>(names, facts)), past_(*own_), now_(unowned(names, facts)),
      words_(vocabulary::of(names.privileges())) {}

session::session(history& past, opened_snapshot now)
    : past_(past), now_(std::move(now)), words_(vocabulary::of(now_.names->privileges())) {}

answer<result_table> session::run(const ast::statement& sentence, std::size_t fold_above) {
    const auto moment = detail::moment_of(sentence.what);
    if (!moment) return moment.error();
    const auto all = past_.snapshots();
    auto which = all.size() - 1;
    if (*moment) {
        const auto at = detail::chosen(**moment, all);
        if (!at) return at.error();
        which = *at;
    }
    if (which == all.size() - 1) return answered(sentence, now_, words_, fold_above);
    const auto then = past_.open(which);
    if (!then) return diagnostic_of(then.error(), (*moment)->from);
    // Each account numbers by itself the privileges that are new to us.
    auto made = answered(sentence, *then, vocabulary::of(then->names->privileges()), fold_above);
    if (made || made.error().code != errc::not_found) return made;
    // What has no name there may have one now.
    auto unknown = made.error();
    unknown.notes.push_back(fmt::format("in the snapshot of {}", detail::shown(all[which])));
    return unknown;
}

answer<result_table> session::answered(const ast::statement& sentence, const opened_snapshot& account,
                                       const vocabulary& words, std::size_t fold_above) {
    auto bound_sentence = bind(sentence, account, words, past_);
    if (!bound_sentence) return std::move(bound_sentence).error();
    const auto steps = make_plan(std::move(bound_sentence->what));
    if (bound_sentence->explain) return table_of_plan(steps, account.names->snapshot());
    auto made = execute(steps, *account.names, *account.facts, fold_above);
    if (!made || made->kind == statement_kind::snapshots) return made;
    for (const auto& one : past_.passed_over())
        made->warnings.push_back(fmt::format("passed over {}: {}", printable(one.file), one.reason));
    return made;
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
