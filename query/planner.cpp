#include "query/planner.hpp"

#include <utility>

namespace canreach::query {
namespace {

plan::step above(plan::step input, decltype(plan::step::what) what, table_shape rows) {
    plan::step made{std::move(what), {}, std::move(rows), input.mode};
    made.inputs.push_back(std::move(input));
    return made;
}

plan::step source_of(bound::relation& tree) {
    if (auto* scan = std::get_if<bound::scan>(&tree.what))
        return {plan::scan{std::move(*scan)}, {}, std::move(tree.rows), tree.mode};
    if (auto* nested = std::get_if<bound::nested>(&tree.what)) return make_plan(std::move(*nested->of));
    if (auto* count = std::get_if<bound::count>(&tree.what)) {
        auto counted = make_plan(std::move(*count->of));
        if (auto* scan = std::get_if<plan::scan>(&counted.what)) scan->only_counted = true;
        return above(std::move(counted), plan::count{}, std::move(tree.rows));
    }
    if (auto* diff = std::get_if<bound::diff>(&tree.what)) {
        plan::step made{plan::diff{std::move(diff->before), std::move(diff->after)}, {}, tree.rows, tree.mode};
        for (auto& one : diff->asked) made.inputs.push_back(make_plan(std::move(one)));
        return made;
    }
    auto& combination = std::get<bound::combination>(tree.what);
    plan::step made{plan::combine{std::move(combination.operators)}, {}, tree.rows, tree.mode};
    for (auto& one : combination.operands) made.inputs.push_back(make_plan(std::move(one)));
    return made;
}

} // namespace

plan::step make_plan(bound::relation tree) {
    auto made = source_of(tree);
    auto& then = tree.then;
    if (then.where) {
        auto rows = made.rows;
        made =
            above(std::move(made), plan::filter{*std::move(then.where), std::move(then.where_shown)}, std::move(rows));
    }
    if (!then.group_by.empty()) made = above(std::move(made), plan::group{std::move(then.group_by)}, tree.result);
    if (!then.order_by.empty()) made = above(std::move(made), plan::order{std::move(then.order_by)}, tree.result);
    if (then.limit) made = above(std::move(made), plan::cut{*then.limit}, tree.result);
    return made;
}

} // namespace canreach::query
