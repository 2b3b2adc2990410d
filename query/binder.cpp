#include "query/binder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "graph/operations.hpp"
#include "query/detail/name_resolver.hpp"
#include "query/detail/table_binder.hpp"
#include "query/detail/unsupported.hpp"
#include "query/printer.hpp"

namespace canreach::query {
namespace {

using detail::purpose;

/// What of the clauses belongs to the question rather than to its table.
struct setting {
    graph::mode how = graph::mode::effective;
    std::vector<node_id> from;
};

class binding {
public:
    binding(catalog& names, const graph::access_graph& facts, const vocabulary& words)
        : facts_(facts), words_(words), names_(names, facts), tables_(names_) {}

    answer<bound::relation> set(const ast::query_set& what) {
        std::vector<bound::relation> terms;
        for (const auto& one : what.terms) {
            auto bound_term = term(one);
            if (!bound_term) return std::move(bound_term).error();
            terms.push_back(*std::move(bound_term));
        }
        std::vector<bound::set_operator> operators;
        for (const auto one : what.operators)
            operators.push_back(one == ast::set_operator::unite ? bound::set_operator::unite
                                                                : bound::set_operator::except);
        std::vector<span> places;
        for (const auto& one : what.terms) places.push_back(hull(one.factors.front().from, one.factors.back().from));
        return combined(std::move(terms), std::move(operators), places);
    }

private:
    answer<bound::relation> term(const ast::term& what) {
        std::vector<bound::relation> factors;
        std::vector<span> places;
        for (const auto& one : what.factors) {
            auto bound_factor = factor(one);
            if (!bound_factor) return std::move(bound_factor).error();
            factors.push_back(*std::move(bound_factor));
            places.push_back(one.from);
        }
        std::vector<bound::set_operator> operators(factors.size() - 1, bound::set_operator::intersect);
        return combined(std::move(factors), std::move(operators), places);
    }

    /// A row of either operand is told by its principal, its resource, or both where both sides have both.
    answer<bound::relation> combined(std::vector<bound::relation> operands, std::vector<bound::set_operator> operators,
                                     const std::vector<span>& places) {
        if (operands.size() == 1) return std::move(operands.front());
        const auto& first = operands.front().result;
        bound::relation made;
        made.rows = first;
        made.mode = operands.front().mode;
        for (std::size_t i = 0; i < operands.size(); ++i) {
            const auto rows = operands[i].result.rows;
            if (rows == row_kind::other)
                return diagnostic{errc::bad_input,
                                  places[i],
                                  "these rows cannot be combined with others",
                                  "`WHO CAN`, `WHAT CAN`, `SHOW MEMBERS` and the like can",
                                  {}};
            const bool fits = rows == made.rows.rows ||
                              (made.rows.rows == row_kind::pair && rows != row_kind::workspace) ||
                              (rows == row_kind::pair && made.rows.rows != row_kind::workspace);
            const bool narrowing = i > 0 && operators[i - 1] != bound::set_operator::unite;
            if (!fits || (rows != made.rows.rows && !narrowing))
                return diagnostic{
                    errc::bad_input,
                    places[i],
                    fmt::format("this side lists {}, the other {}", plural_of(rows), plural_of(made.rows.rows)),
                    {},
                    {}};
        }
        made.result = made.rows;
        made.what = bound::combination{std::move(operands), std::move(operators)};
        return made;
    }

    answer<bound::relation> factor(const ast::factor& what) {
        return std::visit([&](const auto& one) { return question(one, what.from); }, what.what);
    }

    // --- clauses ----------------------------------------------------------------------------------------------------

    answer<setting> setting_of(const ast::tail& what) {
        if (auto fault = detail::unsupported(what)) return *std::move(fault);
        setting made;
        if (what.how && what.how->word == ast::mode_word::granted) made.how = graph::mode::granted;
        if (!what.workspaces.empty()) {
            if (made.how == graph::mode::granted)
                return diagnostic{errc::bad_input,
                                  what.from_clause,
                                  "`GRANTED` asks for no workspace, so `FROM` has no meaning",
                                  "leave out `GRANTED` or `FROM`",
                                  {}};
            auto list = names_.workspaces(what.workspaces);
            if (!list) return std::move(list).error();
            made.from = *std::move(list);
        }
        return made;
    }

