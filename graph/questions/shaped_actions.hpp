/// Everything that one principal can do with a securable of Unity Catalog, action by action. The rules of an action are
/// bound once for all securables of one shape under the same policies; what is then asked about each is what the
/// principal holds on its path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "graph/questions/holdings.hpp"
#include "graph/questions/shape_plan.hpp"
#include "graph/rules/identity.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

struct account;

/// Used from one thread at a time.
class shaped_actions {
public:
    /// Of modes granted and effective. Account and `ids` outlive it.
    shaped_actions(const account& in, const identity::carried& ids, const request& what);

    /// The same as the question `actions_on`.
    [[nodiscard]] std::vector<std::pair<action, verdict>> on(node_id resource);
    /// How surely each of some actions can be done, by itself; `no` for those that mean nothing there. The same actions
    /// each time.
    [[nodiscard]] std::vector<verdict> each_of(std::span<const action> asked, node_id resource);

private:
    using words = std::vector<std::uint32_t>;
    struct hash_of_words {
        std::size_t operator()(const words& key) const noexcept;
    };
    /// Empty: resources of the shape differ by more than what is held, so each is asked in full.
    struct known_action {
        action what;
        std::optional<shape_plan> plan;
    };

    /// What is held on the way up from a resource, and what its rules are known by. Empty where something other than
    /// grants and owners may give access.
    struct place_of_rules {
        held_path held;
        node_id root = no_node;
    };
    [[nodiscard]] std::optional<place_of_rules> look_at(node_id resource, node_id metastore);
    [[nodiscard]] const holdings::mark* held_on(node_id node);
    /// `known`: what can be done with things like the resource.
    [[nodiscard]] std::vector<known_action>& rules_for(std::span<const action> known, node_id resource);
    [[nodiscard]] truth ask(known_action& by, const place_of_rules& around, std::optional<truth> definer,
                            node_id resource);
    [[nodiscard]] std::optional<truth> definer_of(node_id resource) const;
    [[nodiscard]] truth in_full(action one, node_id resource);

    const account& in_;
    const identity::carried& ids_;
    request single_; ///< about one action after the other
    holdings marks_;
    std::unordered_map<node_id, std::optional<holdings::mark>> containers_;
    std::optional<holdings::mark> own_; ///< of the resource that is asked about
    words key_;
    std::unordered_map<words, std::vector<known_action>, hash_of_words> rules_;
};

} // namespace canreach::graph::detail
