/// The last stretch of a chain: acts of one's own, and what then holds.
#pragma once

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
