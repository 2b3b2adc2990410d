// Access by path, rows of system tables: answers that are made of several.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "query/detail/scanner.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {

using graph::verdict;

namespace {

/// What opens a path surely: a securable that covers it. A location gives way to a table that was not listed.
bool settled(node_kind by) {
    return by == node_kind::table || by == node_kind::volume || by == node_kind::model;
}

} // namespace

const bound::principal& acting(const bound::principal& who, const bound::asked& what) {
    return what.role ? *what.role : who;
}

void scanner::settle_path(const bound::target& on, const bound::principal& who, relation& made) {
    std::string why_not;
    for (const auto& refusal : on.refusals) why_not += (why_not.empty() ? "" : "; ") + refusal;
    row best{who.id, no_node, verdict::no, nullptr, {std::move(why_not), cell{}}};
    for (auto& one : made.rows)
        if (best.resource == no_node || one.how > best.how) best = std::move(one);
    if (!on.gaps.empty() && (best.resource == no_node || !settled(facts_.kind_of(best.resource)))) {
        made.add_gaps(on.gaps);
        best.how = verdict::unknown;
        if (!best.extra.empty())
            best.extra[0] = "not read: " + words_.gap_text(facts_.gaps()[on.gaps.front()]) +
                            (on.gaps.size() > 1 ? fmt::format(", and {} more", on.gaps.size() - 1) : std::string{});
    }
    made.rows.clear();
    made.rows.push_back(std::move(best));
}

void scanner::one_way_each(const bound::target& on, std::vector<row>& rows, relation& notes) {
    std::map<node_id, std::size_t> first;
    std::vector<row> kept;
    for (auto& one : rows) {
        if (!on.gaps.empty() && !settled(facts_.kind_of(one.resource))) one.how = verdict::unknown;
        const auto [at, added] = first.try_emplace(one.principal, kept.size());
        if (added)
            kept.push_back(std::move(one));
        else if (one.how > kept[at->second].how)
            kept[at->second] = std::move(one);
    }
    rows = std::move(kept);
    by_name(rows);
    notes.add_gaps(on.gaps);
}

relation scanner::scan(const bound::rows& what) {
    relation made;
    const auto node = what.on.nodes.front();
    const auto answer = facts_.rows(what.who.id, what.what.what, node);
    made.add_gaps(answer.gaps);
    for (const auto& one : answer.workspaces) made.rows.push_back({what.who.id, one.workspace, one.how, nullptr, {}});
    std::ranges::stable_sort(made.rows, {}, [&](const row& one) { return ascii_lower(words_.name(one.resource)); });
    if (answer.access.how == verdict::no)
        made.warnings.push_back("no rows at all: " + say_.reason(answer.access, what.who, {}));
    else if (answer.filtered)
        made.warnings.emplace_back("rows of the account itself, which belong to no workspace, are in none of these");
    else
        made.warnings.push_back(words_.thing(node) + " has no row filter of this pattern: every workspace's rows show");
    return made;
}

} // namespace canreach::query::detail
