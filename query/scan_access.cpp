// CAN, WHO CAN, WHAT CAN, FROM WHICH WORKSPACES CAN and COMPARE.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "graph/operations.hpp"
#include "query/action_words.hpp"
#include "query/detail/answer_notes.hpp"
#include "query/detail/cell_reader.hpp"
#include "query/detail/name_resolver.hpp"
#include "query/detail/reader_marks.hpp"
#include "query/detail/scanner.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {

using graph::verdict;

relation scanner::run(const bound::scan& what, bool only_counted) {
    only_counted_ = only_counted;
    auto made = std::visit([this](const auto& one) { return scan(one); }, what);
    if (!only_counted) unknown_last(made.rows);
    made.count = made.counted ? made.counted->all : made.rows.size();
    return made;
}

/// By kind, then name, then id; for several resources each with its own principals.
void scanner::by_name(std::vector<row>& rows) {
    if (only_counted_) return;
    std::vector<std::tuple<node_kind, std::string, node_id, std::size_t>> keys;
    keys.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        keys.emplace_back(facts_.kind_of(rows[i].principal), ascii_lower(words_.name(rows[i].principal)),
                          rows[i].principal, i);
    std::ranges::sort(keys);
    std::vector<row> sorted;
    sorted.reserve(rows.size());
    for (const auto& key : keys) sorted.push_back(std::move(rows[std::get<3>(key)]));
    rows = std::move(sorted);
}

void scanner::exclude(relation& out, const std::vector<row>& taken, bool by_principal, bool by_resource) {
    std::map<std::pair<node_id, node_id>, verdict> gone;
    const auto key_of = [&](const row& one) {
        return std::pair{by_principal ? one.principal : no_node, by_resource ? one.resource : no_node};
    };
    for (const auto& one : taken) {
        auto& how = gone[key_of(one)];
        how = std::max(how, one.how);
    }
    for (auto& one : out.rows)
        if (const auto found = gone.find(key_of(one)); found != gone.end()) one.how = but_not(one.how, found->second);
    std::erase_if(out.rows, [](const row& one) { return one.how == verdict::no; });
}

row scanner::can_row(const bound::can& what, node_id node, relation& notes) {
    const auto answer = facts_.can(what.who.id, what.what.what, node);
    row one{what.who.id, node, answer.how, &what.what, {}, answer.hops};
    auto reason = say_.reason(answer, acting(what.who, what.what),
                              answer.how == verdict::yes ? facts_.via(what.who.id, what.what.what, node)
                                                         : std::vector<graph::via_item>{});
    notes.add_gaps(answer.gaps);
    notes.warn(doubt_notes(answer.depends_on));
    notes.warn(denial_notes(answer));
    if (what.but_not && one.how != verdict::no) {
        auto taken = verdict::no;
        const std::vector<node_id> same{node};
        for (const auto other : what.but_not->on ? what.but_not->on->nodes : same) {
            const auto second = facts_.can(what.who.id, what.but_not->what.what, other);
            taken = std::max(taken, second.how);
            if (second.how != verdict::yes) notes.add_gaps(second.gaps);
        }
        one.how = but_not(one.how, taken);
        if (one.how != answer.how)
            reason = fmt::format("{} {} as well", what.but_not->what.shown,
                                 taken == verdict::yes ? "is possible" : "may be possible");
    }
    auto applied = say_.applied(answer);
    if (answer.how != verdict::no && words_.is_view(node))
        for (auto& call : reader_marks(facts_, words_, acting(what.who, what.what).id).of(node, answer.workspaces))
            applied.push_back(std::move(call));
    one.extra = {std::move(reason), applied.empty() ? cell{} : cell{std::move(applied)}};
    if (!answer.applied_behind.empty())
        notes.warnings.push_back(
            fmt::format("{} reads what is filtered or masked itself, which shapes what it shows: {}",
                        words_.thing(node), say_.named(answer.applied_behind)));
    for (const auto base : answer.behind_unread)
        notes.warnings.push_back(
            fmt::format("not all policies on {} were read, which {} reads: filters and masks may stand behind it",
                        words_.thing(base), words_.thing(node)));
    if (answer.applied_unread)
        notes.warnings.push_back(
            fmt::format("not all policies on {} were read: more filters and masks may apply", words_.thing(node)));
    return one;
}

