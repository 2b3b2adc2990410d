/// What is done with rows once they are there: combining, filtering, grouping, counting, ordering, cutting.
#pragma once

#include <span>
#include <vector>

#include "graph/access_graph.hpp"
#include "query/detail/cell_reader.hpp"
#include "query/detail/relation.hpp"
#include "query/plan.hpp"

namespace canreach::query::detail {

class table_steps {
public:
    table_steps(const graph::access_graph& facts, describer& words, cell_reader& cells)
        : facts_(facts), words_(words), cells_(cells) {}

    // Each takes the rows of its inputs and sets `count`.
    [[nodiscard]] relation combine(const plan::combine& how, std::vector<relation> inputs, const table_shape& shape);
    [[nodiscard]] relation filter(const plan::filter& how, relation from);
    [[nodiscard]] relation group(const plan::group& how, relation from);
    [[nodiscard]] relation count(relation from);
    [[nodiscard]] relation order(const plan::order& how, relation from);
    [[nodiscard]] relation cut(const plan::cut& how, relation from);

private:
    const graph::access_graph& facts_;
    describer& words_;
    cell_reader& cells_;
};

/// Null after everything, numbers by size, text by letters whatever their case, verdicts yes before unknown.
[[nodiscard]] bool comes_before(const cell& a, const cell& b);
[[nodiscard]] bool is_null(const cell& what);

} // namespace canreach::query::detail
