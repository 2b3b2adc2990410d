// SHOW.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "graph/operations.hpp"
#include "query/detail/question_binder.hpp"
#include "query/printer.hpp"

namespace canreach::query::detail {

namespace {

/// Of what every workspace has one of, `FROM` tells which: `SHOW GRANTS ON ANY FILE FROM prod`, as tables print it.
bool told_apart_by_workspace(const ast::resource& what) {
    using form = ast::resource::form;
    return what.how == form::any_file || what.how == form::anonymous_function;
}

/// The clauses without those that tell the resource apart.
ast::tail beside_resource(ast::tail clauses, const ast::resource& what) {
    if (told_apart_by_workspace(what)) clauses.workspaces.clear();
    return clauses;
}

} // namespace

answer<bound::target> question_binder::listed(const ast::resource& what, const ast::tail& clauses) {
    if (!told_apart_by_workspace(what)) return names_.resource(what, {});
    const auto from = names_.workspaces(clauses.workspaces);
    if (!from) return from.error();
    return names_.resource(what, {nullptr, false, *from});
}

answer<bound::relation> question_binder::question(const ast::show& what, span) {
    return std::visit([&](const auto& one) { return listing(one, what.clauses); }, what.what);
}

answer<bound::relation> question_binder::listing(const ast::show_grants& what, const ast::tail& clauses) {
    const auto others = what.on ? beside_resource(clauses, *what.on) : clauses;
    if (auto fault = only_table_clauses(others, "SHOW GRANTS")) return *std::move(fault);
    bound::grants made;
    if (what.grantee) {
        auto to = names_.principal(*what.grantee, {});
        if (!to) return std::move(to).error();
        made.to = *std::move(to);
    }
    if (what.on) {
        auto on = listed(*what.on, clauses);
        if (!on) return std::move(on).error();
        made.on = *std::move(on);
    }
    return finished(std::move(made), shape_of_grants(), clauses);
}

answer<bound::relation> question_binder::listing(const ast::show_membership& what, const ast::tail& clauses) {
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
            fmt::format("`{}` is a {}, and only groups have members", printable(of->name), noun_of(of->kind)),
            {},
            {}};
    auto shape =
        what.what == form::workspaces
            ? shape_of_workspaces(statement_kind::workspaces)
            : shape_of_principals(what.what == form::members ? statement_kind::members : statement_kind::groups);
    return finished(bound::membership{what.what, what.direct, *std::move(of)}, std::move(shape), clauses);
}

answer<bound::relation> question_binder::listing(const ast::show_abilities& what, const ast::tail& clauses) {
    auto how = setting_of(clauses);
    if (!how) return std::move(how).error();
    if (clauses.but_not) return meaningless(clauses.but_not->from, "BUT NOT", "SHOW ABILITIES");
    auto who = names_.principal(what.of, how->from);
    if (!who) return std::move(who).error();
    auto action = any_action(*how);
    auto on = names_.resource(what.on, {&action, false});
    if (!on) return std::move(on).error();
    for (const auto node : on->nodes)
        if (const auto kind = names_.kind_of(node);
            family_of(kind) == kind_family::unity || kind == node_kind::metastore)
            return diagnostic{errc::bad_input,
                              what.on.from,
                              fmt::format("a {} has privileges, not abilities", noun_of(kind)),
                              "ask `WHAT CAN … DO ON …`",
                              {}};
    const auto shape = shape_of_abilities(on->pattern);
    return finished(bound::abilities{*std::move(who), std::move(action), *std::move(on)}, shape, clauses, how->how);
}

answer<bound::relation> question_binder::listing(const ast::show_owner& what, const ast::tail& clauses) {
    if (auto fault = only_table_clauses(beside_resource(clauses, what.of), "SHOW OWNER")) return *std::move(fault);
    auto of = listed(what.of, clauses);
    if (!of) return std::move(of).error();
    return finished(bound::owner{*std::move(of)}, shape_of_owner(), clauses);
}

answer<bound::relation> question_binder::listing(const ast::show_owned& what, const ast::tail& clauses) {
    if (auto fault = only_table_clauses(clauses, "SHOW OBJECTS OWNED BY")) return *std::move(fault);
    auto by = names_.principal(what.by, {});
    if (!by) return std::move(by).error();
    return finished(bound::owned{*std::move(by)}, shape_of_owned(), clauses);
}

answer<bound::relation> question_binder::listing(const ast::show_identities& what, const ast::tail& clauses) {
    constexpr std::string_view name = "SHOW IDENTITIES";
    auto how = setting_of(clauses);
    if (!how) return std::move(how).error();
    if (clauses.how && how->how != graph::mode::escalatable)
        return meaningless(clauses.how->from, how->how == graph::mode::granted ? "GRANTED" : "EFFECTIVE", name);
    if (!clauses.workspaces.empty()) return meaningless(clauses.from_clause, "FROM", name);
    if (clauses.but_not) return meaningless(clauses.but_not->from, "BUT NOT", name);
    auto of = names_.principal(what.of, {});
    if (!of) return std::move(of).error();
    return finished(bound::identities{*std::move(of), request_of(*how)}, shape_of_identities(), clauses);
}

answer<bound::relation> question_binder::listing(const ast::show_paths& what, const ast::tail& clauses) {
    constexpr std::string_view name = "SHOW PATHS";
    auto how = setting_of(clauses);
    if (!how) return std::move(how).error();
    if (clauses.how && how->how != graph::mode::escalatable)
        return meaningless(clauses.how->from, how->how == graph::mode::granted ? "GRANTED" : "EFFECTIVE", name);
    if (clauses.but_not) return meaningless(clauses.but_not->from, "BUT NOT", name);
    how->how = graph::mode::escalatable;
    how->invoke = true;
    auto start = names_.principal(what.start, how->from);
    if (!start) return std::move(start).error();
    auto goal = names_.resource(what.goal, {});
    if (!goal) return std::move(goal).error();
    if (goal->pattern)
        return diagnostic{
            errc::bad_input, what.goal.from, "`SHOW PATHS` asks about one resource, and this is a pattern", {}, {}};
    return finished(bound::paths{*std::move(start), *std::move(goal), any_action(*how).what}, shape_of_paths(),
                    clauses);
}

answer<bound::relation> question_binder::listing(const ast::show_coverage& what, const ast::tail& clauses) {
    if (auto fault = only_table_clauses(clauses, "SHOW COVERAGE")) return *std::move(fault);
    bound::coverage made;
    if (what.of) {
        auto of = names_.resource(*what.of, {});
        if (!of) return std::move(of).error();
        made.of = *std::move(of);
    }
    return finished(std::move(made), shape_of_coverage(), clauses);
}

answer<bound::relation> question_binder::listing(const ast::show_prerequisites& what, const ast::tail& clauses) {
    auto how = setting_of(clauses);
    if (!how) return std::move(how).error();
    if (clauses.but_not) return meaningless(clauses.but_not->from, "BUT NOT", "SHOW PREREQUISITES");
    auto action = asked(what.what, *how, what.target.how == ast::resource::form::path);
    if (!action) return std::move(action).error();
    auto on = names_.resource(what.target, {&*action, false, how->from});
    if (!on) return std::move(on).error();
    return finished(bound::prerequisites{*std::move(action), *std::move(on)}, shape_of_prerequisites(), clauses,
                    how->how);
}

} // namespace canreach::query::detail
