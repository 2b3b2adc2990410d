/// What a question gives: one table for every kind of question, from which text, JSON and CSV are made. Plain data;
/// owns everything; names are as people write them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/answers.hpp"
#include "model/catalog.hpp"
#include "model/ids.hpp"

namespace canreach::query {

enum class statement_kind : std::uint8_t {
    can,
    who,
    what,
    workspaces_from, ///< FROM WHICH WORKSPACES CAN
    why,
    how, ///< HOW CAN
    identities,
    paths,
    count,
    groups_of_rows, ///< any table after GROUP BY
    compare_access,
    compare_groups,
    members,
    groups,
    workspaces,
    grants,
    owner,
    owned,
    coverage,
    prerequisites,
    rows, ///< WHICH ROWS CAN
    abilities,
    snapshots,
    diff,
    plan,    ///< EXPLAIN
    listing, ///< made by an audit, not by a sentence
};
[[nodiscard]] std::string_view name_of(statement_kind what) noexcept; ///< `can`, `who`, `workspaces_from`, …

enum class column_type : std::uint8_t { text, integer, boolean, texts, verdict, node };

struct column {
    std::string name; ///< `principal.name`, `via`, …
    column_type type = column_type::text;
    friend bool operator==(const column&, const column&) = default;
};

/// A principal or resource in a cell. Compares and prints as its name.
struct node_cell {
    node_id id = no_node;
    std::string name;
    std::string kind;        ///< `user`, `sp`, `table`, `view`, …
    std::string platform_id; ///< SCIM id, workspace number, full name
    std::string scope;       ///< name of the workspace or metastore it belongs to; empty for account-wide ones
    friend bool operator==(const node_cell&, const node_cell&) = default;
};

/// One name of a list, and how sure it is: a workspace from which something can be done, or may be.
struct judged_name {
    std::string name;
    graph::verdict how = graph::verdict::yes; ///< never `no`
    friend bool operator==(const judged_name&, const judged_name&) = default;
};
[[nodiscard]] std::string text_of(const judged_name& what); ///< `prod`, `prod (unknown)`

/// `monostate` is null: not known, or without meaning for this row.
using cell = std::variant<std::monostate, std::string, std::int64_t, bool, std::vector<std::string>, graph::verdict,
                          node_cell, std::vector<judged_name>>;
[[nodiscard]] std::string_view name_of(graph::verdict how) noexcept; ///< `yes`, `no`, `unknown`
/// A cell as one text; lists with `, ` between their items, null as nothing.
[[nodiscard]] std::string text_of(const cell& what);

/// A part of the account that was not read and could change the answer.
struct coverage_note {
    node_cell about;
    std::string part;    ///< `grants`, `members`, …
    std::string outcome; ///< `limited`, `refused`, `failed`, `skipped`
    std::string family;  ///< of the crawl's tasks
    std::string reason;  ///< for people
    std::string of{};    ///< when that snapshot was sealed, where an answer is about several; else empty
    friend bool operator==(const coverage_note&, const coverage_note&) = default;
};

/// One line of the tree that WHY gives.
struct why_node {
    std::string label; ///< `SELECT on table main.hr.salaries`
    std::string fact;  ///< `granted to group hr-analysts`; may be empty
    graph::verdict how = graph::verdict::yes;
    std::vector<why_node> children; ///< membership chains, further ways, remarks
    std::string rule{};             ///< that asks for it: `U7`; empty where none does
    friend bool operator==(const why_node&, const why_node&) = default;
};

/// No row is told together with others.
inline constexpr std::size_t every_row = std::numeric_limits<std::size_t>::max();

struct result_table {
    statement_kind kind = statement_kind::can;
    std::vector<column> columns;
    std::vector<std::vector<cell>> rows;   ///< each as long as `columns`; rows of verdict `unknown` come last
    std::uint64_t count = 0;               ///< of all rows, also of those that LIMIT cut off
    bool folded = false;                   ///< rows stand for as many as their `count` says (query/folding.hpp)
    bool truncated = false;                ///< LIMIT cut rows off, here or in an operand
    std::optional<graph::verdict> verdict; ///< of CAN and WHY; of several rows the least
    std::optional<graph::mode> mode;       ///< of questions about access
    std::vector<coverage_note> coverage;   ///< what was not read and could change this answer
    std::vector<std::string> warnings;     ///< one line each
    std::optional<why_node> tree;          ///< of WHY; its label is the verdict line
    std::vector<std::string> suggestions;  ///< of WHY, for a no: the smallest changes that would make it yes
    snapshot_info snapshot;
    std::optional<snapshot_info> compared_with; ///< of DIFF: the earlier one
};

/// Where a column of that name stands.
[[nodiscard]] std::optional<std::size_t> column_named(const result_table& what, std::string_view name) noexcept;

} // namespace canreach::query
