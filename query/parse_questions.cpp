// The questions themselves: CAN, WHO CAN, WHAT CAN, SHOW, COMPARE, and how they are combined.
#include <fmt/format.h>

#include <utility>

#include "query/detail/parser_rules.hpp"
#include "query/parser.hpp"

namespace canreach::query::detail {

parser_rules::level::level(parser_rules& of) : of_(of) {
    if (++of_.depth_ > max_nesting)
        of_.in_.fail(of_.in_.peek().where, fmt::format("nested deeper than {} levels", max_nesting), {},
                     errc::limit_exceeded);
}

answer<ast::statement> parser_rules::sentence() {
    ast::statement made;
    const auto first = in_.peek().where;
    made.explain = in_.at_word("EXPLAIN");
    if (made.explain) in_.take();
    made.what = set();
    if (!in_.failed() && !in_.at(token_kind::end)) in_.fail_here();
    if (in_.failed()) return std::move(in_).fault();
    made.from = in_.since(first);
    return made;
}

ast::query_set parser_rules::set() {
    const level deeper(*this);
    ast::query_set made;
    made.terms.push_back(term());
    while (!in_.failed()) {
        if (in_.accept("UNION"))
            made.operators.push_back(ast::set_operator::unite);
        else if (in_.accept("EXCEPT"))
            made.operators.push_back(ast::set_operator::except);
        else
            break;
        made.terms.push_back(term());
    }
    return made;
}

ast::term parser_rules::term() {
    ast::term made;
    do made.factors.push_back(factor());
    while (!in_.failed() && in_.accept("INTERSECT"));
    return made;
}

ast::factor parser_rules::factor() {
    ast::factor made{ast::show{}, {}};
    if (in_.failed()) return made;
    const auto first = in_.peek().where;
    if (in_.at(token_kind::open)) {
        in_.take();
        ast::parenthesised group{set(), {}};
        in_.expect(token_kind::close, ")");
        group.clauses = tail();
        made.what = std::move(group);
    } else {
        question(made);
    }
    made.from = in_.since(first);
    return made;
}

void parser_rules::question(ast::factor& out) {
    if (in_.accept("CAN")) {
        out.what = ast::can{subject()};
    } else if (in_.accept_words({"WHO", "CAN"})) {
        out.what = who({});
    } else if (in_.accept("WHAT")) {
        out.what = what();
    } else if (in_.at_word("WHICH")) {
        in_.take();
        which(out);
    } else if (in_.accept_words({"WHY", "CAN"})) {
        out.what = ast::why{ast::why::form::why_can, subject()};
    } else if (in_.accept_words({"WHY", "CANNOT"})) {
        out.what = ast::why{ast::why::form::why_cannot, subject()};
    } else if (in_.accept("SHOW")) {
        out.what = show();
    } else if (in_.accept_words({"HOW", "CAN"})) {
        out.what = ast::why{ast::why::form::how_can, subject()};
    } else if (in_.accept_words({"FROM", "WHICH", "WORKSPACES", "CAN"})) {
        out.what = ast::from_which{subject()};
    } else if (in_.accept("COUNT")) {
        const level deeper(*this);
        out.what = ast::count{factor()};
    } else if (in_.accept("COMPARE")) {
        out.what = compare();
    } else if (in_.accept("DIFF")) {
        out.what = diff();
    } else {
        // Half of a fixed opening is there: say what is missing, not what else a sentence may begin with.
        if (in_.at_word("WHO") || in_.at_word("HOW")) {
            in_.take();
            in_.expect("CAN");
        } else if (in_.at_word("WHY")) {
            in_.take();
            in_.accept("CAN");
            in_.accept("CANNOT");
            in_.fail_here();
        } else if (in_.at_word("FROM")) {
            in_.take();
            in_.expect("WHICH");
            in_.expect("WORKSPACES");
            in_.expect("CAN");
        }
        in_.fail_here();
    }
}

void parser_rules::which(ast::factor& out) {
    if (in_.accept("ROWS")) {
        in_.expect("CAN");
        out.what = ast::which_rows{subject()};
        return;
    }
    const auto kind = plural_kind(true);
    in_.expect("CAN");
    out.what = who(kind);
}

ast::who_can parser_rules::who(std::optional<kind_ref> kind) {
    ast::who_can made;
    made.kind = kind;
    made.what = action(true);
    made.target = target();
    made.clauses = tail();
    return made;
}

ast::what_can parser_rules::what() {
    ast::what_can made;
    if (!in_.accept("CAN")) {
        do {
            if (const auto kind = plural_kind(false)) made.kinds.push_back(*kind);
        } while (!in_.failed() && in_.accept(token_kind::comma, ","));
        in_.expect("CAN");
    }
    made.who = principal(true);
    made.as_role = acting();
    if (!in_.accept("DO") && !in_.accept("REACH")) made.what = action(false);
    made.within = within(made.exactly);
    made.clauses = tail();
    return made;
}

std::optional<ast::resource> parser_rules::within(bool& exactly) {
    exactly = in_.accept("ON");
    if (exactly || in_.accept("IN")) return resource();
    return std::nullopt;
}

ast::subject parser_rules::subject() {
    ast::subject made;
    made.who = principal(true);
    made.as_role = acting();
    made.what = action(true);
    made.target = target();
    made.clauses = tail();
    return made;
}

ast::compare parser_rules::compare() {
    ast::compare made;
    if (in_.accept_words({"GROUPS", "OF"}))
        made.what = ast::compare::form::groups;
    else
        in_.accept_words({"ACCESS", "OF"});
    made.first = principal(false);
    in_.expect("WITH");
    made.second = principal(false);
    made.within = within(made.exactly);
    made.clauses = tail();
    return made;
}

ast::diff parser_rules::diff() {
    const level deeper(*this);
    ast::diff made{factor(), {}, {}, {}};
    in_.expect("BETWEEN");
    made.before = snapshot();
    in_.expect("AND");
    made.after = snapshot();
    made.clauses = tail();
    return made;
}

ast::show parser_rules::show() {
    ast::show made;
    made.what = listing();
    made.clauses = tail();
    return made;
}

ast::listing parser_rules::listing() {
    using membership = ast::show_membership;
    if (in_.accept("GRANTS")) return grants();
    const bool direct = in_.accept("DIRECT");
    for (const auto& [word, form] : {std::pair{"MEMBERS", membership::form::members},
                                     {"GROUPS", membership::form::groups},
                                     {"WORKSPACES", membership::form::workspaces}}) {
        if (!in_.accept(word)) continue;
        in_.expect("OF");
        return membership{form, direct, principal(false)};
    }
    if (direct) {
        in_.fail_here();
        return {};
    }
    if (in_.accept("OWNER")) {
        in_.expect("OF");
        return ast::show_owner{resource()};
    }
    if (in_.accept("OBJECTS")) {
        in_.expect("OWNED");
        in_.expect("BY");
        return ast::show_owned{principal(false)};
    }
    if (in_.accept("COVERAGE")) {
        if (in_.accept("OF")) return ast::show_coverage{resource()};
        return ast::show_coverage{};
    }
    if (in_.accept("PREREQUISITES")) {
        in_.expect("OF");
        ast::show_prerequisites made;
        made.what = action(true);
        made.target = target();
        return made;
    }
    if (in_.accept("ABILITIES")) {
        ast::show_abilities made;
        in_.expect("OF");
        made.of = principal(false);
        in_.expect("ON");
        made.on = resource();
        return made;
    }
    if (in_.accept("IDENTITIES")) {
        in_.expect("REACHABLE");
        in_.expect("FROM");
        return ast::show_identities{principal(false)};
    }
    if (in_.accept("PATHS")) {
        ast::show_paths made;
        in_.expect("FROM");
        made.start = principal(false);
        in_.expect("TO");
        made.goal = resource();
        return made;
    }
    if (in_.accept("SNAPSHOTS")) return ast::show_snapshots{};
    in_.fail_here();
    return {};
}

ast::show_grants parser_rules::grants() {
    ast::show_grants made;
    if (in_.accept("TO")) {
        made.grantee = principal(false);
        return made;
    }
    if (!in_.accept("ON")) {
        if (!in_.at_name()) {
            in_.fits("a principal");
            in_.fail_here();
        }
        made.grantee = principal(false);
        in_.expect("ON");
    }
    made.on = resource();
    return made;
}

} // namespace canreach::query::detail
