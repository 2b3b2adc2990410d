/// Policies (audit/policy.hpp) held against an account.
///
/// Three values everywhere (rule K1): what may or may not be a violation, for a part that was not read, is *undecided*,
/// and a rule over parts that were not read does not pass.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/dossier.hpp"
#include "audit/policy.hpp"

namespace canreach::audit {

enum class rule_status : std::uint8_t {
    passed,
    incomplete, ///< not violated by what was read; what was not read could
    violated,
    broken, ///< a sentence is wrong, or a selector matches nothing
};
[[nodiscard]] std::string_view name_of(rule_status what) noexcept; ///< `passed`, …

struct violation {
    query::node_cell principal; ///< of node `no_node` where the rule's rows have none; so too:
    query::node_cell resource;
    std::string subject; ///< `user bob@example.com, table main.hr.salaries`; what was asked where a rule has no rows
    graph::verdict how = graph::verdict::yes; ///< `unknown`: undecided
    std::vector<std::string> witness;         ///< the shortest reason for the access, a line each; may be empty
    std::optional<std::size_t> excepted;      ///< the exception of the rule that lets it stand
};

struct rule_outcome {
    policy_rule rule;
    std::string file;
    rule_status status = rule_status::passed;
    std::vector<violation> violations; ///< in the order of the answer; those that exceptions let stand among them
    std::vector<query::coverage_note> coverage; ///< what was not read and could change the outcome
    std::vector<std::string> remarks;           ///< of exceptions that have ended or fit nothing
    std::string fault;                          ///< why it is broken
    unsigned fault_line = 0;
    std::string hint;

    /// Violations that no exception lets stand, of this verdict.
    [[nodiscard]] std::size_t standing(graph::verdict how) const;
};

struct check_report {
    std::vector<rule_outcome> outcomes; ///< in the order of files and rules
    snapshot_info snapshot;

    [[nodiscard]] std::size_t count(rule_status what) const;
};

/// Violations whose witness is told, of one rule: each is a question of its own.
inline constexpr std::size_t max_witnesses = 200;

/// `today` (`YYYY-MM-DD`) is the last day on which an exception of that expiry counts. Fails only where the account
/// cannot be read; what is wrong with a rule is that rule's outcome.
[[nodiscard]] result<check_report> check_policies(account& in, std::span<const policy_file> files,
                                                  std::string_view today);

} // namespace canreach::audit
