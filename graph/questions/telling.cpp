#include "graph/questions/telling.hpp"

#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/questions.hpp"

namespace canreach::graph::detail {
namespace {

/// A securable with all that lies around it, its metastore last.
std::vector<node_id> levels_of(const account& in, node_id resource) {
    auto path = in.path_of(resource);
    path.push_back(in.metastore_of(resource));
    return path;
}

} // namespace

telling::telling(const account& in, node_id principal, const request& what)
    : in_(in), principal_(principal), what_(what), ids_(in.who.carried_by(in.who.find(principal))),
      by_(in, ids_, what_, likeness::ways::any), actions_(in, ids_, what_), asked_(in, ids_, what_) {}

telling::answers& telling::of(node_id resource) {
    return known_[by_.class_of(resource)];
}

std::vector<std::pair<action, verdict>> telling::actions_on(node_id resource) {
    if (!in_.nodes.has(resource)) return {};
    auto& known = of(resource).actions;
    if (!known) known = actions_.on(resource);
    return *known;
}

std::span<const verdict> telling::each_action(std::uint32_t of_class, node_id resource) {
    auto& known = known_[of_class].each;
    if (!known) known = asked_.each_of(what_.actions, resource);
    return *known;
}

std::vector<workspace_verdict> telling::workspaces(node_id resource) {
    if (!in_.nodes.has(resource)) return {};
    auto& known = of(resource).workspaces;
    if (!known) known = detail::workspaces(in_, principal_, what_, resource);
    return *known;
}

std::optional<telling::ways_by_level> telling::ways_of(node_id resource) const {
    ways_by_level made{ways_by(in_, *in_.recent.of(in_, what_, resource), ids_), {}};
    const auto path = levels_of(in_, resource);
    for (const auto& one : made.of.supplied) {
        const auto at = std::ranges::find(path, one.from.on);
        if (at == path.end()) return std::nullopt;
        made.levels.push_back(static_cast<std::size_t>(at - path.begin()));
    }
    return made;
}

std::vector<via_item> telling::via(node_id resource) {
    if (!in_.nodes.has(resource)) return {};
    const auto metastore = in_.metastore_of(resource);
    if (metastore == no_node) return detail::via(in_, principal_, what_, resource);
    auto& known = of(resource);
    if (!known.ways && !known.each_has_its_own) {
        known.ways = ways_of(resource);
        known.each_has_its_own = !known.ways;
    }
    if (known.each_has_its_own) return detail::via(in_, principal_, what_, resource);
    const auto path = levels_of(in_, resource);
    auto& [ways, levels] = *known.ways;
    for (std::size_t i = 0; i < levels.size(); ++i) ways.supplied[i].from.on = path[levels[i]];
    return told_ways(in_, ways, ids_, metastore);
}

} // namespace canreach::graph::detail
