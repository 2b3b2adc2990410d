#include "query/binder.hpp"

#include <utility>

#include "query/detail/moments.hpp"
#include "query/detail/question_binder.hpp"

namespace canreach::query {

answer<bound::statement> bind(const ast::statement& tree, const opened_snapshot& account, const vocabulary& words,
                              history& past) {
    auto what = detail::question_binder(account, words, past).set(tree.what);
    if (!what) return std::move(what).error();
    return bound::statement{tree.explain, *std::move(what)};
}

answer<bound::statement> bind(const ast::statement& tree, catalog& names, const graph::access_graph& facts,
                              const vocabulary& words) {
    single_moment only(names, facts);
    const auto moment = detail::moment_of(tree.what);
    if (!moment) return moment.error();
    if (*moment && (*moment)->how != ast::snapshot::form::latest)
        return diagnostic{
            errc::bad_input, (*moment)->from, "`AS OF` has no meaning here: the account is asked as it is", {}, {}};
    return bind(tree, unowned(names, facts), words, only);
}

} // namespace canreach::query
