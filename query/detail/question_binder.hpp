/// Questions with names to questions with ids, one function a kind of question.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "query/ast.hpp"
#include "query/bound.hpp"
#include "query/detail/name_resolver.hpp"
#include "query/detail/table_binder.hpp"
#include "query/diagnostic.hpp"
#include "query/history.hpp"
#include "query/vocabulary.hpp"

namespace canreach::query::detail {

/// What of the clauses belongs to the question rather than to its table.
struct setting {
    graph::mode how = graph::mode::effective;
    std::vector<node_id> from;
    graph::rule_profile profile;
    node_id function = no_node;             ///< WITH FUNCTION
    std::optional<bound::principal> role{}; ///< AS ROLE
    bool compute = false;                   ///< WITH COMPUTE
    unsigned within = graph::request{}.within;
    bool invoke = false;
};

/// Borrows what it is made of, for one sentence.
class question_binder {
public:
    question_binder(const opened_snapshot& account, const vocabulary& words, history& past)
        : past_(past), words_(words), facts_(*account.facts), names_(*account.names, *account.facts), tables_(names_) {}

    /// A whole sentence but for EXPLAIN.
    [[nodiscard]] answer<bound::relation> set(const ast::query_set& what);

private:
    // bind_clauses.cpp
    answer<bound::relation> term(const ast::term& what);
    /// A row of either operand is told by its principal, its resource, or both where both sides have both.
    answer<bound::relation> combined(std::vector<bound::relation> operands, std::vector<bound::set_operator> operators,
                                     const std::vector<span>& places);
    answer<bound::relation> factor(const ast::factor& what);

    answer<setting> setting_of(const ast::tail& what);
    /// What of it belongs to every request.
    static graph::request request_of(const setting& how);
    /// Listings know no mode, no workspace to act from and no profile.
    std::optional<diagnostic> only_table_clauses(const ast::tail& what, std::string_view of);
    /// WITH COMPUTE asks for something to run a statement on; no statement does anything to objects of a workspace, to
    /// principals or to the account.
    static std::optional<diagnostic> no_statement(const ast::tail& clauses, node_kind kind);
    std::optional<diagnostic> no_statement(const ast::tail& clauses, const bound::target& on) const;
    static diagnostic meaningless(span where, std::string_view clause, std::string_view of);
    answer<bound::relation> finished(bound::scan scan, table_shape shape, const ast::tail& clauses,
                                     std::optional<graph::mode> mode = {});

    /// `of_path`: the verbs read or write a path.
    answer<bound::asked> asked(const ast::action& what, const setting& how, bool of_path = false);
    answer<bool> add_path_verb(const ast::verb& verb, bound::asked& into);
    /// AS ROLE: a group of the account (M9).
    answer<std::optional<bound::principal>> role(const std::optional<ast::name>& what);
    static bound::asked any_action(const setting& how);
    answer<std::optional<bound::exclusion>> but_not(const ast::tail& what, const setting& how, bool listing_resources);
    /// A recipient reads through shares and acts from no workspace (rule V5): only what it holds can be told.
    static std::optional<diagnostic> recipient(const bound::principal& who, const setting& how, span where);

    struct bound_subject {
        setting how;
        bound::principal who;
        bound::asked what;
        bound::target on;
    };
    answer<bound_subject> subject(const ast::subject& what);

    // bind_questions.cpp
    answer<bound::relation> question(const ast::can& what, span);
    answer<bound::relation> question(const ast::who_can& what, span);
    answer<bound::relation> question(const ast::what_can& what, span where);
    answer<bound::relation> question(const ast::from_which& what, span where);
    answer<bound::relation> question(const ast::which_rows& what, span);
    answer<bound::relation> question(const ast::why& what, span where);
    answer<bound::relation> how_can(const ast::why& what);
    answer<bound::relation> question(const ast::count& what, span);
    answer<bound::relation> question(const ast::parenthesised& what, span);
    answer<bound::relation> question(const ast::compare& what, span);
    answer<bound::relation> question(const ast::show& what, span where);

    // bind_listings.cpp
    [[nodiscard]] answer<bound::target> listed(const ast::resource& what, const ast::tail& clauses);
    answer<bound::relation> listing(const ast::show_grants& what, const ast::tail& clauses);
    answer<bound::relation> listing(const ast::show_membership& what, const ast::tail& clauses);
    answer<bound::relation> listing(const ast::show_abilities& what, const ast::tail& clauses);
    answer<bound::relation> listing(const ast::show_owner& what, const ast::tail& clauses);
    answer<bound::relation> listing(const ast::show_owned& what, const ast::tail& clauses);
    answer<bound::relation> listing(const ast::show_identities& what, const ast::tail& clauses);
    answer<bound::relation> listing(const ast::show_paths& what, const ast::tail& clauses);
    answer<bound::relation> listing(const ast::show_coverage& what, const ast::tail& clauses);
    answer<bound::relation> listing(const ast::show_prerequisites& what, const ast::tail& clauses);

    // bind_history.cpp
    answer<bound::relation> question(const ast::diff& what, span where);
    answer<bound::relation> listing(const ast::show_snapshots&, const ast::tail& clauses);
    answer<bound::moment> moment(const ast::snapshot& which);
    history& past_;
    const vocabulary& words_;
    const graph::access_graph& facts_;
    name_resolver names_;
    table_binder tables_;
};

} // namespace canreach::query::detail
