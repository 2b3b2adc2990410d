#include "query/printer.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "query/detail/name_printer.hpp"
#include "query/spelling.hpp"

namespace canreach::query {
namespace {

/// `INSERT INTO main.sales.orders`: the action has its own word before the thing.
bool leads_to_target(const ast::action& what) {
    const std::string_view last = what.any_of ? std::string_view{} : std::string_view(what.verbs.back().spelling);
    return last.ends_with(" INTO") || last.ends_with(" FROM");
}

class printer : public detail::name_printer {
public:
    using name_printer::operator();

    void operator()(const ast::snapshot& what) {
        switch (what.how) {
        case ast::snapshot::form::latest: return words("LATEST");
        case ast::snapshot::form::previous: return words("PREVIOUS");
        case ast::snapshot::form::number: return words(std::to_string(what.number));
        case ast::snapshot::form::date: return words(spelled_text(what.date));
        }
    }
    void operator()(const ast::mode& how) {
        constexpr std::string_view spellings[] = {"GRANTED", "EFFECTIVE", "ESCALATABLE"};
        words(spellings[static_cast<std::size_t>(how.word)]);
        if (how.within) words(fmt::format("WITHIN {} {}", *how.within, *how.within == 1 ? "HOP" : "HOPS"));
        if (how.including_invoke) words("INCLUDING INVOKE");
    }
    void operator()(const ast::tail& what) {
        if (what.how) (*this)(*what.how);
        if (!what.workspaces.empty()) {
            words("FROM");
            list(what.workspaces, [this](const ast::name& one) { (*this)(one); });
        }
        if (what.with_compute) words("WITH COMPUTE");
        if (what.with_function) {
            words("WITH FUNCTION");
            (*this)(*what.with_function);
        }
        if (what.profile) {
            words("USING PROFILE");
            (*this)(*what.profile);
        }
        if (what.as_of) {
            words("AS OF");
            (*this)(*what.as_of);
        }
        if (what.but_not) {
            words("BUT NOT");
            (*this)(what.but_not->what);
            if (what.but_not->on) {
                words("ON");
                (*this)(*what.but_not->on);
            }
        }
        if (what.where) {
            words("WHERE");
            (*this)(*what.where);
        }
        if (!what.group_by.empty()) {
            words("GROUP BY");
            list(what.group_by, [this](const ast::field& one) { (*this)(one); });
        }
        if (!what.order_by.empty()) {
            words("ORDER BY");
            list(what.order_by, [this](const ast::order_key& one) {
                (*this)(one.by);
                if (one.descending) words("DESC");
            });
        }
        if (what.rows) words(fmt::format("LIMIT {}", what.rows->rows));
    }
    void role(const std::optional<ast::name>& role) {
        if (!role) return;
        words("AS ROLE");
        (*this)(*role);
    }
    void operator()(const ast::subject& what) {
        (*this)(what.who);
        role(what.as_role);
        on_target(what.what, what.target);
        (*this)(what.clauses);
    }
    void on_target(const ast::action& what, const ast::resource& target) {
        (*this)(what);
        if (!leads_to_target(what)) words("ON");
        (*this)(target);
    }
    void within(bool exactly, const std::optional<ast::resource>& what) {
        if (!what) return;
        words(exactly ? "ON" : "IN");
        (*this)(*what);
    }

