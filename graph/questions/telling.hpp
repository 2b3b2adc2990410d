/// What one principal can do with many resources, asked one after the other. Resources on which and around which it
/// holds the same, by whomever it holds it, are asked about once; the ways are then looked up on each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "graph/questions/likeness.hpp"
#include "graph/questions/shaped_actions.hpp"
#include "graph/questions/ways.hpp"
#include "graph/rules/identity.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

/// Answers as the questions of the same names do (`access_graph`). Of modes granted and effective only, and of nobody's
/// role. Used from one thread at a time.
class telling {
public:
    /// `principal` is one of the account; the account outlives this.
    telling(const account& in, node_id principal, const request& what);

    [[nodiscard]] std::vector<std::pair<action, verdict>> actions_on(node_id resource);
    /// What is the same for resources with the same number.
    [[nodiscard]] std::uint32_t class_of(node_id resource) { return by_.class_of(resource); }
    /// Each action of the request by itself, of a resource of that class. Valid as long as this.
    [[nodiscard]] std::span<const verdict> each_action(std::uint32_t of_class, node_id resource);
    [[nodiscard]] std::vector<workspace_verdict> workspaces(node_id resource);
    [[nodiscard]] std::vector<via_item> via(node_id resource);

private:
    /// Ways of one resource, and on which level of its path each is looked for.
    struct ways_by_level {
        ways_in of;
        std::vector<std::size_t> levels; ///< by source
    };
    struct answers {
        std::optional<std::vector<std::pair<action, verdict>>> actions;
        std::optional<std::vector<verdict>> each;
        std::optional<std::vector<workspace_verdict>> workspaces;
        std::optional<ways_by_level> ways;
        bool each_has_its_own = false; ///< ways that lead by something off the path
    };

    [[nodiscard]] answers& of(node_id resource);
    [[nodiscard]] std::optional<ways_by_level> ways_of(node_id resource) const;

    const account& in_;
    node_id principal_;
    request what_;
    identity::carried ids_;
    likeness by_;
    shaped_actions actions_;
    shaped_actions asked_;                             ///< the actions of the request
    std::unordered_map<std::uint32_t, answers> known_; ///< by class
};

} // namespace canreach::graph::detail