    /// Listings know no mode and no workspace to act from.
    std::optional<diagnostic> only_table_clauses(const ast::tail& what, std::string_view of) {
        if (auto fault = detail::unsupported(what)) return fault;
        if (what.how)
            return meaningless(what.how->from, what.how->word == ast::mode_word::granted ? "GRANTED" : "EFFECTIVE", of);
        if (!what.workspaces.empty()) return meaningless(what.from_clause, "FROM", of);
        if (what.but_not) return meaningless(what.but_not->from, "BUT NOT", of);
        return std::nullopt;
    }
    static diagnostic meaningless(span where, std::string_view clause, std::string_view of) {
        return {errc::bad_input, where, fmt::format("`{}` has no meaning for `{}`", clause, of), {}, {}};
    }

    answer<bound::relation> finished(bound::scan scan, table_shape shape, const ast::tail& clauses,
                                     std::optional<graph::mode> mode = {}) {
        bound::relation made;
        made.what = std::move(scan);
        made.rows = std::move(shape);
        made.mode = mode;
        if (auto done = tables_.bind(clauses, made); !done) return std::move(done).error();
        return made;
    }

    // --- actions ----------------------------------------------------------------------------------------------------

    answer<bound::asked> asked(const ast::action& what, const setting& how) {
        bound::asked made;
        made.what.any_of = what.any_of;
        made.what.how = how.how;
        made.what.from = how.from;
        made.shown = print(what);
        bool all_privileges = how.how == graph::mode::effective;
        for (const auto& verb : what.verbs) {
            const auto* word = words_.find(verb.spelling);
            if (word == nullptr)
                return diagnostic{
                    errc::bad_input, verb.from, fmt::format("unknown action `{}`", verb.spelling), {}, {}};
            if (!word->answered())
                return detail::not_answered(
                    verb.from, fmt::format("`{}`", verb.spelling),
                    "it rests on the rules for Hive, workspace objects, policies or indirect paths");
            made.what.actions.push_back(graph::meaning_of(word->meaning, how.how));
            all_privileges = all_privileges && word->meaning.as_privilege && word->meaning.as_operation;
            if (all_privileges) made.privileges.push_back(*word->meaning.as_privilege);
        }
        if (!all_privileges) made.privileges.clear();
        return made;
    }
    static bound::asked any_action(const setting& how) {
        return {{{graph::action{graph::action::form::any, 0}}, false, how.how, how.from}, "REACH", {}};
    }

    answer<std::optional<bound::exclusion>> but_not(const ast::tail& what, const setting& how, bool listing_resources) {
        std::optional<bound::exclusion> none;
        if (!what.but_not) return none;
        auto action = asked(what.but_not->what, how);
        if (!action) return std::move(action).error();
        bound::exclusion made{*std::move(action), {}};
        if (what.but_not->on) {
            auto on = names_.resource(*what.but_not->on,
                                      listing_resources ? purpose{nullptr, true} : purpose{&made.what, false});
            if (!on) return std::move(on).error();
            made.on = *std::move(on);
        }
        return std::optional(std::move(made));
    }

    /// A recipient reads through shares and acts from no workspace (rule V5): only what it holds can be told.
    static std::optional<diagnostic> recipient(const bound::principal& who, const setting& how, span where) {
        if (who.kind != node_kind::recipient || how.how == graph::mode::granted) return std::nullopt;
        return diagnostic{errc::unsupported,
                          where,
                          "what a recipient can do is answered only as `GRANTED` by this version",
                          "add `GRANTED`",
                          {}};
    }

