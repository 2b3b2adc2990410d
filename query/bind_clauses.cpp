// What all questions share: sets, clauses, actions, subjects.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "graph/operations.hpp"
#include "query/detail/question_binder.hpp"
#include "query/detail/wrong_kind.hpp"
#include "query/near.hpp"
#include "query/printer.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

diagnostic unknown_profile(const ast::name& given) {
    const auto& known = graph::profile_names();
    diagnostic made{errc::bad_input, given.from, fmt::format("unknown profile `{}`", printable(given.text)), {}, {}};
    if (const auto near = nearest(given.text, std::vector<std::string_view>(known.begin(), known.end())); !near.empty())
        made.hint = fmt::format("did you mean `{}`?", near);
    const auto listed = [](const auto& words) {
        std::string text;
        for (const auto& one : words) text += fmt::format("{}`{}`", text.empty() ? "" : ", ", one);
        return text;
    };
    const auto sign = given.text.find('=');
    if (sign != std::string::npos)
        for (const auto& row : graph::switch_rows())
            if (same_word(given.text.substr(0, sign), row.name)) {
                made.notes.push_back(fmt::format("values of `{}`: {}", row.name, listed(row.values)));
                return made;
            }
    std::vector<std::string_view> composites;
    for (const auto& one : known)
        if (one.find('=') == std::string::npos) composites.emplace_back(one);
    made.notes.push_back(fmt::format("profiles: {}", listed(composites)));
    made.notes.emplace_back(
        "or switches one by one, in backticks: `` `manage_usage=reduced, hive_deny_owner=deny wins` ``");
    return made;
}

} // namespace

answer<bound::relation> question_binder::set(const ast::query_set& what) {
    std::vector<bound::relation> terms;
    for (const auto& one : what.terms) {
        auto bound_term = term(one);
        if (!bound_term) return std::move(bound_term).error();
        terms.push_back(*std::move(bound_term));
    }
    std::vector<bound::set_operator> operators;
    for (const auto one : what.operators)
        operators.push_back(one == ast::set_operator::unite ? bound::set_operator::unite : bound::set_operator::except);
    std::vector<span> places;
    for (const auto& one : what.terms) places.push_back(hull(one.factors.front().from, one.factors.back().from));
    return combined(std::move(terms), std::move(operators), places);
}

