/// Which memberships and grants one principal needs to have the access of another, judged by what would be missing
/// without each, all others made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/edited_source.hpp"
#include "audit/reach.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

/// Where a step is to be done.
enum class step_place : std::uint8_t { identity_provider, databricks, nothing_needed, cannot_tell };
[[nodiscard]] std::string_view name_of(step_place where) noexcept; ///< `identity provider`, `Databricks`, …

/// A direct membership or a grant of the one, for the other.
struct clone_step {
    edit change;
    step_place where = step_place::nothing_needed;
    bool external = false; ///< the identity provider keeps the group
    std::size_t gains = 0; ///< of a needed one: resources about which something would be missing without it
    std::string why{};     ///< of any other
    [[nodiscard]] bool is_membership() const { return change.kind == edit::what::add_member; }
    [[nodiscard]] bool needed() const {
        return where == step_place::identity_provider || where == step_place::databricks;
    }
};

struct clone_plan {
    std::vector<clone_step> steps; ///< memberships by group, then grants by resource
    reach before;                  ///< of the target as it is
    reach after;                   ///< once every needed step is made: as much as after all of them
};

/// Of steps that give the same one is needed: rather a membership than a grant, and rather one that the identity
/// provider keeps. `source` is that of `facts`. O(steps) evaluations of the account.
[[nodiscard]] result<clone_plan> plan_clone(const graph::access_graph& facts, fact_source& source,
                                            const privilege_dictionary& names, node_id from, node_id to);

} // namespace canreach::audit