    struct bound_subject {
        setting how;
        bound::principal who;
        bound::asked what;
        bound::target on;
    };
    answer<bound_subject> subject(const ast::subject& what) {
        if (auto fault = detail::unsupported(what.as_role)) return *std::move(fault);
        auto how = setting_of(what.clauses);
        if (!how) return std::move(how).error();
        if (auto fault = detail::unsupported(what.target)) return *std::move(fault);
        auto action = asked(what.what, *how);
        if (!action) return std::move(action).error();
        auto who = names_.principal(what.who, how->from);
        if (!who) return std::move(who).error();
        if (auto fault = recipient(*who, *how, what.who.from)) return *std::move(fault);
        auto on = names_.resource(what.target, {&*action, false});
        if (!on) return std::move(on).error();
        return bound_subject{*std::move(how), *std::move(who), *std::move(action), *std::move(on)};
    }

    // --- questions --------------------------------------------------------------------------------------------------

    answer<bound::relation> question(const ast::can& what, span) {
        auto about = subject(what.about);
        if (!about) return std::move(about).error();
        auto except = but_not(what.about.clauses, about->how, false);
        if (!except) return std::move(except).error();
        const auto shape = shape_of_can(about->on.pattern);
        const auto mode = about->how.how;
        return finished(
            bound::can{std::move(about->who), std::move(about->what), std::move(about->on), *std::move(except)}, shape,
            what.about.clauses, mode);
    }

    answer<bound::relation> question(const ast::who_can& what, span) {
        auto how = setting_of(what.clauses);
        if (!how) return std::move(how).error();
        if (auto fault = detail::unsupported(what.target)) return *std::move(fault);
        bound::who_can made;
        auto action = asked(what.what, *how);
        if (!action) return std::move(action).error();
        made.what = *std::move(action);
        auto on = names_.resource(what.target, {&made.what, false});
        if (!on) return std::move(on).error();
        made.on = *std::move(on);
        if (what.kind)
            made.kinds = {(*what.kind)->kind};
        else
            made.kinds = {node_kind::user, node_kind::service_principal};
        if (made.kinds.front() == node_kind::recipient)
            if (auto fault = recipient({no_node, node_kind::recipient, {}}, *how, what.what.from))
                return *std::move(fault);
        auto except = but_not(what.clauses, *how, false);
        if (!except) return std::move(except).error();
        made.but_not = *std::move(except);
        const auto shape = shape_of_who(made.on.pattern);
        return finished(std::move(made), shape, what.clauses, how->how);
    }

    answer<bound::relation> question(const ast::what_can& what, span where) {
        if (auto fault = detail::unsupported(what.as_role)) return *std::move(fault);
        auto how = setting_of(what.clauses);
        if (!how) return std::move(how).error();
        bound::what_can made;
        made.exactly = what.exactly;
        for (const auto kind : what.kinds)
            if (auto fault = detail::unsupported(kind, where)) return *std::move(fault);
        if (what.within)
            if (auto fault = detail::unsupported(*what.within)) return *std::move(fault);
        if (what.what) {
            auto action = asked(*what.what, *how);
            if (!action) return std::move(action).error();
            made.what = *std::move(action);
        } else {
            made.what = any_action(*how);
        }
        for (const auto kind : what.kinds) {
            if (!detail::applies(made.what.what, kind->kind))
                return detail::wrong_kind(what.what ? span(what.what->from) : where, made.what, kind->kind);
            made.kinds.push_back({kind->kind, kind->views_only});
        }
        auto who = names_.principal(what.who, how->from);
        if (!who) return std::move(who).error();
        if (auto fault = recipient(*who, *how, what.who.from)) return *std::move(fault);
        made.who = *std::move(who);
        if (what.within) {
            auto within = names_.resource(*what.within, what.exactly && what.what ? purpose{&made.what, false}
                                                                                  : purpose{nullptr, true});
            if (!within) return std::move(within).error();
            made.within = *std::move(within);
        }
        auto except = but_not(what.clauses, *how, true);
        if (!except) return std::move(except).error();
        made.but_not = *std::move(except);
        return finished(std::move(made), shape_of_what(), what.clauses, how->how);
    }

