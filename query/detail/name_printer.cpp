#include "query/detail/name_printer.hpp"

#include <variant>

#include "model/overloaded.hpp"
#include "query/spelling.hpp"

namespace canreach::query::detail {

std::string out;

void name_printer::words(std::string_view text) {
    if (!out.empty() && out.back() != '(') out += ' ';
    out += text;
}

void name_printer::operator()(const ast::name& name) {
    words(name.is_id ? '#' + name.text : spelled_name(name.text));
}
void name_printer::operator()(const ast::principal& who) {
    if (who.kind) words((*who.kind)->spelling);
    (*this)(who.who);
}

void name_printer::operator()(const ast::action& what) {
    if (what.any_of) words("ANY OF (");
    list(what.verbs, [this](const ast::verb& one) { words(one.spelling); });
    if (what.any_of) out += ')';
}

void name_printer::operator()(const ast::dotted_name& name) {
    std::string made;
    if (name.place) made = (name.place->is_id ? '#' + name.place->text : spelled_name(name.place->text)) + ':';
    for (std::size_t i = 0; i < name.parts.size(); ++i) {
        const auto& part = name.parts[i];
        if (i > 0) made += '.';
        switch (part.how) {
        case ast::name_part::form::star: made += '*'; break;
        case ast::name_part::form::double_star: made += "**"; break;
        case ast::name_part::form::name:
            if (name.is_string)
                made += spelled_text(part.word.text);
            else if (part.word.is_id)
                made += '#' + part.word.text;
            else
                made += name.parts.size() == 1 ? spelled_name(part.word.text) : spelled_part(part.word.text);
        }
    }
    words(made);
}

void name_printer::operator()(const ast::resource& what) {
    using form = ast::resource::form;
    switch (what.how) {
    case form::any_file: return words("ANY FILE");
    case form::anonymous_function: return words("ANONYMOUS FUNCTION");
    case form::metastore: return words("METASTORE");
    case form::path: words("PATH"); break;
    case form::named:
        if (what.kind) words((*what.kind)->spelling);
    }
    (*this)(what.named);
}

void name_printer::operator()(const ast::field& what) {
    std::string made;
    for (const auto& part : what.parts) {
        if (!made.empty()) made += '.';
        made += spelled_part(part);
    }
    words(made);
}

void name_printer::operator()(const ast::value& what) {
    switch (what.how) {
    case ast::value::form::text: return words(spelled_text(what.text));
    case ast::value::form::integer: return words(std::to_string(what.number));
    case ast::value::form::word: return words(spelled_name(what.text));
    }
}

void name_printer::operator()(const ast::test& what) {
    (*this)(what.what);
    const auto negation = [this](bool negated) {
        if (negated) words("NOT");
    };
    std::visit(overloaded{
                   [](const ast::bare_test&) {},
                   [&](const ast::compare_test& how) {
                       constexpr std::string_view signs[] = {"=", "<>", "<", "<=", ">", ">="};
                       words(signs[static_cast<std::size_t>(how.how)]);
                       (*this)(how.with);
                   },
                   [&](const ast::pattern_test& how) {
                       negation(how.negated);
                       words(how.how == ast::pattern_test::form::like ? "LIKE" : "GLOB");
                       (*this)(how.pattern);
                   },
                   [&](const ast::in_test& how) {
                       negation(how.negated);
                       words("IN (");
                       list(how.values, [this](const ast::value& one) { (*this)(one); });
                       out += ')';
                   },
                   [&](const ast::member_test& how) {
                       negation(how.negated);
                       words("MEMBER OF");
                       (*this)(how.group);
                   },
                   [&](const ast::null_test& how) {
                       words("IS");
                       negation(how.negated);
                       words("NULL");
                   },
               },
               what.how);
}

void name_printer::in_parentheses(const ast::condition& what) {
    words("(");
    (*this)(what);
    out += ')';
}

void name_printer::operator()(const ast::condition& what) {
    using form = ast::condition::form;
    switch (what.how) {
    case form::test: return (*this)(what.leaf);
    case form::negation:
        words("NOT");
        for (const auto& one : what.operands)
            one.how == form::all || one.how == form::any ? in_parentheses(one) : (*this)(one);
        return;
    case form::all:
    case form::any: {
        bool first = true;
        for (const auto& one : what.operands) {
            if (!first) words(what.how == form::all ? "AND" : "OR");
            first = false;
            const bool bare =
                one.how == form::test || one.how == form::negation || (one.how == form::all && what.how == form::any);
            bare ? (*this)(one) : in_parentheses(one);
        }
    }
    }
}

} // namespace canreach::query::detail