relation scanner::scan(const bound::can& what) {
    relation made;
    for (const auto node : what.on.nodes) made.rows.push_back(can_row(what, node, made));
    made.warn(hive_notes(facts_, what.what, what.on.nodes));
    if (what.on.alternatives)
        settle_path(what.on, what.who, made);
    else if (made.rows.empty())
        made.warnings.push_back(
            fmt::format("nothing that `{}` applies to is called `{}`", what.what.shown, what.on.shown));
    return made;
}

std::vector<row> scanner::who_rows(const bound::asked& what, const bound::target& on,
                                   const std::vector<node_kind>& kinds, relation& notes) {
    std::vector<row> rows;
    for (const auto node : on.nodes) {
        const auto answer = facts_.who(what.what, node, kinds);
        notes.add_gaps(answer.gaps);
        notes.warn(doubt_notes(answer.depends_on));
        std::vector<row> some;
        some.reserve(answer.rows.size());
        for (const auto& one : answer.rows) some.push_back({one.principal, node, one.how, &what, {}, one.hops});
        by_name(some);
        std::ranges::move(some, std::back_inserter(rows));
    }
    if (on.alternatives) one_way_each(on, rows, notes);
    return rows;
}

relation::tally scanner::count_who(const bound::who_can& what, relation& notes) {
    relation::tally sum;
    for (const auto node : what.on.nodes) {
        const auto some = facts_.count_who(what.what.what, node, what.kinds);
        notes.add_gaps(some.gaps);
        notes.warn(doubt_notes(some.depends_on));
        sum.all += some.surely + some.unknown;
        sum.unknown += some.unknown;
    }
    return sum;
}

relation scanner::scan(const bound::who_can& what) {
    relation made;
    // Of a path each principal counts once, and what is excluded is told by row.
    if (only_counted_ && !what.but_not && !what.on.alternatives)
        made.counted = count_who(what, made);
    else
        made.rows = who_rows(what.what, what.on, what.kinds, made);
    made.warn(hive_notes(facts_, what.what, what.on.nodes));
    if (what.on.alternatives)
        for (const auto& refusal : what.on.refusals) made.warnings.push_back(refusal);
    else if (what.on.nodes.empty())
        made.warnings.push_back(
            fmt::format("nothing that `{}` applies to is called `{}`", what.what.shown, what.on.shown));
    if (what.but_not) {
        const auto& on = what.but_not->on ? *what.but_not->on : what.on;
        const auto taken = who_rows(what.but_not->what, on, what.kinds, made);
        exclude(made, taken, true, !what.but_not->on);
    }
    return made;
}

template <class Take>
void scanner::each_of_what(const bound::principal& who, const bound::asked& what,
                           const std::vector<bound::kind_filter>& kinds, const std::optional<bound::target>& within,
                           bool exactly, relation& notes, Take take) {
    const auto wanted = [&](node_id node) {
        if (kinds.empty()) return true;
        return std::ranges::any_of(kinds, [&](const bound::kind_filter& one) {
            return one.kind == facts_.kind_of(node) && (!one.views_only || words_.is_view(node));
        });
    };
    if (within && exactly) {
        for (const auto node : within->nodes) {
            if (!wanted(node) || !applies(what.what, facts_.kind_of(node))) continue;
            const auto answer = facts_.can(who.id, what.what, node);
            notes.add_gaps(answer.gaps);
            if (answer.how == verdict::no) continue;
            take(graph::resource_row{node, answer.how, answer.hops});
            if (!facts_.gaps().empty())
                add_action_gaps(who, what, node, facts_.actions_on(who.id, what.what, node), notes);
        }
        return;
    }
    std::vector<node_kind> only;
    for (const auto& one : kinds)
        if (std::ranges::find(only, one.kind) == only.end()) only.push_back(one.kind);
    std::set<node_id> seen; // containers of a pattern may lie within each other
    const std::vector<node_id> everywhere{no_node};
    const bool everywhere_once = !within || within->nodes.size() == 1;
    for (const auto container : within ? within->nodes : everywhere) {
        const auto answer = facts_.what(who.id, what.what, only, container);
        notes.add_gaps(answer.gaps);
        for (const auto& one : answer.rows)
            if (wanted(one.resource) && (everywhere_once || seen.insert(one.resource).second)) take(one);
    }
}

