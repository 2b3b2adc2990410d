// CAN, WHO, WHAT, FROM WHICH WORKSPACES, WHY, COUNT, COMPARE.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "graph/operations.hpp"
#include "query/detail/question_binder.hpp"
#include "query/detail/wrong_kind.hpp"
#include "query/object_kinds.hpp"
#include "query/printer.hpp"

namespace canreach::query::detail {

answer<bound::relation> question_binder::question(const ast::can& what, span) {
    auto about = subject(what.about);
    if (!about) return std::move(about).error();
    auto except = but_not(what.about.clauses, about->how, false);
    if (!except) return std::move(except).error();
    const auto shape = shape_of_can(about->on.pattern);
    const auto mode = about->how.how;
    return finished(bound::can{std::move(about->who), std::move(about->what), std::move(about->on), *std::move(except)},
                    shape, what.about.clauses, mode);
}

answer<bound::relation> question_binder::question(const ast::who_can& what, span) {
    auto how = setting_of(what.clauses);
    if (!how) return std::move(how).error();
    bound::who_can made;
    auto action = asked(what.what, *how, what.target.how == ast::resource::form::path);
    if (!action) return std::move(action).error();
    made.what = *std::move(action);
    auto on = names_.resource(what.target, {&made.what, false, how->from});
    if (!on) return std::move(on).error();
    if (auto fault = no_statement(what.clauses, *on)) return *std::move(fault);
    made.on = *std::move(on);
    if (what.kind)
        made.kinds = {(*what.kind)->kind};
    else
        made.kinds = {node_kind::user, node_kind::service_principal};
    if (made.kinds.front() == node_kind::recipient)
        if (auto fault = recipient({no_node, node_kind::recipient, {}}, *how, what.what.from)) return *std::move(fault);
    auto except = but_not(what.clauses, *how, false);
    if (!except) return std::move(except).error();
    made.but_not = *std::move(except);
    const auto shape = shape_of_who(made.on.pattern);
    return finished(std::move(made), shape, what.clauses, how->how);
}

answer<bound::relation> question_binder::question(const ast::what_can& what, span where) {
    auto how = setting_of(what.clauses);
    if (!how) return std::move(how).error();
    auto as_role = role(what.as_role);
    if (!as_role) return std::move(as_role).error();
    how->role = *as_role;
    bound::what_can made;
    made.exactly = what.exactly;
    if (what.what) {
        auto action = asked(*what.what, *how);
        if (!action) return std::move(action).error();
        made.what = *std::move(action);
    } else {
        made.what = any_action(*how);
    }
    for (const auto kind : what.kinds) {
        // TABLES are those of Hive as well, as far as the action knows them.
        const auto in_hive = hive_kind_of(kind->kind);
        const bool unity = applies(made.what.what, kind->kind);
        const bool hive = in_hive && applies(made.what.what, *in_hive);
        if (!unity && !hive) return wrong_kind(what.what ? span(what.what->from) : where, made.what, kind->kind);
        if (auto fault = no_statement(what.clauses, kind->kind)) return *std::move(fault);
        if (unity) made.kinds.push_back({kind->kind, kind->views_only});
        if (hive) made.kinds.push_back({*in_hive, kind->views_only});
    }
    auto who = names_.principal(what.who, how->from);
    if (!who) return std::move(who).error();
    if (auto fault = recipient(*who, *how, what.who.from)) return *std::move(fault);
    made.who = *std::move(who);
    if (what.within) {
        auto within =
            names_.resource(*what.within, what.exactly && what.what ? purpose{&made.what, false, how->from}
                                                                    : purpose{nullptr, true, how->from, what.exactly});
        if (!within) return std::move(within).error();
        made.within = *std::move(within);
    }
    auto except = but_not(what.clauses, *how, true);
    if (!except) return std::move(except).error();
    made.but_not = *std::move(except);
    return finished(std::move(made), shape_of_what(), what.clauses, how->how);
}

answer<bound::relation> question_binder::question(const ast::from_which& what, span) {
    auto about = subject(what.about);
    if (!about) return std::move(about).error();
    if (about->how.how == graph::mode::granted)
        return diagnostic{errc::bad_input,
                          what.about.clauses.how->from,
                          "`GRANTED` asks for no workspace, and this question asks for workspaces",
                          {},
                          {}};
    if (what.about.clauses.but_not)
        return meaningless(what.about.clauses.but_not->from, "BUT NOT", "FROM WHICH WORKSPACES");
    if (about->on.pattern && !names_hive(what.about.target))
        return names_.not_one(what.about.target, about->on, "FROM WHICH WORKSPACES");
    const auto mode = about->how.how;
    return finished(bound::workspaces_from{std::move(about->who), std::move(about->what), std::move(about->on)},
                    shape_of_workspaces(statement_kind::workspaces_from), what.about.clauses, mode);
}

answer<bound::relation> question_binder::question(const ast::which_rows& what, span where) {
    auto about = subject(what.about);
    if (!about) return std::move(about).error();
    const auto& clauses = what.about.clauses;
    if (clauses.but_not) return meaningless(clauses.but_not->from, "BUT NOT", "WHICH ROWS");
    const auto& on = about->on.nodes;
    if (what.about.what.verbs.size() != 1 || what.about.what.verbs.front().spelling != "SELECT" || on.size() != 1 ||
        what.about.as_role)
        return diagnostic{errc::bad_input,
                          where,
                          "`WHICH ROWS` asks what one principal can SELECT of one view or table",
                          "`WHICH ROWS CAN alice@example.com SELECT gov.sys.vw_audit`",
                          {}};
    const auto mode = about->how.how;
    return finished(bound::rows{std::move(about->who), std::move(about->what), std::move(about->on)},
                    shape_of_workspaces(statement_kind::rows), clauses, mode);
}

answer<bound::relation> question_binder::how_can(const ast::why& what) {
    auto asked = what.about;
    const bool how = what.how == ast::why::form::how_can;
    const std::string_view name = how ? "HOW CAN" : "WHY CAN";
    auto& clauses = asked.clauses;
    if (how && clauses.how && clauses.how->word != ast::mode_word::escalatable)
        return meaningless(clauses.how->from, clauses.how->word == ast::mode_word::granted ? "GRANTED" : "EFFECTIVE",
                           name);
    if (!clauses.how) clauses.how = ast::mode{ast::mode_word::escalatable, {}, false, {}};
    auto about = subject(asked);
    if (!about) return std::move(about).error();
    if (about->on.pattern)
        return diagnostic{errc::bad_input,
                          asked.target.from,
                          fmt::format("`{}` asks about one resource, and this is a pattern", name),
                          {},
                          {}};
    if (clauses.but_not) return meaningless(clauses.but_not->from, "BUT NOT", name);
    if (clauses.where) return meaningless(clauses.where->from, "WHERE", name);
    if (!clauses.group_by.empty()) return meaningless(clauses.group_clause, "GROUP BY", name);
    if (!clauses.order_by.empty()) return meaningless(clauses.order_clause, "ORDER BY", name);
    if (clauses.rows) return meaningless(clauses.rows->from, "LIMIT", name);
    return finished(bound::how{std::move(about->who), std::move(about->what), std::move(about->on)}, shape_of_how(),
                    clauses, graph::mode::escalatable);
}

answer<bound::relation> question_binder::question(const ast::why& what, span) {
    const auto& mode_asked = what.about.clauses.how;
    if (what.how == ast::why::form::how_can || (mode_asked && mode_asked->word == ast::mode_word::escalatable))
        return how_can(what);
    auto about = subject(what.about);
    if (!about) return std::move(about).error();
    const auto& clauses = what.about.clauses;
    if (clauses.but_not) return meaningless(clauses.but_not->from, "BUT NOT", "WHY CAN");
    if (about->on.pattern) return names_.not_one(what.about.target, about->on, "WHY");
    if (clauses.where) return meaningless(clauses.where->from, "WHERE", "WHY CAN");
    if (!clauses.group_by.empty()) return meaningless(clauses.group_clause, "GROUP BY", "WHY CAN");
    if (!clauses.order_by.empty()) return meaningless(clauses.order_clause, "ORDER BY", "WHY CAN");
    if (clauses.rows) return meaningless(clauses.rows->from, "LIMIT", "WHY CAN");
    const auto mode = about->how.how;
    return finished(bound::why{std::move(about->who), std::move(about->what), std::move(about->on)}, shape_of_why(),
                    clauses, mode);
}

answer<bound::relation> question_binder::question(const ast::count& what, span) {
    auto of = factor(*what.of);
    if (!of) return std::move(of).error();
    const auto kind = of->result.kind;
    if (kind == statement_kind::can || kind == statement_kind::why || kind == statement_kind::how)
        return diagnostic{
            errc::bad_input, what.of->from, "`COUNT` counts the rows of a question that lists something", {}, {}};
    // Counted groups are what was asked for: GROUP BY carries its own counts.
    if (kind == statement_kind::groups_of_rows) return of;
    bound::relation made;
    made.mode = of->mode;
    made.what = bound::count{*std::move(of)};
    made.rows = made.result = shape_of_count();
    return made;
}

answer<bound::relation> question_binder::question(const ast::parenthesised& what, span) {
    auto of = set(*what.inner);
    if (!of) return std::move(of).error();
    if (auto fault = only_table_clauses(what.clauses, "( … )")) return *std::move(fault);
    bound::relation made;
    made.rows = of->result;
    made.mode = of->mode;
    made.what = bound::nested{*std::move(of)};
    if (auto done = tables_.bind(what.clauses, made); !done) return std::move(done).error();
    return made;
}

answer<bound::relation> question_binder::question(const ast::compare& what, span) {
    const bool groups = what.what == ast::compare::form::groups;
    setting how;
    if (groups) {
        if (auto fault = only_table_clauses(what.clauses, "COMPARE GROUPS")) return *std::move(fault);
        if (what.within) return meaningless(what.within->from, what.exactly ? "ON" : "IN", "COMPARE GROUPS");
    } else {
        auto found = setting_of(what.clauses);
        if (!found) return std::move(found).error();
        how = *std::move(found);
        if (what.clauses.but_not) return meaningless(what.clauses.but_not->from, "BUT NOT", "COMPARE");
    }
    auto first = names_.principal(what.first, how.from);
    if (!first) return std::move(first).error();
    auto second = names_.principal(what.second, how.from);
    if (!second) return std::move(second).error();
    if (groups)
        return finished(bound::compare_groups{*std::move(first), *std::move(second)}, shape_of_compare_groups(),
                        what.clauses);
    bound::compare_access made{*std::move(first), *std::move(second), any_action(how), {}, what.exactly};
    if (what.within) {
        auto within = names_.resource(*what.within, {nullptr, true, how.from});
        if (!within) return std::move(within).error();
        made.within = *std::move(within);
    }
    return finished(std::move(made), shape_of_compare_access(), what.clauses, how.how);
}

} // namespace canreach::query::detail