answer<bound::relation> question_binder::term(const ast::term& what) {
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

answer<bound::relation> question_binder::combined(std::vector<bound::relation> operands,
                                                  std::vector<bound::set_operator> operators,
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
        const bool fits = rows == made.rows.rows || (made.rows.rows == row_kind::pair && rows != row_kind::workspace) ||
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

answer<bound::relation> question_binder::factor(const ast::factor& what) {
    return std::visit([&](const auto& one) { return question(one, what.from); }, what.what);
}

answer<setting> question_binder::setting_of(const ast::tail& what) {
    setting made;
    if (what.how && what.how->word == ast::mode_word::granted) made.how = graph::mode::granted;
    if (what.how && what.how->word == ast::mode_word::escalatable) {
        made.how = graph::mode::escalatable;
        made.invoke = what.how->including_invoke;
        if (what.how->within)
            made.within = static_cast<unsigned>(std::min<std::int64_t>(*what.how->within, made.within));
    }
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
    if (what.with_compute) {
        if (made.how == graph::mode::granted)
            return diagnostic{errc::bad_input,
                              *what.with_compute,
                              "`GRANTED` asks for nothing but the privilege, so `WITH COMPUTE` has no meaning",
                              "leave out `GRANTED` or `WITH COMPUTE`",
                              {}};
        made.compute = true;
    }
    if (what.profile) {
        const auto profile = graph::rule_profile::named(what.profile->text);
        if (!profile) return unknown_profile(*what.profile);
        made.profile = *profile;
    }
    if (what.with_function) {
        ast::resource function;
        function.kind = kind_spelled("FUNCTION");
        function.named = *what.with_function;
        function.from = what.with_function->from;
        auto found = names_.resource(function, {});
        if (!found) return std::move(found).error();
        made.function = found->nodes.front();
    }
    return made;
}

std::optional<diagnostic> question_binder::only_table_clauses(const ast::tail& what, std::string_view of) {
    if (what.how)
        return meaningless(what.how->from,
                           what.how->word == ast::mode_word::granted     ? "GRANTED"
                           : what.how->word == ast::mode_word::effective ? "EFFECTIVE"
                                                                         : "ESCALATABLE",
                           of);
    if (!what.workspaces.empty()) return meaningless(what.from_clause, "FROM", of);
    if (what.profile) return meaningless(what.profile->from, "USING PROFILE", of);
    if (what.with_compute) return meaningless(*what.with_compute, "WITH COMPUTE", of);
    if (what.but_not) return meaningless(what.but_not->from, "BUT NOT", of);
    return std::nullopt;
}

std::optional<diagnostic> question_binder::no_statement(const ast::tail& clauses, node_kind kind) {
    const auto family = family_of(kind);
    const bool stated = family == kind_family::unity || family == kind_family::hive || kind == node_kind::metastore;
    if (!clauses.with_compute || stated) return std::nullopt;
    return diagnostic{errc::bad_input,
                      *clauses.with_compute,
                      fmt::format("`WITH COMPUTE` has no meaning for a thing of kind {}", noun_of(kind)),
                      "it asks for something to run a statement on: leave it out",
                      {}};
}

std::optional<diagnostic> question_binder::no_statement(const ast::tail& clauses, const bound::target& on) const {
    for (const auto node : on.nodes)
        if (auto fault = no_statement(clauses, facts_.kind_of(node))) return fault;
    return std::nullopt;
}

diagnostic question_binder::meaningless(span where, std::string_view clause, std::string_view of) {
    return {errc::bad_input, where, fmt::format("`{}` has no meaning for `{}`", clause, of), {}, {}};
}

answer<bound::relation> question_binder::finished(bound::scan scan, table_shape shape, const ast::tail& clauses,
                                                  std::optional<graph::mode> mode) {
    bound::relation made;
    made.what = std::move(scan);
    made.rows = std::move(shape);
    made.mode = mode;
    if (auto done = tables_.bind(clauses, made); !done) return std::move(done).error();
    return made;
}

answer<bool> question_binder::add_path_verb(const ast::verb& verb, bound::asked& into) {
    constexpr std::array<std::string_view, 4> reading{"READ", "SELECT", "READ FILES", "READ VOLUME"};
    constexpr std::array<std::string_view, 5> writing{"WRITE", "MODIFY", "INSERT", "WRITE FILES", "WRITE VOLUME"};
    const bool reads = std::ranges::find(reading, verb.spelling) != reading.end();
    if (!reads && std::ranges::find(writing, verb.spelling) == writing.end())
        return diagnostic{errc::bad_input,
                          verb.from,
                          fmt::format("`{}` does not apply to a path", verb.spelling),
                          "a path is read or written: `READ PATH '…'`, `WRITE PATH '…'`",
                          {}};
    const auto known = graph::operations();
    const auto found = std::ranges::find(known, reads ? "READ PATH" : "WRITE PATH", &graph::operation::name);
    into.what.actions.push_back({graph::action::form::operation, static_cast<std::uint16_t>(found - known.begin())});
    return true;
}

answer<std::optional<bound::principal>> question_binder::role(const std::optional<ast::name>& what) {
    if (!what) return std::optional<bound::principal>{};
    auto found = names_.principal({kind_spelled("GROUP"), *what, what->from}, {});
    if (!found) return std::move(found).error();
    return std::optional(*std::move(found));
}

answer<bound::asked> question_binder::asked(const ast::action& what, const setting& how, bool of_path) {
    bound::asked made;
    made.what = request_of(how);
    made.what.any_of = what.any_of;
    made.role = how.role;
    made.shown = print(what);
    bool all_privileges = how.how != graph::mode::granted;
    for (const auto& verb : what.verbs) {
        if (of_path) {
            all_privileges = false;
            if (auto added = add_path_verb(verb, made); !added) return std::move(added).error();
            continue;
        }
        const auto* word = words_.find(verb.spelling);
        if (word == nullptr)
            return diagnostic{errc::bad_input, verb.from, fmt::format("unknown action `{}`", verb.spelling), {}, {}};
        made.what.actions.push_back(graph::meaning_of(word->meaning, how.how));
        all_privileges = all_privileges && word->meaning.as_privilege && word->meaning.as_operation;
        if (all_privileges) made.privileges.push_back(*word->meaning.as_privilege);
    }
    if (!all_privileges) made.privileges.clear();
    return made;
}

graph::request question_binder::request_of(const setting& how) {
    graph::request made;
    made.how = how.how;
    made.from = how.from;
    made.profile = how.profile;
    made.within = how.within;
    made.invoke = how.invoke;
    made.function = how.function;
    made.compute = how.compute;
    made.as_role = how.role ? how.role->id : no_node;
    return made;
}

bound::asked question_binder::any_action(const setting& how) {
    bound::asked made{request_of(how), "REACH", {}};
    made.what.actions = {graph::action{graph::action::form::any, 0}};
    made.role = how.role;
    return made;
}

answer<std::optional<bound::exclusion>> question_binder::but_not(const ast::tail& what, const setting& how,
                                                                 bool listing_resources) {
    std::optional<bound::exclusion> none;
    if (!what.but_not) return none;
    const bool path = what.but_not->on && what.but_not->on->how == ast::resource::form::path;
    auto action = asked(what.but_not->what, how, path);
    if (!action) return std::move(action).error();
    bound::exclusion made{*std::move(action), {}};
    if (what.but_not->on) {
        auto on = names_.resource(*what.but_not->on, listing_resources ? purpose{nullptr, true, how.from}
                                                                       : purpose{&made.what, false, how.from});
        if (!on) return std::move(on).error();
        if (auto fault = no_statement(what, *on)) return *std::move(fault);
        made.on = *std::move(on);
    }
    return std::optional(std::move(made));
}

std::optional<diagnostic> question_binder::recipient(const bound::principal& who, const setting& how, span where) {
    if (who.kind != node_kind::recipient || how.how == graph::mode::granted) return std::nullopt;
    return diagnostic{errc::unsupported,
                      where,
                      "what a recipient can do is answered only as `GRANTED` by this version",
                      "add `GRANTED`",
                      {}};
}

answer<question_binder::bound_subject> question_binder::subject(const ast::subject& what) {
    auto how = setting_of(what.clauses);
    if (!how) return std::move(how).error();
    auto as_role = role(what.as_role);
    if (!as_role) return std::move(as_role).error();
    if (*as_role && how->how == graph::mode::escalatable)
        return meaningless(what.as_role->from, "AS ROLE", "ESCALATABLE");
    how->role = *as_role;
    auto action = asked(what.what, *how, what.target.how == ast::resource::form::path);
    if (!action) return std::move(action).error();
    auto who = names_.principal(what.who, how->from);
    if (!who) return std::move(who).error();
    if (auto fault = recipient(*who, *how, what.who.from)) return *std::move(fault);
    auto on = names_.resource(what.target, {&*action, false, how->from});
    if (!on) return std::move(on).error();
    if (auto fault = no_statement(what.clauses, *on)) return *std::move(fault);
    return bound_subject{*std::move(how), *std::move(who), *std::move(action), *std::move(on)};
}

} // namespace canreach::query::detail