std::vector<row> scanner::what_rows(const bound::principal& who, const bound::asked& what,
                                    const std::vector<bound::kind_filter>& kinds,
                                    const std::optional<bound::target>& within, bool exactly, relation& notes) {
    std::vector<row> rows;
    each_of_what(who, what, kinds, within, exactly, notes, [&](const graph::resource_row& one) {
        rows.push_back({who.id, one.resource, one.how, &what, {}, one.hops});
    });
    return rows;
}

relation::tally scanner::count_what(const bound::what_can& what, relation& notes) {
    // No row needs a look of its own: none is told twice, and its kind says whether it is wanted.
    const bool by_kind = std::ranges::none_of(what.kinds, &bound::kind_filter::views_only);
    if (by_kind && !(what.within && (what.exactly || what.within->nodes.size() != 1))) {
        std::vector<node_kind> only;
        for (const auto& one : what.kinds)
            if (std::ranges::find(only, one.kind) == only.end()) only.push_back(one.kind);
        const auto told =
            facts_.count_what(what.who.id, what.what.what, only, what.within ? what.within->nodes.front() : no_node);
        notes.add_gaps(told.gaps);
        return {told.surely + told.unknown, told.unknown};
    }
    relation::tally sum;
    each_of_what(what.who, what.what, what.kinds, what.within, what.exactly, notes,
                 [&](const graph::resource_row& one) {
                     ++sum.all;
                     if (one.how == verdict::unknown) ++sum.unknown;
                 });
    return sum;
}

/// Says which rows one question answers, so that cells are made once for all of them.
void scanner::find_alike(std::vector<row>& rows) {
    if (rows.size() < 2) return;
    std::vector<node_id> resources;
    resources.reserve(rows.size());
    for (const auto& one : rows) resources.push_back(one.resource);
    const auto first = facts_.alike(rows.front().principal, rows.front().asked->what, resources);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].like = resources[first[i]];
}

void scanner::add_action_gaps(const bound::principal& who, const bound::asked& what, node_id node,
                              const std::vector<std::pair<graph::action, verdict>>& actions, relation& to) {
    for (const auto& [one, how] : actions) {
        if (how != verdict::unknown) continue;
        auto single = what.what;
        single.actions = {one};
        to.add_gaps(facts_.can(who.id, single, node).gaps);
    }
}

relation scanner::scan(const bound::what_can& what) {
    relation made;
    if (only_counted_ && !what.but_not) {
        made.counted = count_what(what, made);
        return made;
    }
    made.rows = what_rows(what.who, what.what, what.kinds, what.within, what.exactly, made);
    if (what.but_not) {
        const auto& within = what.but_not->on ? what.but_not->on : what.within;
        const bool exactly = what.but_not->on ? false : what.exactly;
        const auto taken = what_rows(what.who, what.but_not->what, what.kinds, within, exactly, made);
        exclude(made, taken, false, true);
    }
    if (!only_counted_) find_alike(made.rows);
    return made;
}

relation scanner::scan(const bound::workspaces_from& what) {
    relation made;
    for (const auto node : what.on.nodes) {
        const auto answer = facts_.can(what.who.id, what.what.what, node);
        made.add_gaps(answer.gaps);
        made.warn(doubt_notes(answer.depends_on));
        for (const auto& one : answer.workspaces) {
            const auto known = std::ranges::find(made.rows, one.workspace, &row::resource); // by another way of a path
            if (known == made.rows.end())
                made.rows.push_back({what.who.id, one.workspace, one.how, nullptr, {}});
            else
                known->how = std::max(known->how, one.how);
        }
    }
    for (const auto& refusal : what.on.refusals) made.warnings.push_back(refusal);
    made.add_gaps(what.on.gaps);
    std::ranges::stable_sort(made.rows, {}, [&](const row& one) { return ascii_lower(words_.name(one.resource)); });
    return made;
}

