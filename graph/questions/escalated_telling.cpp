#include "graph/questions/escalated_telling.hpp"

#include "graph/detail/account.hpp"
#include "graph/questions/escalate.hpp"
#include "graph/questions/pursuit.hpp"
#include "graph/questions/questions.hpp"

namespace canreach::graph::detail {

escalated_telling::escalated_telling(const account& in, node_id principal, const request& what)
    : in_(in), principal_(principal), what_(what), edges_(in.escalations.of(in, what.profile)),
      reached_(in, edges_, in.who.find(principal), what.within, in.read_parts.gaps().empty()) {}

std::vector<std::pair<action, verdict>> escalated_telling::actions_on(node_id resource) {
    if (!in_.nodes.has(resource)) return {};
    return escalated_actions(in_, what_, actions_known(in_, what_.how, resource), resource, reached_);
}

std::vector<workspace_verdict> escalated_telling::workspaces(node_id resource) {
    if (!in_.nodes.has(resource)) return {};
    return pursuit::places(in_, edges_, what_, resource, reached_);
}

std::vector<via_item> escalated_telling::via(node_id resource) {
    if (!in_.nodes.has(resource)) return {};
    return escalated_via(in_, principal_, what_, resource, reached_);
}

} // namespace canreach::graph::detail
