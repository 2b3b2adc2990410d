/// Many questions of mode escalatable about one principal: whom it can act as is found once for all of them.
#pragma once

#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "graph/questions/seeker.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

struct account;
class escalation;

/// Answers as the questions of the same names do (`access_graph`). Used from one thread at a time.
class escalated_telling {
public:
    /// `principal` is one of the account; the account outlives this.
    escalated_telling(const account& in, node_id principal, const request& what);

    [[nodiscard]] std::vector<std::pair<action, verdict>> actions_on(node_id resource);
    [[nodiscard]] std::vector<workspace_verdict> workspaces(node_id resource);
    [[nodiscard]] std::vector<via_item> via(node_id resource);

private:
    const account& in_;
    node_id principal_;
    request what_;
    const escalation& edges_;
    seeker reached_;
};

} // namespace canreach::graph::detail
