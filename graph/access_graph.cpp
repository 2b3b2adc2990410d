#include "graph/access_graph.hpp"

#include <algorithm>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/image/image.hpp"
#include "graph/questions/escalate.hpp"
#include "graph/questions/escalated_telling.hpp"
#include "graph/questions/questions.hpp"
#include "graph/questions/roles.hpp"
#include "graph/questions/telling.hpp"

namespace canreach::graph {

struct access_graph::state : detail::account {
    using account::account;
};

result<access_graph> access_graph::derived(detail::facts known, fact_source& source, std::vector<source_link> told) {
    auto gaps = detail::facts::gaps_of(source, known.nodes);
    if (!gaps) return std::move(gaps).error();
    known.annotate(std::move(told));
    return access_graph(std::make_unique<const state>(std::move(known), *std::move(gaps)));
}

result<access_graph> access_graph::build(fact_source& source, std::vector<source_link> told) {
    auto known = detail::facts::from(source);
    if (!known) return std::move(known).error();
    return derived(*std::move(known), source, std::move(told));
}

result<access_graph> access_graph::open(fact_source& source, std::string_view digest,
                                        std::span<image_store* const> images, std::vector<source_link> told) {
    for (auto* store : images) {
        auto found = image::load(*store, digest);
        if (!found) continue;
        auto made = derived(std::move(found->known), source, std::move(told));
        store->let_go(found->bytes); // few pages of what was derived from are asked for again
        return made;
    }
    auto known = detail::facts::from(source);
    if (!known) return std::move(known).error();
    image::keep(*known, digest, images);
    return derived(*std::move(known), source, std::move(told));
}

access_graph::access_graph(std::unique_ptr<const state> built) noexcept : state_(std::move(built)) {}
access_graph::access_graph(access_graph&&) noexcept = default;
access_graph& access_graph::operator=(access_graph&&) noexcept = default;
access_graph::~access_graph() = default;

std::size_t access_graph::node_count() const noexcept {
    return state_->nodes.size();
}

node_kind access_graph::kind_of(node_id node) const noexcept {
    return state_->nodes.has(node) ? state_->nodes.kind[node.value] : node_kind::other;
}

node_flags access_graph::flags_of(node_id node) const noexcept {
    return state_->nodes.has(node) ? state_->nodes.flags[node.value] : node_flags{};
}

node_id access_graph::parent_of(node_id node) const noexcept {
    return state_->nodes.has(node) ? state_->nodes.parent[node.value] : no_node;
}

node_id access_graph::scope_of(node_id node) const noexcept {
    return state_->nodes.has(node) ? state_->nodes.scope[node.value] : no_node;
}

bool access_graph::is_view(node_id node) const noexcept {
    if (!state_->nodes.has(node)) return false;
    const auto type = state_->nodes.type[node.value];
    return type == securable::view || type == securable::materialized_view || type == securable::hive_view;
}

std::vector<node_id> access_graph::owners_of(node_id resource) const {
    std::vector<node_id> owners;
    if (state_->nodes.has(resource))
        for (const auto owner : state_->owners_of.of(resource.value)) owners.push_back(node_id{owner});
    return owners;
}

std::vector<node_id> access_graph::owned_by(node_id principal) const {
    std::vector<node_id> owned;
    if (state_->nodes.has(principal))
        for (const auto resource : state_->owned_by.of(principal.value)) owned.push_back(node_id{resource});
    return owned;
}

std::vector<node_id> access_graph::read_by_view(node_id view) const {
    std::vector<node_id> read;
    if (state_->nodes.has(view))
        for (const auto base : state_->views.bases_of(view)) read.push_back(node_id{base});
    return read;
}

std::vector<node_id> access_graph::children_of(node_id container) const {
    std::vector<node_id> children;
    if (state_->nodes.has(container))
        for (const auto child : state_->tree.children_of(container)) children.push_back(node_id{child});
    return children;
}

std::vector<node_id> access_graph::descendants_of(node_id container) const {
    std::vector<node_id> below;
    if (!state_->nodes.has(container)) return below;
    for (auto at = state_->tree.place_of(container) + 1; at < state_->tree.end_of(container); ++at)
        below.push_back(state_->tree.at(at));
    return below;
}

std::vector<node_id> access_graph::nodes_of_kind(node_kind kind) const {
    std::vector<node_id> found;
    for (graph::place at = 0; at < state_->tree.size(); ++at)
        if (state_->nodes.kind[state_->tree.at(at).value] == kind) found.push_back(state_->tree.at(at));
    return found;
}

const std::vector<source_gap>& access_graph::gaps() const noexcept {
    return state_->read_parts.gaps();
}

bool access_graph::annotated() const noexcept {
    return state_->links.annotated();
}

std::size_t access_graph::policy_count() const noexcept {
    return state_->policies.size();
}

const source_policy& access_graph::policy(policy_index which) const noexcept {
    return state_->policies.at(which);
}

can_answer access_graph::can(node_id principal, const request& what, node_id resource) const {
    if (what.as_role != no_node) return detail::can_as_role(*state_, principal, what, resource);
    if (what.how == mode::escalatable) return detail::escalated_can(*state_, principal, what, resource);
    return detail::can(*state_, principal, what, resource);
}

decision access_graph::decide(node_id principal, const request& what, node_id resource) const {
    if (what.as_role != no_node) return detail::decide_as_role(*state_, principal, what, resource);
    if (what.how == mode::escalatable) return detail::escalated_decide(*state_, principal, what, resource);
    return detail::decide(*state_, principal, what, resource);
}

std::vector<std::string> access_graph::rules_behind(node_id principal, const request& what, node_id resource) const {
    if (what.as_role != no_node) return detail::rules_as_role(*state_, what, resource);
    if (what.how == mode::escalatable) return detail::escalated_rules(*state_, principal, what, resource);
    return detail::rules_behind(*state_, principal, what, resource);
}

std::vector<workspace_verdict> access_graph::workspaces(node_id principal, const request& what,
                                                        node_id resource) const {
    if (what.as_role != no_node) return can(principal, what, resource).workspaces;
    if (what.how == mode::escalatable) return detail::escalated_workspaces(*state_, principal, what, resource);
    return detail::workspaces(*state_, principal, what, resource);
}

who_answer access_graph::who(const request& what, node_id resource, std::span<const node_kind> principal_kinds) const {
    if (what.how == mode::escalatable) return detail::escalated_who(*state_, what, resource, principal_kinds);
    return detail::who(*state_, what, resource, principal_kinds);
}

who_count access_graph::count_who(const request& what, node_id resource,
                                  std::span<const node_kind> principal_kinds) const {
    if (what.how == mode::escalatable) {
        auto listed = detail::escalated_who(*state_, what, resource, principal_kinds);
        const auto unknown =
            static_cast<std::size_t>(std::ranges::count(listed.rows, verdict::unknown, &principal_row::how));
        return {listed.rows.size() - unknown, unknown, std::move(listed.gaps), std::move(listed.depends_on)};
    }
    return detail::count_who(*state_, what, resource, principal_kinds);
}

what_answer access_graph::what(node_id principal, const request& what, std::span<const node_kind> kinds,
                               node_id within) const {
    if (what.as_role != no_node) return detail::what_as_role(*state_, principal, what, kinds, within);
    if (what.how == mode::escalatable) return detail::escalated_what(*state_, principal, what, kinds, within);
    return detail::what(*state_, principal, what, kinds, within);
}

what_runs access_graph::what_in_runs(node_id principal, const request& what, std::span<const node_kind> kinds,
                                     node_id within) const {
    if (what.as_role != no_node || what.how == mode::escalatable)
        return detail::runs_of(this->what(principal, what, kinds, within));
    return detail::runs_of_what(*state_, principal, what, kinds, within);
}

what_count access_graph::count_what(node_id principal, const request& what, std::span<const node_kind> kinds,
                                    node_id within) const {
    auto told = what_in_runs(principal, what, kinds, within);
    what_count sum{0, 0, std::move(told.gaps)};
    for (const auto& run : told.runs) (run.how == verdict::yes ? sum.surely : sum.unknown) += run.count;
    return sum;
}

std::vector<std::pair<action, verdict>> access_graph::actions_on(node_id principal, const request& how,
                                                                 node_id resource) const {
    if (how.as_role != no_node) return detail::actions_as_role(*state_, principal, how, resource);
    return detail::actions_on(*state_, principal, how, resource);
}

std::vector<action> access_graph::actions_known(mode how, node_id resource) const {
    if (!state_->nodes.has(resource)) return {};
    return detail::actions_known(*state_, how, resource);
}

std::vector<std::uint32_t> access_graph::alike(node_id principal, const request& how,
                                               std::span<const node_id> resources) const {
    return detail::alike(*state_, principal, how, resources);
}

teller access_graph::teller_for(node_id principal, const request& what) const {
    const bool known = state_->nodes.has(principal) && state_->who.find(principal) != identity::no_principal;
    std::unique_ptr<detail::telling> by;
    std::unique_ptr<detail::escalated_telling> after_acts;
    if (known && what.how == mode::escalatable && what.as_role == no_node)
        after_acts = std::make_unique<detail::escalated_telling>(*state_, principal, what);
    if (known && what.how != mode::escalatable && what.as_role == no_node)
        by = std::make_unique<detail::telling>(*state_, principal, what);
    return {*this, principal, what, std::move(by), std::move(after_acts)};
}

explanation access_graph::explain(node_id principal, const request& what, node_id resource) const {
    if (what.as_role != no_node) return detail::explain_as_role(*state_, principal, what, resource);
    return detail::explain(*state_, principal, what, resource);
}

std::vector<via_item> access_graph::via(node_id principal, const request& what, node_id resource) const {
    if (what.as_role != no_node) return detail::via_as_role(*state_, principal, what, resource);
    if (what.how == mode::escalatable) return detail::escalated_via(*state_, principal, what, resource);
    return detail::via(*state_, principal, what, resource);
}

rows_answer access_graph::rows(node_id principal, const request& what, node_id resource) const {
    return detail::rows(*state_, principal, what, resource);
}

std::vector<path_ruling> access_graph::rulings_on(std::span<const place_on_path> places, bool managed) const {
    return detail::rulings_on(*state_, places, managed);
}

std::vector<requirement> access_graph::prerequisites(const request& what, node_id resource) const {
    return detail::prerequisites(*state_, what, resource);
}

chain_answer access_graph::how(node_id principal, const request& what, node_id resource) const {
    return detail::chains_to(*state_, principal, what, resource);
}

std::vector<identity_row> access_graph::identities_from(node_id principal, const request& how) const {
    return detail::identities_from(*state_, principal, how);
}

std::vector<hop> access_graph::hops_between(node_id principal, node_id identity, const request& how) const {
    return detail::hops_between(*state_, principal, identity, how);
}

std::vector<hop> access_graph::observing(node_id principal, node_id identity) const {
    return detail::observing(*state_, principal, identity);
}

who_answer access_graph::members_of(node_id group, bool direct) const {
    return detail::members_of(*state_, group, direct);
}

who_answer access_graph::groups_of(node_id principal, bool direct) const {
    return detail::groups_of(*state_, principal, direct);
}

workspaces_answer access_graph::workspaces_of(node_id principal, bool direct) const {
    return detail::workspaces_of(*state_, principal, direct);
}

std::vector<node_id> access_graph::membership_chain(node_id member, node_id group) const {
    return detail::membership_chain(*state_, member, group);
}

std::vector<source_grant> access_graph::grants_on(node_id resource) const {
    return detail::grants_on(*state_, resource);
}

std::vector<source_grant> access_graph::grants_to(node_id principal) const {
    return detail::grants_to(*state_, principal);
}

std::vector<gap_index> access_graph::gaps_within(node_id node) const {
    return detail::gaps_within(*state_, node);
}

} // namespace canreach::graph
