/// One random account put to the graph and to the slow evaluator, question by question.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/access_graph.hpp"
#include "tests/support/memory_source.hpp"
#include "tests/support/random_world.hpp"
#include "tests/support/slow_access.hpp"
#include "tests/support/slow_hive.hpp"

namespace canreach::property {

/// Who can be asked about in every mode; recipients only in GRANTED (V5).
inline constexpr std::array people{node_kind::user, node_kind::service_principal, node_kind::group};

[[nodiscard]] graph::verdict as_verdict(support::two_bounds b);
[[nodiscard]] std::string_view word(graph::verdict how);

/// Whether the answer without reasons is that with them.
[[nodiscard]] bool same_decision(const graph::decision& told, const graph::can_answer& with_reasons);
/// Whether those who were counted are those who were listed.
[[nodiscard]] bool same_count(const graph::who_count& told, const graph::who_answer& listed);
/// What the principal can do it with, row by row; empty where it is told otherwise in runs, or counted otherwise.
[[nodiscard]] std::optional<std::vector<graph::resource_row>>
rows_of_what(const graph::access_graph& facts, node_id principal, const graph::request& asked, node_id within);

/// An account with both evaluators.
struct subject {
    explicit subject(const support::random_world& world);

    support::memory_source source;
    graph::access_graph graph;
    support::slow_access slow;
    support::slow_hive hive;
    std::vector<node_id> principals, resources, workspaces, account;

    /// What the rules of the resource's family say.
    [[nodiscard]] support::slow_answer by_the_rules(node_id principal, const support::slow_action& what,
                                                    const graph::request& asked, node_id resource) const;
    [[nodiscard]] std::string name(node_id node) const {
        return node == no_node ? "nothing" : to_string(source.key_of(node));
    }
};

/// The slow evaluator's word for an action.
[[nodiscard]] support::slow_action spelled(graph::action what, const subject& in);
/// Actions to ask of a world: some for every one, the others in turn.
[[nodiscard]] std::vector<std::pair<graph::action, graph::mode>> actions_for(std::uint64_t seed, const subject& in);

/// A profile for the worlds of a seed: mostly the current one.
[[nodiscard]] graph::rule_profile profile_for(std::uint64_t seed);

/// The first question that the evaluators answer differently; empty if there is none.
[[nodiscard]] std::optional<std::string> disagreement(const support::random_world& world);
/// The first explanation that does not hold when it is replayed: facts named by witnesses alone give a no, or additions
/// do not help.
[[nodiscard]] std::optional<std::string> broken_explanation(const support::random_world& world);
/// The first answer that should follow from another and does not: more grants give less, effective without granted, a
/// group with more than its members.
[[nodiscard]] std::optional<std::string> broken_law(const support::random_world& world);

} // namespace canreach::property
