#include "graph/teller.hpp"

#include "graph/access_graph.hpp"
#include "graph/questions/escalated_telling.hpp"
#include "graph/questions/telling.hpp"

namespace canreach::graph {

teller::teller(const access_graph& facts, node_id principal, request what, std::unique_ptr<detail::telling> by,
               std::unique_ptr<detail::escalated_telling> after_acts)
    : facts_(facts), principal_(principal), what_(std::move(what)), by_(std::move(by)),
      after_acts_(std::move(after_acts)) {}
teller::teller(teller&&) noexcept = default;
teller::~teller() = default;

std::vector<std::pair<action, verdict>> teller::actions_on(node_id resource) {
    if (after_acts_) return after_acts_->actions_on(resource);
    return by_ ? by_->actions_on(resource) : facts_.actions_on(principal_, what_, resource);
}

teller::each_verdict teller::each_action(node_id resource) {
    if (by_) {
        const auto like = by_->class_of(resource);
        return {like, by_->each_action(like, resource)};
    }
    own_.clear();
    auto single = what_;
    for (const auto one : what_.actions) {
        single.actions = {one};
        own_.push_back(facts_.can(principal_, single, resource).how);
    }
    return {resource.value, own_};
}

std::vector<workspace_verdict> teller::workspaces(node_id resource) {
    if (after_acts_) return after_acts_->workspaces(resource);
    return by_ ? by_->workspaces(resource) : facts_.workspaces(principal_, what_, resource);
}

std::vector<via_item> teller::via(node_id resource) {
    if (after_acts_) return after_acts_->via(resource);
    return by_ ? by_->via(resource) : facts_.via(principal_, what_, resource);
}

} // namespace canreach::graph
