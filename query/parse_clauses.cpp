// The clauses after a question, and conditions.
#include <fmt/format.h>

#include <utility>

#include "query/detail/parser_rules.hpp"

namespace canreach::query::detail {

bool parser_rules::once(bool seen, span where, std::string_view what) {
    if (seen) in_.fail(where, fmt::format("`{}` is said twice", what));
    return !seen;
}

ast::tail parser_rules::tail() {
    ast::tail made;
    while (!in_.failed() && clause(made)) {
    }
    return made;
}

ast::mode parser_rules::mode_of(ast::mode_word word, span first) {
    ast::mode made;
    made.word = word;
    if (word == ast::mode_word::escalatable) {
        if (in_.accept("WITHIN")) {
            made.within = in_.integer("a number of hops");
            if (*made.within < 0) in_.fail(in_.since(first), "a number of hops is not negative");
            if (!in_.accept("HOPS")) in_.expect("HOP");
        }
        if (in_.accept("INCLUDING")) {
            in_.expect("INVOKE");
            made.including_invoke = true;
        }
    }
    made.from = in_.since(first);
    return made;
}

bool parser_rules::clause(ast::tail& out) {
    const auto first = in_.peek().where;
    for (const auto& [word, meaning] : {std::pair{"GRANTED", ast::mode_word::granted},
                                        {"EFFECTIVE", ast::mode_word::effective},
                                        {"ESCALATABLE", ast::mode_word::escalatable}}) {
        if (!in_.at_word(word)) continue;
        in_.take();
        if (out.how) in_.fail(first, "only one of `GRANTED`, `EFFECTIVE` and `ESCALATABLE` can be asked at once");
        out.how = mode_of(meaning, first);
        return true;
    }
    if (in_.accept("FROM")) {
        once(!out.workspaces.empty(), first, "FROM");
        do out.workspaces.push_back(in_.name());
        while (!in_.failed() && in_.accept(token_kind::comma, ","));
        out.from_clause = in_.since(first);
    } else if (in_.accept("WHERE")) {
        once(out.where.has_value(), first, "WHERE");
        out.where = condition();
    } else if (in_.accept_words({"GROUP", "BY"})) {
        once(!out.group_by.empty(), first, "GROUP BY");
        do out.group_by.push_back(field());
        while (!in_.failed() && in_.accept(token_kind::comma, ","));
        out.group_clause = in_.since(first);
    } else if (in_.accept_words({"ORDER", "BY"})) {
        once(!out.order_by.empty(), first, "ORDER BY");
        do {
            ast::order_key key{field(), false};
            if (in_.accept("DESC"))
                key.descending = true;
            else
                in_.accept("ASC");
            out.order_by.push_back(std::move(key));
        } while (!in_.failed() && in_.accept(token_kind::comma, ","));
        out.order_clause = in_.since(first);
    } else if (in_.accept("LIMIT")) {
        once(out.rows.has_value(), first, "LIMIT");
        const auto rows = in_.integer("a number of rows");
        if (rows < 0) in_.fail(in_.since(first), "a number of rows is not negative");
        out.rows = ast::limit{rows, in_.since(first)};
    } else if (in_.accept_words({"BUT", "NOT"})) {
        once(out.but_not.has_value(), first, "BUT NOT");
        ast::exclusion made{action(false), {}, {}};
        if (in_.accept("ON") || in_.accept("IN") || in_.accept("INTO")) made.on = resource();
        made.from = in_.since(first);
        out.but_not = std::move(made);
    } else if (in_.at_word("WITH") && (in_.at_word("COMPUTE", 1) || in_.at_word("FUNCTION", 1))) {
        in_.take();
        if (in_.accept("COMPUTE")) {
            once(out.with_compute.has_value(), first, "WITH COMPUTE");
            out.with_compute = in_.since(first);
        } else {
            in_.take();
            once(out.with_function.has_value(), first, "WITH FUNCTION");
            out.with_function = dotted_name();
        }
    } else if (in_.accept_words({"USING", "PROFILE"})) {
        once(out.profile.has_value(), first, "USING PROFILE");
        out.profile = in_.name();
    } else if (in_.accept_words({"AS", "OF"})) {
        once(out.as_of.has_value(), first, "AS OF");
        out.as_of = snapshot();
    } else {
        return false;
    }
    return true;
}

ast::condition parser_rules::condition() {
    const level deeper(*this);
    const auto first = in_.peek().where;
    auto made = conjunction();
    if (in_.failed() || !in_.at_word("OR")) {
        in_.accept("OR");
        return made;
    }
    ast::condition any;
    any.how = ast::condition::form::any;
    any.operands.push_back(std::move(made));
    while (!in_.failed() && in_.accept("OR")) any.operands.push_back(conjunction());
    any.from = in_.since(first);
    return any;
}

ast::condition parser_rules::conjunction() {
    const auto first = in_.peek().where;
    auto made = test();
    if (in_.failed() || !in_.at_word("AND")) {
        in_.accept("AND");
        return made;
    }
    ast::condition all;
    all.how = ast::condition::form::all;
    all.operands.push_back(std::move(made));
    while (!in_.failed() && in_.accept("AND")) all.operands.push_back(test());
    all.from = in_.since(first);
    return all;
}

ast::condition parser_rules::test() {
    const level deeper(*this);
    ast::condition made;
    if (in_.failed()) return made;
    const auto first = in_.peek().where;
    if (in_.accept("NOT")) {
        made.how = ast::condition::form::negation;
        made.operands.push_back(test());
    } else if (in_.accept(token_kind::open, "(")) {
        made = condition();
        in_.expect(token_kind::close, ")");
    } else {
        made.leaf.what = field();
        operator_of(made.leaf);
    }
    made.from = in_.since(first);
    return made;
}

void parser_rules::operator_of(ast::test& out) {
    using kind = token_kind;
    for (const auto& [sign, meaning, shown] : {std::tuple{kind::equal, ast::comparison::equal, "="},
                                               {kind::not_equal, ast::comparison::not_equal, "<>"},
                                               {kind::less, ast::comparison::less, "<"},
                                               {kind::less_equal, ast::comparison::less_equal, "<="},
                                               {kind::greater, ast::comparison::greater, ">"},
                                               {kind::greater_equal, ast::comparison::greater_equal, ">="}}) {
        if (!in_.accept(sign, shown)) continue;
        out.how = ast::compare_test{meaning, value()};
        return;
    }
    if (in_.accept("IS")) {
        const bool negated = in_.accept("NOT");
        in_.expect("NULL");
        out.how = ast::null_test{negated};
        return;
    }
    const bool negated = in_.accept("NOT");
    if (in_.accept("LIKE")) {
        out.how = ast::pattern_test{ast::pattern_test::form::like, negated, value()};
    } else if (in_.accept("GLOB")) {
        out.how = ast::pattern_test{ast::pattern_test::form::glob, negated, value()};
    } else if (in_.accept("IN")) {
        in_.expect(kind::open, "(");
        ast::in_test made{negated, {}};
        do made.values.push_back(value());
        while (!in_.failed() && in_.accept(kind::comma, ","));
        in_.expect(kind::close, ")");
        out.how = std::move(made);
    } else if (in_.accept_words({"MEMBER", "OF"})) {
        out.how = ast::member_test{negated, principal(false)};
    } else if (negated) {
        in_.fail_here();
    } else {
        out.how = ast::bare_test{};
    }
}

ast::field parser_rules::field() {
    ast::field made;
    const auto first = in_.peek().where;
    const auto part = [&] {
        if (!in_.at(token_kind::word) && !in_.at(token_kind::quoted)) {
            in_.fits("a column");
            in_.fail_here();
            return;
        }
        made.parts.push_back(in_.name().text);
    };
    do part();
    while (!in_.failed() && in_.accept(token_kind::dot, "."));
    made.from = in_.since(first);
    return made;
}

ast::value parser_rules::value() {
    ast::value made;
    const auto first = in_.peek();
    made.from = first.where;
    if (first.kind == token_kind::integer) {
        made.how = ast::value::form::integer;
        made.number = in_.integer("a number");
    } else if (first.kind == token_kind::string || first.kind == token_kind::id) {
        made.text = value_of(in_.take(), in_.text());
    } else if (in_.at_name_token()) {
        made.how = ast::value::form::word;
        made.text = in_.name().text;
    } else {
        in_.fits("a value");
        in_.fail_here();
    }
    return made;
}

ast::snapshot parser_rules::snapshot() {
    ast::snapshot made;
    const auto first = in_.peek();
    if (in_.accept("LATEST")) {
        made.how = ast::snapshot::form::latest;
    } else if (in_.accept("PREVIOUS")) {
        made.how = ast::snapshot::form::previous;
    } else if (first.kind == token_kind::string || first.kind == token_kind::quoted) {
        // Arguments of a shell come quoted as names.
        made.how = ast::snapshot::form::date;
        made.date = value_of(in_.take(), in_.text());
    } else {
        in_.fits("a date in single quotes");
        made.how = ast::snapshot::form::number;
        made.number = in_.integer("a number");
    }
    made.from = in_.since(first.where);
    return made;
}

} // namespace canreach::query::detail
