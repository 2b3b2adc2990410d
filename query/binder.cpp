#include "query/binder.hpp"

#include <utility>

#include "query/detail/question_binder.hpp"

namespace canreach::query {

answer<bound::statement> bind(const ast::statement& tree, catalog& names, const graph::access_graph& facts,
                              const vocabulary& words) {
    auto what = detail::question_binder(names, facts, words).set(tree.what);
    if (!what) return std::move(what).error();
    return bound::statement{tree.explain, *std::move(what)};
}

} // namespace canreach::query
