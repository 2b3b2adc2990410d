/// Forward evaluation: what a principal can do, everywhere or within a container.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "graph/questions/questions.hpp"
#include "graph/questions/reasons.hpp"
#include "graph/questions/sweep.hpp"
#include "graph/questions/what_objects.hpp"

namespace canreach::graph::detail {
namespace {

/// Whether the question is about things whose privileges are inherited from containers: Unity Catalog and Hive.
bool asks_securables(const request& what, std::span<const node_kind> kinds) {
    return std::ranges::any_of(all_kinds(), [&](node_kind kind) {
        const auto family = family_of(kind);
        if (kind != node_kind::metastore && family != kind_family::unity && family != kind_family::hive) return false;
        if (!kinds.empty()) return std::ranges::find(kinds, kind) != kinds.end();
        return std::ranges::any_of(what.actions, [&](action one) { return applies_to(one, kind); });
    });
}

/// Who asks, and where.
struct forward_question {
    identity::carried who;
    place first;
    place last;
};
std::optional<forward_question> posed(const account& in, node_id principal, node_id within) {
    if (!in.nodes.has(principal) || (within != no_node && !in.nodes.has(within))) return std::nullopt;
    const auto number = in.who.find(principal);
    if (number == identity::no_principal) return std::nullopt;
    if (within == no_node) return forward_question{in.who.carried_by(number), 0, in.tree.size()};
    return forward_question{in.who.carried_by(number), in.tree.place_of(within), in.tree.end_of(within)};
}

what_runs securables(const account& in, const forward_question& asked, const request& what,
                     std::span<const node_kind> kinds, node_id within) {
    if (!asks_securables(what, kinds)) return {};
    sweep forward(in, asked.who, what, kinds);
    forward.run(asked.first, asked.last);
    return forward.answer(asked.first, asked.last, within);
}

/// Rows of both take turns, so that all are in tree order.
void add_objects(const account& in, const forward_question& asked, const request& what,
                 std::span<const node_kind> kinds, what_answer& found) {
    gap_collector gaps(in);
    for (const auto gap : found.gaps) gaps.add(gap);
    sweep_objects(in, asked.who, what, kinds, asked.first, asked.last, found.rows, gaps);
    found.gaps = gaps.take();
}

what_answer row_by_row(what_runs from) {
    what_answer made{{}, std::move(from.gaps)};
    std::size_t count = 0;
    for (const auto& run : from.runs) count += run.count;
    made.rows.reserve(count); // millions in large accounts
    for (const auto& run : from.runs)
        for (std::uint32_t i = 0; i < run.count; ++i)
            made.rows.push_back({node_id{run.first.value + i}, run.how, run.hops});
    return made;
}

} // namespace

what_answer what(const account& in, node_id principal, const request& what, std::span<const node_kind> kinds,
                 node_id within) {
    const auto asked = posed(in, principal, within);
    if (!asked) return {};
    auto found = row_by_row(securables(in, *asked, what, kinds, within));
    if (asks_objects(what, kinds)) add_objects(in, *asked, what, kinds, found);
    return found;
}

what_runs runs_of_what(const account& in, node_id principal, const request& what, std::span<const node_kind> kinds,
                       node_id within) {
    const auto asked = posed(in, principal, within);
    if (!asked) return {};
    auto found = securables(in, *asked, what, kinds, within);
    if (!asks_objects(what, kinds)) return found;
    auto rows = row_by_row(std::move(found));
    add_objects(in, *asked, what, kinds, rows);
    return runs_of(std::move(rows));
}

what_runs runs_of(what_answer from) {
    what_runs made{{}, std::move(from.gaps)};
    for (const auto& row : from.rows) add_to(made.runs, {row.resource, 1, row.how, row.hops});
    return made;
}

} // namespace canreach::graph::detail
