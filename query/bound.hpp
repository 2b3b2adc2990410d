/// The tree of a question after names have become ids: nothing in it needs the text any more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "graph/answers.hpp"
#include "model/kinds.hpp"
#include "query/ast.hpp"
#include "query/box.hpp"
#include "query/history.hpp"
#include "query/shape.hpp"

namespace canreach::query::bound {

struct principal {
    node_id id = no_node;
    node_kind kind = node_kind::user;
    std::string name;
};

/// The resources that a name or pattern stands for.
struct target {
    std::vector<node_id> nodes; ///< ascending in tree order; of a name exactly one
    bool pattern = false;
    std::string shown; ///< as it is written: `TABLE main.sales.orders`
    /// Of a path: `nodes` are what may open it, one of which suffices; none where it is refused.
    bool alternatives = false;
    std::vector<std::string> refusals{};  ///< of a path: why nothing, or not all, opens it
    std::vector<graph::gap_index> gaps{}; ///< of a path: listings not read that may hold something else at it
};

/// A request with the words it came from.
struct asked {
    graph::request what;
    std::string shown; ///< `SELECT`, `ANY OF (MANAGE, CREATE SCHEMA)`
    /// The same words as privileges, where the mode made operations of them and all have such a meaning.
    std::vector<graph::action> privileges;
    std::optional<principal> role{}; ///< the group that is assumed
};

struct exclusion {
    asked what;
    std::optional<target> on; ///< none = the target of the question itself
};

struct kind_filter {
    node_kind kind = node_kind::table;
    bool views_only = false;
};

struct can {
    principal who;
    asked what;
    target on;
    std::optional<exclusion> but_not;
};
struct who_can {
    std::vector<node_kind> kinds;
    asked what;
    target on;
    std::optional<exclusion> but_not;
};
struct what_can {
    principal who;
    asked what;
    std::vector<kind_filter> kinds; ///< empty = all that the actions apply to
    std::optional<target> within;
    bool exactly = false; ///< just the resources of `within`, not what lies below
    std::optional<exclusion> but_not;
};
struct workspaces_from {
    principal who;
    asked what;
    target on;
};
struct why {
    principal who;
    asked what;
    target on; ///< one node; of a path one or none
};
struct rows {
    principal who;
    asked what;
    target on; ///< one node
};
/// HOW CAN, and WHY CAN … ESCALATABLE.
struct how {
    principal who;
    asked what;
    target on; ///< one node
};
struct identities {
    principal of;
    graph::request how; ///< its profile and hops
};
/// SHOW PATHS: to an identity, or to anything that may be done with a resource.
struct paths {
    principal start;
    target goal;        ///< one node
    graph::request how; ///< any action
};
struct grants {
    std::optional<principal> to;
    std::optional<target> on;
};
struct membership {
    ast::show_membership::form what = ast::show_membership::form::members;
    bool direct = false;
    principal of;
};
struct owner {
    target of;
};
struct owned {
    principal by;
};
struct coverage {
    std::optional<target> of;
};
struct prerequisites {
    asked what;
    target on;
};
struct abilities {
    principal who;
    asked what; ///< any action
    target on;
};
struct compare_groups {
    principal first;
    principal second;
};
struct compare_access {
    principal first;
    principal second;
    asked what; ///< any action
    std::optional<target> within;
    bool exactly = false;
};

struct snapshots {
    std::vector<snapshot_info> all; ///< oldest first
    std::vector<passed_over_file> set_aside;
};

using scan =
    std::variant<can, who_can, what_can, workspaces_from, why, how, identities, paths, rows, grants, membership, owner,
                 owned, coverage, prerequisites, abilities, compare_groups, compare_access, snapshots>;

/// A value of a condition, in the type of the column that it is compared with.
using literal = std::variant<std::string, std::int64_t, bool, graph::verdict>;

struct compare_test {
    ast::comparison how = ast::comparison::equal;
    literal with;
};
struct pattern_test {
    ast::pattern_test::form how = ast::pattern_test::form::like;
    bool negated = false;
    std::string pattern;
};
struct in_test {
    bool negated = false;
    std::vector<literal> values;
};
struct member_test {
    bool negated = false;
    principal group;
};
struct null_test {
    bool negated = false;
};
struct test {
    std::uint16_t column = 0; ///< without meaning for `member_test`, which looks at the row's principal
    std::variant<compare_test, pattern_test, in_test, member_test, null_test> how;
};
struct condition {
    ast::condition::form how = ast::condition::form::test;
    test leaf;
    std::vector<condition> operands;
};

struct order_key {
    std::uint16_t column = 0;
    bool descending = false;
};

/// The table clauses, in the order in which they apply. `order_by` counts columns after `group_by`.
struct clauses {
    std::optional<condition> where;
    std::string where_shown;
    std::vector<std::uint16_t> group_by;
    std::vector<order_key> order_by;
    std::optional<std::uint64_t> limit;
};

struct relation;
enum class set_operator : std::uint8_t { unite, except, intersect };
/// Operands joined from left to right.
struct combination {
    std::vector<relation> operands;      ///< at least two
    std::vector<set_operator> operators; ///< one fewer
};
struct count {
    box<relation> of;
};
struct nested {
    box<relation> of;
};

/// One side of DIFF.
struct moment {
    std::size_t number = 1; ///< as SHOW SNAPSHOTS counts
    snapshot_info about;
    opened_snapshot at;
    std::string unknown; ///< what of the question has no name there, so that nothing is compared with; empty if all has
};
/// The same question at two moments; each operand holds ids of its own account.
struct diff {
    moment before;
    moment after;
    std::vector<relation> asked; ///< of those of the two moments that know the names
};

/// Anything that gives a table.
struct relation {
    std::variant<scan, combination, count, nested, diff> what;
    table_shape rows; ///< before the clauses
    clauses then;
    table_shape result; ///< after them
    std::optional<graph::mode> mode;
};

struct statement {
    bool explain = false;
    relation what;
};

} // namespace canreach::query::bound
