/// A requirement bound to a resource: a circuit whose leaves name the facts that satisfy them.
///
/// One circuit serves every question. Put to one principal it gives a truth, to all of them a set, and its leaves are
/// what explanations list.
#pragma once

#include <memory>
#include <vector>

#include "graph/answers.hpp"
#include "graph/truth.hpp"
#include "model/ids.hpp"
#include "model/mask.hpp"

namespace canreach::graph {

/// Facts that supply a leaf: grants on `on` holding any of `bits`, or the owners of `on`, or `on` as a principal.
struct supply {
    node_id on;
    mask bits;
    bool owners = false;
    facet in = facet::unity; ///< which grants: the table that `bits` are read by
    bool itself = false;     ///< whoever carries the principal `on`
    bool denies = false;     ///< denials of the bits instead of grants
};

/// What a leaf asks of policies; each names those in its TO and not in its EXCEPT.
struct policy_test {
    std::vector<std::vector<policy_index>> groups; ///< policies that count as one
    std::vector<node_id> unread;                   ///< nodes whose policies may hold more
};

struct condition {
    enum class form : std::uint8_t {
        all,              ///< every part; true without parts
        any,              ///< one part; false without parts
        supplied,         ///< one of the supplies names a principal that is carried
        spared,           ///< none of the supplies, which are denials, names a principal that is carried (H3)
        definer,          ///< the view `part.on` still works for its owner (V1)
        workspace_access, ///< access to `part.workspace` (T1)
        workspace_admin,  ///< administration of `part.workspace` (T2)
        policy,           ///< a policy of `test` names the principal (U17)
        exempt,           ///< no policy of `test` names the principal (U18, V3)
        unblocked,        ///< policies of one group of `test` at most name the principal (V4)
        here,             ///< asked from `part.workspace`
        elsewhere,        ///< asked from any other workspace, or from none in particular
        settled,          ///< holds for everybody or nobody, as `given` says
        never,            ///< asks for what does not exist on the resource
    };
    form what = form::all;
    bool account_only = false; ///< form supplied: groups of workspaces do not count, account groups always do (W7)
    bool by_unity = false;     ///< in a circuit of one workspace: read by the rules of Unity Catalog (M5, M6)
    bool by_lists = false;     ///< in a circuit of Unity Catalog: read by those of object ACLs (M6)
    missing_part part;         ///< what is missing where a leaf fails
    std::vector<supply> supplies;
    std::vector<condition> parts;
    std::shared_ptr<const policy_test> test; ///< of forms `policy`, `exempt`, `unblocked`
    truth given;                             ///< of form `settled`
};

/// Visits every leaf, first to last.
template <class Visit>
void for_each_leaf(const condition& circuit, Visit visit) {
    if (circuit.what != condition::form::all && circuit.what != condition::form::any) {
        visit(circuit);
        return;
    }
    for (const auto& part : circuit.parts) for_each_leaf(part, visit);
}

} // namespace canreach::graph
