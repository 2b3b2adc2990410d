/// The ledger: every listing and every permission read is a task, and how it ended is a fact too.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/node.hpp"

namespace canreach {
inline namespace model {

/// The part of a node that a task reads. Gaps are stated per (node, part). Stored: never renumber.
enum class node_part : std::uint8_t {
    children = 1,    ///< what lies directly below: the securables of a schema, the users of the account, …
    grants = 2,      ///< permission list: who holds what on it
    members = 3,     ///< direct members of a group
    assignments = 4, ///< who is assigned to a workspace
    bindings = 5,    ///< workspaces an isolated securable is bound to
    attachment = 6,  ///< which metastore a workspace, or which workspaces a metastore, is attached to
    roles = 7,       ///< rule sets, account roles
    definition = 8,  ///< what a view reads
    attributes = 9,  ///< the node itself
    policies = 10,   ///< attribute-based policies, row filters and column masks on it; of the account: access rules
    activity = 11,   ///< who used it last; says nothing about access
};
[[nodiscard]] std::string_view name_of(node_part part) noexcept; ///< `children`, `grants`, …
[[nodiscard]] std::optional<node_part> node_part_of_number(std::int64_t number) noexcept;

/// How a task ended. Stored: never renumber.
enum class outcome : std::uint8_t {
    pending = 0, ///< not yet ended
    done = 1,    ///< read completely
    limited = 2, ///< answered, under rights that hide rows silently: counts as partial (rule K1)
    refused = 3, ///< the platform denies the right (401, 403, feature off)
    failed = 4,  ///< every retry failed, or the reply was malformed
    skipped = 5, ///< left out on purpose, or not applicable
};
[[nodiscard]] std::string_view name_of(outcome how) noexcept;
[[nodiscard]] std::optional<outcome> outcome_of_number(std::int64_t number) noexcept;

/// A unit of crawling: one listing chain or one permission read. (`family`, `host`, `about`, `part`) is unique in a
/// crawl.
struct crawl_task {
    std::string family;    ///< name in the endpoint catalogue: `account-users`, `tables`, `grants`, …
    std::string workspace; ///< id of the workspace whose host is asked; empty = the account host
    node_key about;        ///< the node whose part is read
    node_part part = node_part::children;

    friend auto operator<=>(const crawl_task&, const crawl_task&) = default;
};

/// How a task ended, for the ledger.
struct task_result {
    outcome how = outcome::done;
    std::string
        reason; ///< for everything but `done`: one line for people, e.g. `403 in workspace fin-prod: needs MANAGE`
    int http_status = 0; ///< last status seen; 0 = none
    std::uint32_t requests = 0;
    std::uint32_t retries = 0;
    std::uint64_t items = 0;
    std::chrono::milliseconds took{0};
};

/// How the reason begins of what was listed and then not found. It is `skipped` as well, but nobody left it out.
inline constexpr std::string_view vanished_while_reading = "vanished while reading";
/// Whether a task was left out of the crawl on purpose.
[[nodiscard]] inline bool is_left_out(outcome how, std::string_view reason) noexcept {
    return how == outcome::skipped && !reason.starts_with(vanished_while_reading);
}

/// A part of the account that a sealed file does not hold completely: any ledger row that is not `done`.
struct coverage_gap {
    node_key about;
    node_part part = node_part::children;
    outcome how = outcome::failed;
    std::string family;
    std::string reason;
};

} // namespace model
} // namespace canreach
