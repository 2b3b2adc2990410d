/// By which ways a principal can: groups, ownership and administration that what is asked for rests on.
#pragma once

#include <vector>

#include "graph/answers.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/evaluate.hpp"
#include "graph/rules/identity.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

struct account;
class plan;

/// Where ways are to be looked for.
struct ways_in {
    struct source {
        supply from;
        scene where; ///< whose identities count
    };
    std::vector<source> supplied;
    std::vector<node_id> administered; ///< workspaces
    std::vector<node_id> named;        ///< by policies
};

/// What a plan's answer for one principal rests on.
[[nodiscard]] ways_in ways_by(const account& in, const plan& asked, const identity::carried& ids);

/// Those that the principal carries, each once, in order. `metastore`: the one of the resource.
[[nodiscard]] std::vector<via_item> told_ways(const account& in, const ways_in& ways, const identity::carried& ids,
                                              node_id metastore);

} // namespace canreach::graph::detail
