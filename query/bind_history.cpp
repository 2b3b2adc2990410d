// DIFF and SHOW SNAPSHOTS.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "query/detail/moments.hpp"
#include "query/detail/question_binder.hpp"

namespace canreach::query::detail {
namespace {

/// Answers without rows that two moments could have in common.
bool comparable(statement_kind kind) {
    using enum statement_kind;
    constexpr std::array without{why, how, paths, prerequisites, snapshots, diff};
    return std::ranges::find(without, kind) == without.end();
}

} // namespace

answer<bound::moment> question_binder::moment(const ast::snapshot& which) {
    const auto all = past_.snapshots();
    const auto at = chosen(which, all);
    if (!at) return at.error();
    auto opened = past_.open(*at);
    if (!opened) return diagnostic_of(opened.error(), which.from);
    return bound::moment{*at + 1, all[*at], *std::move(opened), {}};
}

answer<bound::relation> question_binder::question(const ast::diff& what, span) {
    auto before = moment(what.before);
    if (!before) return std::move(before).error();
    auto after = moment(what.after);
    if (!after) return std::move(after).error();
    if (before->number > after->number)
        return diagnostic{errc::bad_input,
                          hull(what.before.from, what.after.from),
                          "the first snapshot is later than the second",
                          "name the earlier one first",
                          {}};
    bound::diff made{*std::move(before), *std::move(after), {}};
    std::optional<diagnostic> unknown;
    for (auto* side : {&made.before, &made.after}) {
        const auto words = vocabulary::of(side->at.names->privileges());
        auto asked = question_binder(side->at, words, past_).factor(*what.of);
        if (asked) {
            made.asked.push_back(*std::move(asked));
            continue;
        }
        // A name that one of the two moments knows is spelled right: the other one had nothing of that name.
        if (asked.error().code != errc::not_found || unknown) return std::move(asked).error();
        unknown = asked.error();
        side->unknown = unknown->message;
    }
    if (!comparable(made.asked.front().result.kind))
        return diagnostic{errc::bad_input,
                          what.of->from,
                          "this answer has no rows that could be told apart at two moments",
                          "`DIFF` compares `CAN`, `WHO CAN`, `WHAT CAN`, `SHOW MEMBERS` and the like",
                          {}};
    if (made.asked.front().result != made.asked.back().result)
        return diagnostic{errc::ambiguous,
                          what.of->from,
                          "a name here stands for one thing in one snapshot and for several in the other",
                          "say the workspace or metastore: `prod:…`",
                          {}};
    if (auto fault = only_table_clauses(what.clauses, "DIFF")) return *std::move(fault);
    bound::relation whole;
    whole.mode = made.asked.front().mode;
    whole.rows = shape_of_diff(made.asked.front().result);
    whole.what = std::move(made);
    if (auto done = tables_.bind(what.clauses, whole); !done) return std::move(done).error();
    return whole;
}

answer<bound::relation> question_binder::listing(const ast::show_snapshots&, const ast::tail& clauses) {
    if (auto fault = only_table_clauses(clauses, "SHOW SNAPSHOTS")) return *std::move(fault);
    if (clauses.as_of) return meaningless(clauses.as_of->from, "AS OF", "SHOW SNAPSHOTS");
    const auto all = past_.snapshots();
    const auto beside = past_.passed_over();
    return finished(bound::snapshots{{all.begin(), all.end()}, {beside.begin(), beside.end()}}, shape_of_snapshots(),
                    clauses);
}

} // namespace canreach::query::detail