    answer<bound::relation> question(const ast::from_which& what, span where) {
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
        if (about->on.pattern)
            return diagnostic{errc::bad_input,
                              where,
                              "`FROM WHICH WORKSPACES` asks about one resource, and this is a pattern",
                              {},
                              {}};
        const auto mode = about->how.how;
        return finished(bound::workspaces_from{std::move(about->who), std::move(about->what), std::move(about->on)},
                        shape_of_workspaces(statement_kind::workspaces_from), what.about.clauses, mode);
    }

    answer<bound::relation> question(const ast::which_rows& what, span) {
        return detail::not_answered(what.about.who.from, "`WHICH ROWS CAN`",
                                    "it rests on the rules for rows of system tables");
    }

    answer<bound::relation> question(const ast::why& what, span where) {
        if (what.how == ast::why::form::how_can)
            return detail::not_answered(where, "`HOW CAN`", "it rests on the rules for indirect paths");
        auto about = subject(what.about);
        if (!about) return std::move(about).error();
        const auto& clauses = what.about.clauses;
        if (clauses.but_not) return meaningless(clauses.but_not->from, "BUT NOT", "WHY CAN");
        if (about->on.pattern)
            return diagnostic{errc::bad_input,
                              what.about.target.from,
                              "`WHY` asks about one resource, and this is a pattern",
                              {},
                              {}};
        if (clauses.where) return meaningless(clauses.where->from, "WHERE", "WHY CAN");
        if (!clauses.group_by.empty()) return meaningless(clauses.group_clause, "GROUP BY", "WHY CAN");
        if (!clauses.order_by.empty()) return meaningless(clauses.order_clause, "ORDER BY", "WHY CAN");
        if (clauses.rows) return meaningless(clauses.rows->from, "LIMIT", "WHY CAN");
        const auto mode = about->how.how;
        return finished(bound::why{std::move(about->who), std::move(about->what), std::move(about->on)}, shape_of_why(),
                        clauses, mode);
    }

