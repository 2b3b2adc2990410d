#include "query/detail/condition_test.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "query/detail/table_steps.hpp"
#include "query/detail/text_match.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

constexpr truth truth_of(bool yes) {
    return yes ? truth::yes : truth::no;
}
constexpr truth negated(truth what) {
    return what == truth::yes ? truth::no : what == truth::no ? truth::yes : what;
}

// -1, 0 or 1.
template <class T>
int order_of(const T& a, const T& b) {
    return a < b ? -1 : b < a ? 1 : 0;
}
/// Names compare without regard to case, as the platform compares them.
int text_order(std::string_view a, std::string_view b) {
    const auto folded = [](char c) { return static_cast<unsigned char>(ascii_lower(c)); };
    if (std::ranges::lexicographical_compare(a, b, {}, folded, folded)) return -1;
    return std::ranges::lexicographical_compare(b, a, {}, folded, folded) ? 1 : 0;
}

bool satisfies(int order, ast::comparison how) {
    switch (how) {
    case ast::comparison::equal: return order == 0;
    case ast::comparison::not_equal: return order != 0;
    case ast::comparison::less: return order < 0;
    case ast::comparison::less_equal: return order <= 0;
    case ast::comparison::greater: return order > 0;
    case ast::comparison::greater_equal: return order >= 0;
    }
    return false;
}

bool compares(const cell& what, ast::comparison how, const bound::literal& with) {
    if (const auto* number = std::get_if<std::int64_t>(&with)) {
        const auto* held = std::get_if<std::int64_t>(&what);
        return held != nullptr && satisfies(order_of(*held, *number), how);
    }
    if (const auto* flag = std::get_if<bool>(&with)) {
        const auto* held = std::get_if<bool>(&what);
        return held != nullptr && satisfies(order_of(*held, *flag), how);
    }
    if (const auto* verdict = std::get_if<graph::verdict>(&with)) {
        const auto* held = std::get_if<graph::verdict>(&what);
        return held != nullptr && satisfies(order_of(*held, *verdict), how);
    }
    const auto& text = std::get<std::string>(with);
    if (const auto* list = std::get_if<std::vector<std::string>>(&what)) {
        // A list is compared by its items: `=` if one is equal, `<>` if none is.
        if (how == ast::comparison::not_equal) return !compares(what, ast::comparison::equal, with);
        return std::ranges::any_of(*list,
                                   [&](const std::string& one) { return satisfies(text_order(one, text), how); });
    }
    return satisfies(text_order(text_of(what), text), how);
}

bool matches(const cell& what, const bound::pattern_test& how) {
    const auto one = [&](std::string_view text) {
        return how.how == ast::pattern_test::form::like ? matches_like(text, how.pattern)
                                                        : matches_glob(text, how.pattern);
    };
    if (const auto* list = std::get_if<std::vector<std::string>>(&what)) return std::ranges::any_of(*list, one);
    return one(text_of(what));
}

} // namespace

truth condition_test::is_member(node_id principal, node_id group) {
    if (principal == no_node) return truth::null;
    if (principal == group) return truth::no;
    const auto [known, added] = members_.try_emplace(group);
    auto& of_group = known->second;
    if (added) {
        const auto answer = facts_.members_of(group, false);
        for (const auto& one : answer.rows) of_group.rows[one.principal] = one.how;
        of_group.complete = answer.gaps.empty();
        gaps_.insert(gaps_.end(), answer.gaps.begin(), answer.gaps.end());
    }
    auto how = graph::verdict::no;
    if (const auto found = of_group.rows.find(principal); found != of_group.rows.end()) {
        how = found->second;
    } else if (facts_.kind_of(principal) == node_kind::group) {
        // Members are listed as persons; whether a group is one is told by the groups that carry it.
        for (const auto& one : facts_.groups_of(principal, false).rows)
            if (one.principal == group) how = one.how;
    }
    if (how == graph::verdict::yes) return truth::yes;
    return how == graph::verdict::unknown || !of_group.complete ? truth::unknown : truth::no;
}

truth condition_test::holds(const bound::test& what, const row& of) {
    if (const auto* member = std::get_if<bound::member_test>(&what.how)) {
        const auto found = is_member(of.principal, member->group.id);
        return member->negated ? negated(found) : found;
    }
    return holds(what, cells_.read(of, shape_.columns[what.column]));
}

truth condition_test::holds(const bound::test& what, const cell& found) {
    if (const auto* list = std::get_if<std::vector<judged_name>>(&found)) {
        // With and without the names that are not sure.
        std::vector<std::string> all, sure;
        for (const auto& one : *list) {
            all.push_back(one.name);
            if (one.how == graph::verdict::yes) sure.push_back(one.name);
        }
        const auto with = holds(what, cell{std::move(all)});
        return with == holds(what, cell{std::move(sure)}) ? with : truth::unknown;
    }
    if (const auto* null = std::get_if<bound::null_test>(&what.how)) return truth_of(is_null(found) != null->negated);
    if (is_null(found)) return truth::null;
    if (const auto* compare = std::get_if<bound::compare_test>(&what.how))
        return truth_of(compares(found, compare->how, compare->with));
    if (const auto* pattern = std::get_if<bound::pattern_test>(&what.how))
        return truth_of(matches(found, *pattern) != pattern->negated);
    const auto& list = std::get<bound::in_test>(what.how);
    const bool in = std::ranges::any_of(
        list.values, [&](const bound::literal& one) { return compares(found, ast::comparison::equal, one); });
    return truth_of(in != list.negated);
}

truth condition_test::holds(const bound::condition& what, const row& of) {
    using form = ast::condition::form;
    switch (what.how) {
    case form::test: return holds(what.leaf, of);
    case form::negation: return negated(holds(what.operands.front(), of));
    case form::all: {
        auto least = truth::yes;
        for (const auto& one : what.operands)
            if (least = std::min(least, holds(one, of)); least == truth::no) break;
        return least;
    }
    case form::any: {
        auto greatest = truth::no;
        for (const auto& one : what.operands)
            if (greatest = std::max(greatest, holds(one, of)); greatest == truth::yes) break;
        return greatest;
    }
    }
    return truth::no;
}

} // namespace canreach::query::detail