    void operator()(const ast::can& what) {
        words("CAN");
        (*this)(what.about);
    }
    void operator()(const ast::who_can& what) {
        words(what.kind ? fmt::format("WHICH {} CAN", (*what.kind)->plural) : "WHO CAN");
        on_target(what.what, what.target);
        (*this)(what.clauses);
    }
    void operator()(const ast::what_can& what) {
        words("WHAT");
        list(what.kinds, [this](kind_ref kind) { words(kind->plural); });
        words("CAN");
        (*this)(what.who);
        role(what.as_role);
        if (what.what)
            (*this)(*what.what);
        else
            words("REACH");
        within(what.exactly, what.within);
        (*this)(what.clauses);
    }
    void operator()(const ast::from_which& what) {
        words("FROM WHICH WORKSPACES CAN");
        (*this)(what.about);
    }
    void operator()(const ast::which_rows& what) {
        words("WHICH ROWS CAN");
        (*this)(what.about);
    }
    void operator()(const ast::why& what) {
        constexpr std::string_view openings[] = {"WHY CAN", "WHY CANNOT", "HOW CAN"};
        words(openings[static_cast<std::size_t>(what.how)]);
        (*this)(what.about);
    }
    void operator()(const ast::count& what) {
        words("COUNT");
        (*this)(*what.of);
    }
    void operator()(const ast::show_grants& what) {
        words("GRANTS");
        if (!what.on) words("TO");
        if (what.grantee) (*this)(*what.grantee);
        if (what.on) {
            words("ON");
            (*this)(*what.on);
        }
    }
    void operator()(const ast::show_membership& what) {
        constexpr std::string_view nouns[] = {"MEMBERS OF", "GROUPS OF", "WORKSPACES OF"};
        if (what.direct) words("DIRECT");
        words(nouns[static_cast<std::size_t>(what.what)]);
        (*this)(what.of);
    }
    void operator()(const ast::show_abilities& what) {
        words("ABILITIES OF");
        (*this)(what.of);
        words("ON");
        (*this)(what.on);
    }
    void operator()(const ast::show_owner& what) {
        words("OWNER OF");
        (*this)(what.of);
    }
    void operator()(const ast::show_owned& what) {
        words("OBJECTS OWNED BY");
        (*this)(what.by);
    }
    void operator()(const ast::show_identities& what) {
        words("IDENTITIES REACHABLE FROM");
        (*this)(what.of);
    }
    void operator()(const ast::show_paths& what) {
        words("PATHS FROM");
        (*this)(what.start);
        words("TO");
        (*this)(what.goal);
    }
    void operator()(const ast::show_prerequisites& what) {
        words("PREREQUISITES OF");
        on_target(what.what, what.target);
    }
    void operator()(const ast::show_snapshots&) { words("SNAPSHOTS"); }
    void operator()(const ast::show_coverage& what) {
        words("COVERAGE");
        if (!what.of) return;
        words("OF");
        (*this)(*what.of);
    }
    void operator()(const ast::show& what) {
        words("SHOW");
        std::visit(*this, what.what);
        (*this)(what.clauses);
    }
    void operator()(const ast::compare& what) {
        words("COMPARE");
        if (what.what == ast::compare::form::groups) words("GROUPS OF");
        (*this)(what.first);
        words("WITH");
        (*this)(what.second);
        within(what.exactly, what.within);
        (*this)(what.clauses);
    }
    void operator()(const ast::diff& what) {
        words("DIFF");
        (*this)(*what.of);
        words("BETWEEN");
        (*this)(what.before);
        words("AND");
        (*this)(what.after);
        (*this)(what.clauses);
    }
    void operator()(const ast::parenthesised& what) {
        words("(");
        (*this)(*what.inner);
        out += ')';
        (*this)(what.clauses);
    }
    void operator()(const ast::factor& what) { std::visit(*this, what.what); }
    void operator()(const ast::query_set& what) {
        for (std::size_t i = 0; i < what.terms.size(); ++i) {
            if (i > 0) words(what.operators[i - 1] == ast::set_operator::unite ? "UNION" : "EXCEPT");
            bool first = true;
            for (const auto& one : what.terms[i].factors) {
                if (!first) words("INTERSECT");
                first = false;
                (*this)(one);
            }
        }
    }
};

template <class Tree>
std::string printed(const Tree& tree) {
    printer writer;
    writer(tree);
    return std::move(writer.out);
}

} // namespace

std::string print(const ast::statement& tree) {
    return (tree.explain ? "EXPLAIN " : "") + print(tree.what);
}
std::string print(const ast::query_set& tree) {
    return printed(tree);
}
std::string print(const ast::condition& tree) {
    return printed(tree);
}
std::string print(const ast::principal& tree) {
    return printed(tree);
}
std::string print(const ast::resource& tree) {
    return printed(tree);
}
std::string print(const ast::action& tree) {
    return printed(tree);
}
std::string print(const ast::field& tree) {
    return printed(tree);
}

} // namespace canreach::query
