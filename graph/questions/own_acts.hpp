/// The last stretch of a chain: acts of one's own, and what then holds.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "graph/detail/escalation.hpp"
#include "graph/questions/evidence.hpp"
#include "graph/questions/plan.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/control.hpp"
#include "graph/rules/evaluate.hpp"

namespace canreach::graph::detail {

struct account;

/// A hop that is an act.
[[nodiscard]] hop made_by(const account& in, principal_no actor, act what);

/// Joining comes first, whichever of the facts of `last` and of the hops after it rest on it. Of `done` the groups
/// count.
void put_join_first(const account& in, const escalation& edges, principal_no actor, const course& done,
                    const std::vector<hop_fact>& last, std::vector<hop>& made);

/// What `make(course)` makes of the course that joins as few groups as it can: of those that the first hop names each
/// is left out in turn, and stays out where there is a chain all the same. `make` returns an optional chain.
template <class Make>
[[nodiscard]] std::optional<chain> with_fewest_groups(const escalation& edges, const course& done, Make make) {
    std::optional<chain> made = make(done);
    const auto groups_of = [](const std::optional<chain>& of) {
        std::vector<node_id> groups;
        if (!of || of->hops.empty()) return groups;
        for (const auto& one : of->hops.front().joined)
            if (std::ranges::find(groups, one.group) == groups.end()) groups.push_back(one.group);
        return groups;
    };
    auto groups = groups_of(made);
    for (std::size_t i = 0; groups.size() > 1 && i < groups.size();) {
        auto fewer = groups;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        std::optional<chain> less = make(edges.joining_only(done, fewer));
        if (!less) {
            ++i;
            continue;
        }
        made = std::move(less);
        groups = groups_of(made);
        i = 0;
    }
    return made;
}

/// A request, put to one principal after acts. Borrows what it is made of.
class own_acts {
public:
    own_acts(const account& in, const escalation& edges, const request& effective, node_id resource, principal_no who,
             const course& done);

    [[nodiscard]] bool suffice(std::vector<workspace_verdict>& workspaces) const;

    /// The facts that the request rests on, from the first of the workspaces.
    [[nodiscard]] std::vector<hop_fact> facts(const std::vector<workspace_verdict>& workspaces) const;
    void add_facts(const condition& also, scene where, std::vector<hop_fact>& into) const;
    /// A hop for each kind of act. `facts`: what all of it rests on.
    [[nodiscard]] std::vector<hop> hops(const std::vector<workspace_verdict>& workspaces,
                                        const std::vector<hop_fact>& facts) const;

private:
    [[nodiscard]] workspace_no first_of(const std::vector<workspace_verdict>& workspaces) const;
    [[nodiscard]] scene scene_from(workspace_no w) const;
    void add_binding(workspace_no w, scene where, std::vector<hop>& into) const;
    void add_grant(scene where, std::vector<hop>& into) const;

    const account& in_;
    const escalation& edges_;
    const request& effective_;
    node_id resource_;
    principal_no who_;
    course done_;
    preparation by_;
    plan asked_;
    evidence with_;
};

} // namespace canreach::graph::detail