namespace {

using told_actions = std::vector<std::pair<graph::action, verdict>>;

/// By word: how surely.
std::map<std::string, verdict> sureness(const told_actions& list, const privilege_dictionary& names) {
    std::map<std::string, verdict> words;
    for (const auto& [what, how] : list) {
        if (how == verdict::no) continue;
        auto& told = words.try_emplace(graph::name_of(what, names), how).first->second;
        told = std::max(told, how);
    }
    return words;
}

/// What two principals can do with one thing, side by side. What one of them surely can and the other one perhaps, the
/// first alone can perhaps, and the second never alone (rule K1).
std::vector<cell> side_by_side(const told_actions& of_first, const told_actions& of_second,
                               const privilege_dictionary& names) {
    const auto first = sureness(of_first, names);
    const auto second = sureness(of_second, names);
    const auto of_other = [](const auto& other, const std::string& word) {
        const auto found = other.find(word);
        return found == other.end() ? verdict::no : found->second;
    };
    const auto put = [](std::vector<std::string>& into, const std::string& word, verdict how) {
        into.push_back(how == verdict::yes ? word : word + " (unknown)");
    };
    const auto alone = [&](const auto& own, const auto& other) {
        std::vector<std::string> words;
        for (const auto& [word, how] : own)
            if (const auto there = of_other(other, word); there == verdict::no)
                put(words, word, how);
            else if (there < how)
                put(words, word, verdict::unknown);
        return words;
    };
    auto only_first = alone(first, second);
    auto only_second = alone(second, first);
    std::vector<std::string> both;
    for (const auto& [word, how] : first)
        if (const auto there = of_other(second, word); there != verdict::no) put(both, word, std::min(how, there));
    const auto surely_none = [](const auto& own) {
        return std::ranges::none_of(own, [](const auto& one) { return one.second == verdict::yes; });
    };
    const std::string side = only_first.empty() && only_second.empty()    ? "both"
                             : only_second.empty() && surely_none(second) ? "first"
                             : only_first.empty() && surely_none(first)   ? "second"
                                                                          : "differ";
    return {side, std::move(only_first), std::move(only_second), std::move(both)};
}

} // namespace

relation scanner::scan(const bound::compare_access& what) {
    relation made;
    std::map<node_id, std::pair<verdict, verdict>> reached;
    std::vector<node_id> order;
    const auto take = [&](const bound::principal& who, auto side) {
        for (const auto& one : what_rows(who, what.what, {}, what.within, what.exactly, made)) {
            const auto [at, added] = reached.try_emplace(one.resource, verdict::no, verdict::no);
            if (added) order.push_back(one.resource);
            side(at->second) = one.how;
        }
    };
    take(what.first, [](auto& both) -> verdict& { return both.first; });
    take(what.second, [](auto& both) -> verdict& { return both.second; });
    if (order.size() <= fold_above_) {
        std::vector<std::tuple<std::string, node_id>> named;
        for (const auto node : order) named.emplace_back(ascii_lower(words_.name(node)), node);
        std::ranges::sort(named);
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = std::get<1>(named[i]);
    } else {
        std::ranges::sort(order);
    }
    // What is alike for both is compared once.
    const auto like_first = facts_.alike(what.first.id, what.what.what, order);
    const auto like_second = facts_.alike(what.second.id, what.what.what, order);
    auto tell_first = facts_.teller_for(what.first.id, what.what.what);
    auto tell_second = facts_.teller_for(what.second.id, what.what.what);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> compared;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto node = order[i];
        const auto [one, other] = reached.at(node);
        const auto how = one == verdict::unknown || other == verdict::unknown ? verdict::unknown : verdict::yes;
        const auto [known, added] = compared.try_emplace({like_first[i], like_second[i]}, made.rows.size());
        row told{no_node, node, how, nullptr, {}};
        if (added) {
            const auto first = tell_first.actions_on(node);
            const auto second = tell_second.actions_on(node);
            told.extra = side_by_side(first, second, privileges_);
            add_action_gaps(what.first, what.what, node, first, made);
            add_action_gaps(what.second, what.what, node, second, made);
        } else if (order.size() <= fold_above_) {
            told.extra = made.rows[known->second].extra;
        }
        told.like = added ? node : made.rows[known->second].resource;
        made.rows.push_back(std::move(told));
    }
    return made;
}

} // namespace canreach::query::detail