    answer<bound::relation> question(const ast::count& what, span) {
        auto of = factor(*what.of);
        if (!of) return std::move(of).error();
        const auto kind = of->result.kind;
        if (kind == statement_kind::can || kind == statement_kind::why)
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

    answer<bound::relation> question(const ast::parenthesised& what, span) {
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

    answer<bound::relation> question(const ast::diff&, span where) {
        return diagnostic{errc::unsupported,
                          where,
                          "`DIFF` is not answered by this version",
                          {},
                          {"it compares several account files, and one is open"}};
    }

    answer<bound::relation> question(const ast::compare& what, span) {
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
            if (what.within)
                if (auto fault = detail::unsupported(*what.within)) return *std::move(fault);
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
            auto within = names_.resource(*what.within, {nullptr, true});
            if (!within) return std::move(within).error();
            made.within = *std::move(within);
        }
        return finished(std::move(made), shape_of_compare_access(), what.clauses, how.how);
    }

    // --- listings ---------------------------------------------------------------------------------------------------

    answer<bound::relation> question(const ast::show& what, span where) {
        if (auto fault = detail::unsupported(what.what, where)) return *std::move(fault);
        return std::visit([&](const auto& one) { return listing(one, what.clauses); }, what.what);
    }

    answer<bound::relation> listing(const ast::show_grants& what, const ast::tail& clauses) {
        if (auto fault = only_table_clauses(clauses, "SHOW GRANTS")) return *std::move(fault);
        bound::grants made;
        if (what.grantee) {
            auto to = names_.principal(*what.grantee, {});
            if (!to) return std::move(to).error();
            made.to = *std::move(to);
        }
        if (what.on) {
            auto on = names_.resource(*what.on, {});
            if (!on) return std::move(on).error();
            made.on = *std::move(on);
        }
        return finished(std::move(made), shape_of_grants(), clauses);
    }

    answer<bound::relation> listing(const ast::show_membership& what, const ast::tail& clauses) {
        using form = ast::show_membership::form;
        // Here FROM only tells apart groups of one name: `SHOW MEMBERS OF GROUP admins FROM prod`.
        auto narrowing = clauses;
        narrowing.workspaces.clear();
        constexpr std::array<std::string_view, 3> names{"SHOW MEMBERS", "SHOW GROUPS", "SHOW WORKSPACES"};
        if (auto fault = only_table_clauses(narrowing, names[static_cast<std::size_t>(what.what)]))
            return *std::move(fault);
        auto from = names_.workspaces(clauses.workspaces);
        if (!from) return std::move(from).error();
        if (!from->empty() && names_.principal(what.of, {}))
            return meaningless(clauses.from_clause, "FROM", names[static_cast<std::size_t>(what.what)]);
        auto of = names_.principal(what.of, *from);
        if (!of) return std::move(of).error();
        if (what.what == form::members && of->kind != node_kind::group)
            return diagnostic{
                errc::bad_input,
                what.of.from,
                fmt::format("`{}` is a {}, and only groups have members", quoted(of->name), noun_of(of->kind)),
                {},
                {}};
        auto shape =
            what.what == form::workspaces
                ? shape_of_workspaces(statement_kind::workspaces)
                : shape_of_principals(what.what == form::members ? statement_kind::members : statement_kind::groups);
        return finished(bound::membership{what.what, what.direct, *std::move(of)}, std::move(shape), clauses);
    }

    answer<bound::relation> listing(const ast::show_owner& what, const ast::tail& clauses) {
        if (auto fault = only_table_clauses(clauses, "SHOW OWNER")) return *std::move(fault);
        auto of = names_.resource(what.of, {});
        if (!of) return std::move(of).error();
        return finished(bound::owner{*std::move(of)}, shape_of_owner(), clauses);
    }

    answer<bound::relation> listing(const ast::show_owned& what, const ast::tail& clauses) {
        if (auto fault = only_table_clauses(clauses, "SHOW OBJECTS OWNED BY")) return *std::move(fault);
        auto by = names_.principal(what.by, {});
        if (!by) return std::move(by).error();
        return finished(bound::owned{*std::move(by)}, shape_of_owned(), clauses);
    }

    answer<bound::relation> listing(const ast::show_coverage& what, const ast::tail& clauses) {
        if (auto fault = only_table_clauses(clauses, "SHOW COVERAGE")) return *std::move(fault);
        bound::coverage made;
        if (what.of) {
            auto of = names_.resource(*what.of, {});
            if (!of) return std::move(of).error();
            made.of = *std::move(of);
        }
        return finished(std::move(made), shape_of_coverage(), clauses);
    }

    answer<bound::relation> listing(const ast::show_prerequisites& what, const ast::tail& clauses) {
        auto how = setting_of(clauses);
        if (!how) return std::move(how).error();
        if (clauses.but_not) return meaningless(clauses.but_not->from, "BUT NOT", "SHOW PREREQUISITES");
        if (auto fault = detail::unsupported(what.target)) return *std::move(fault);
        auto action = asked(what.what, *how);
        if (!action) return std::move(action).error();
        auto on = names_.resource(what.target, {&*action, false});
        if (!on) return std::move(on).error();
        return finished(bound::prerequisites{*std::move(action), *std::move(on)}, shape_of_prerequisites(), clauses,
                        how->how);
    }

    // Refused by `unsupported` before they come here.
    template <class Later>
    answer<bound::relation> listing(const Later&, const ast::tail&) {
        return diagnostic{errc::unsupported, {}, "this listing is not answered by this version", {}, {}};
    }

    const graph::access_graph& facts_;
    const vocabulary& words_;
    detail::name_resolver names_;
    detail::table_binder tables_;
};

} // namespace

answer<bound::statement> bind(const ast::statement& tree, catalog& names, const graph::access_graph& facts,
                              const vocabulary& words) {
    auto what = binding(names, facts, words).set(tree.what);
    if (!what) return std::move(what).error();
    return bound::statement{tree.explain, *std::move(what)};
}

} // namespace canreach::query
