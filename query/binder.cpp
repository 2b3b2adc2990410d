#include "query/binder.hpp"

#include <utility>

#include "query/detail/question_binder.hpp"

namespace canreach::query {

answer<bound::statement> bind(const ast::statement& tree, const opened_snapshot& account, const vocabulary& words,
                              history& past) {
    auto what = detail::question_binder(account, words, past).set(tree.what);
    if (!what) return std::move(what).error();
    return bound::statement{tree.explain, *std::move(what)};
}

} // namespace canreach::query
