/// The tree of a question, as it was written: names are text, nothing is looked up. Two trees are equal if they say the
/// same, wherever they stood in their texts.
///
/// Trees own their text. Depth is bounded by `max_nesting` of the parser: chains of set operators and of AND and OR are
/// lists, not towers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "graph/answers.hpp"
#include "query/box.hpp"
#include "query/object_kinds.hpp"
#include "query/source.hpp"

namespace canreach::query::ast {

/// Where a part of the tree came from. All origins are equal.
struct origin {
    span where;
    origin() = default;
    origin(span from) : where(from) {}
    operator span() const { return where; }
    friend constexpr bool operator==(const origin&, const origin&) { return true; }
};

struct name {
    std::string text;
    bool is_id = false; ///< `#4711`: `text` holds the digits
    origin from;
    friend bool operator==(const name&, const name&) = default;
};

struct principal {
    std::optional<kind_ref> kind; ///< a row with `principal` set
    name who;
    origin from;
    friend bool operator==(const principal&, const principal&) = default;
};

/// A verb of the vocabulary, in its spelling there.
struct verb {
    std::string spelling;
    origin from;
    friend bool operator==(const verb&, const verb&) = default;
};
struct action {
    std::vector<verb> verbs; ///< at least one
    bool any_of = false;
    origin from;
    friend bool operator==(const action&, const action&) = default;
};

/// One part of a dotted name.
struct name_part {
    enum class form : std::uint8_t { name, star, double_star };
    form how = form::name;
    name word; ///< of form `name` only
    friend bool operator==(const name_part&, const name_part&) = default;
};
struct dotted_name {
    std::optional<name> place;    ///< before the colon
    std::vector<name_part> parts; ///< at least one; the first is never a star
    bool is_string = false;       ///< a single part, written as text: a path or a whole name
    origin from;
    friend bool operator==(const dotted_name&, const dotted_name&) = default;
};

struct resource {
    enum class form : std::uint8_t {
        named,
        path,               ///< `PATH 's3://…'`: `named` holds the text
        any_file,           ///< `ANY FILE`
        anonymous_function, ///< `ANONYMOUS FUNCTION`
        metastore,          ///< `METASTORE` alone
    };
    form how = form::named;
    std::optional<kind_ref> kind; ///< of form `named` only
    dotted_name named;            ///< of forms `named` and `path`
    origin from;
    friend bool operator==(const resource&, const resource&) = default;
};

struct field {
    std::vector<std::string> parts;
    origin from;
    friend bool operator==(const field&, const field&) = default;
};

struct value {
    enum class form : std::uint8_t { text, integer, word };
    form how = form::text;
    std::string text;
    std::int64_t number = 0; ///< of form `integer` only
    origin from;
    friend bool operator==(const value&, const value&) = default;
};

enum class comparison : std::uint8_t { equal, not_equal, less, less_equal, greater, greater_equal };

struct bare_test {
    friend bool operator==(const bare_test&, const bare_test&) = default;
};
struct compare_test {
    comparison how = comparison::equal;
    value with;
    friend bool operator==(const compare_test&, const compare_test&) = default;
};
struct pattern_test {
    enum class form : std::uint8_t { like, glob };
    form how = form::like;
    bool negated = false;
    value pattern;
    friend bool operator==(const pattern_test&, const pattern_test&) = default;
};
struct in_test {
    bool negated = false;
    std::vector<value> values;
    friend bool operator==(const in_test&, const in_test&) = default;
};
struct member_test {
    bool negated = false;
    principal group;
    friend bool operator==(const member_test&, const member_test&) = default;
};
struct null_test {
    bool negated = false;
    friend bool operator==(const null_test&, const null_test&) = default;
};
struct test {
    field what;
    std::variant<bare_test, compare_test, pattern_test, in_test, member_test, null_test> how;
    friend bool operator==(const test&, const test&) = default;
};

struct condition {
    enum class form : std::uint8_t { test, all, any, negation };
    form how = form::test;
    test leaf;                       ///< of form `test` only
    std::vector<condition> operands; ///< of `all` and `any` at least two, of `negation` one
    origin from;
    friend bool operator==(const condition&, const condition&) = default;
};

struct snapshot {
    enum class form : std::uint8_t { latest, previous, number, date };
    form how = form::latest;
    std::int64_t number = 0;
    std::string date;
    origin from;
    friend bool operator==(const snapshot&, const snapshot&) = default;
};

enum class mode_word : std::uint8_t { granted, effective, escalatable };
struct mode {
    mode_word word = mode_word::effective;
    std::optional<std::int64_t> within; ///< hops; of `escalatable` only
    bool including_invoke = false;      ///< of `escalatable` only
    origin from;
    friend bool operator==(const mode&, const mode&) = default;
};
struct exclusion {
    action what;
    std::optional<resource> on;
    origin from;
    friend bool operator==(const exclusion&, const exclusion&) = default;
};
struct order_key {
    field by;
    bool descending = false;
    friend bool operator==(const order_key&, const order_key&) = default;
};
struct limit {
    std::int64_t rows = 0;
    origin from;
    friend bool operator==(const limit&, const limit&) = default;
};

/// The clauses after a question; each at most once.
struct tail {
    std::optional<mode> how;
    std::vector<name> workspaces; ///< FROM; empty = not said
    origin from_clause;
    std::optional<origin> with_compute;
    std::optional<dotted_name> with_function;
    std::optional<name> profile;
    std::optional<snapshot> as_of;
    std::optional<exclusion> but_not;
    std::optional<condition> where;
    std::vector<field> group_by;
    origin group_clause;
    std::vector<order_key> order_by;
    origin order_clause;
    std::optional<limit> rows;
    friend bool operator==(const tail&, const tail&) = default;
};

/// Who, doing what, to what: shared by CAN, WHY CAN, FROM WHICH WORKSPACES CAN and the like.
struct subject {
    principal who;
    std::optional<name> as_role;
    action what;
    resource target;
    tail clauses;
    friend bool operator==(const subject&, const subject&) = default;
};

struct can {
    subject about;
    friend bool operator==(const can&, const can&) = default;
};
struct who_can {
    std::optional<kind_ref> kind; ///< WHICH GROUPS CAN; none = WHO
    action what;
    resource target;
    tail clauses;
    friend bool operator==(const who_can&, const who_can&) = default;
};
struct what_can {
    std::vector<kind_ref> kinds; ///< empty = not said
    principal who;
    std::optional<name> as_role;
    std::optional<action> what; ///< none = DO or REACH
    bool exactly = false;       ///< ON (the thing itself) rather than IN (it and what lies below)
    std::optional<resource> within;
    tail clauses;
    friend bool operator==(const what_can&, const what_can&) = default;
};
struct from_which {
    subject about;
    friend bool operator==(const from_which&, const from_which&) = default;
};
struct which_rows {
    subject about;
    friend bool operator==(const which_rows&, const which_rows&) = default;
};
struct why {
    enum class form : std::uint8_t { why_can, why_cannot, how_can };
    form how = form::why_can;
    subject about;
    friend bool operator==(const why&, const why&) = default;
};

struct show_grants {
    std::optional<principal> grantee;
    std::optional<resource> on; ///< at least one of the two
    friend bool operator==(const show_grants&, const show_grants&) = default;
};
struct show_membership {
    enum class form : std::uint8_t { members, groups, workspaces };
    form what = form::members;
    bool direct = false;
    principal of;
    friend bool operator==(const show_membership&, const show_membership&) = default;
};
struct show_abilities {
    principal of;
    resource on;
    friend bool operator==(const show_abilities&, const show_abilities&) = default;
};
struct show_owner {
    resource of;
    friend bool operator==(const show_owner&, const show_owner&) = default;
};
struct show_owned {
    principal by;
    friend bool operator==(const show_owned&, const show_owned&) = default;
};
struct show_identities {
    principal of;
    friend bool operator==(const show_identities&, const show_identities&) = default;
};
struct show_paths {
    principal start;
    resource goal;
    friend bool operator==(const show_paths&, const show_paths&) = default;
};
struct show_prerequisites {
    action what;
    resource target;
    friend bool operator==(const show_prerequisites&, const show_prerequisites&) = default;
};
struct show_snapshots {
    friend bool operator==(const show_snapshots&, const show_snapshots&) = default;
};
struct show_coverage {
    std::optional<resource> of;
    friend bool operator==(const show_coverage&, const show_coverage&) = default;
};
using listing = std::variant<show_grants, show_membership, show_abilities, show_owner, show_owned, show_identities,
                             show_paths, show_prerequisites, show_snapshots, show_coverage>;
struct show {
    listing what;
    tail clauses;
    friend bool operator==(const show&, const show&) = default;
};

struct compare {
    enum class form : std::uint8_t { access, groups };
    form what = form::access;
    principal first;
    principal second;
    bool exactly = false; ///< ON rather than IN
    std::optional<resource> within;
    tail clauses;
    friend bool operator==(const compare&, const compare&) = default;
};

struct factor;
struct count {
    box<factor> of;
    friend bool operator==(const count&, const count&) = default;
};
struct diff {
    box<factor> of;
    snapshot before;
    snapshot after;
    tail clauses;
    friend bool operator==(const diff&, const diff&) = default;
};
struct query_set;
struct parenthesised {
    box<query_set> inner;
    tail clauses;
    friend bool operator==(const parenthesised&, const parenthesised&) = default;
};

struct factor {
    std::variant<can, who_can, what_can, from_which, which_rows, why, count, show, compare, diff, parenthesised> what;
    origin from;
    friend bool operator==(const factor&, const factor&) = default;
};
/// Factors joined by INTERSECT.
struct term {
    std::vector<factor> factors; ///< at least one
    friend bool operator==(const term&, const term&) = default;
};
enum class set_operator : std::uint8_t { unite, except };
/// Terms joined by UNION and EXCEPT, from left to right.
struct query_set {
    std::vector<term> terms;             ///< at least one
    std::vector<set_operator> operators; ///< one fewer than terms
    friend bool operator==(const query_set&, const query_set&) = default;
};

struct statement {
    bool explain = false;
    query_set what;
    origin from;
    friend bool operator==(const statement&, const statement&) = default;
};

} // namespace canreach::query::ast
