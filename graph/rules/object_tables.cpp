#include "graph/rules/object_tables.hpp"

#include <algorithm>
#include <map>

namespace canreach::graph {

object_tables::object_tables(const node_table& nodes, const tenancy& where, const link_table& links,
                             std::span<const source_home> homes, std::span<const cluster_told> clusters)
    : compute_(where.size()), clusters_(clusters.begin(), clusters.end()) {
    for (const auto& home : homes) {
        if (home.user != no_node) {
            given_.push_back({home.folder, home.user});
            continue;
        }
        const auto space = nodes.scope[home.folder.value];
        if (space == no_node || where.find(space) == tenancy::no_workspace) continue;
        for (const auto& [group, meaning] : nodes.system_groups)
            if (meaning == built_in::users && nodes.scope[group.value] == space) given_.push_back({home.folder, group});
    }
    if (!std::ranges::is_sorted(given_)) std::ranges::sort(given_);

    links.for_each_of(link_type::published_as, [&](const source_link& link) {
        if (nodes.kind[link.from.value] == node_kind::dashboard) published_.push_back(link.from);
    });
    std::ranges::sort(published_);
    const auto repeated = std::ranges::unique(published_);
    published_.erase(repeated.begin(), repeated.end());

    outside_ = published_;
    std::ranges::sort(clusters_, {}, &cluster_told::node);
    std::map<node_id, node_id> dedicated;
    links.for_each_of(link_type::single_user, [&](const source_link& link) { dedicated[link.from] = link.to; });
    nodes.for_each_of(node_kind::app, [&](node_id app) { outside_.push_back(app); });
    for (const auto kind : {node_kind::cluster, node_kind::warehouse})
        nodes.for_each_of(kind, [&](node_id node) {
            const auto space = nodes.scope[node.value];
            const auto w = space == no_node ? tenancy::no_workspace : where.find(space);
            if (w == tenancy::no_workspace) return;
            const auto whom = dedicated.find(node);
            const auto told = told_by(node);
            compute_[w].push_back({node, kind == node_kind::warehouse, told.mode,
                                   whom == dedicated.end() ? no_node : whom->second, told.age});
        });
    for (auto& all : compute_) std::ranges::sort(all, {}, &compute::node);
    std::ranges::sort(outside_);
}

truth object_tables::compute::checks_caller() const noexcept {
    const bool of_somebody =
        mode == cluster_mode::dedicated || (mode == cluster_mode::automatic && dedicated_to != no_node);
    if (warehouse || !of_somebody) return truth::no();
    if (age == runtime_age::untold) return truth::unknown();
    return age == runtime_age::to_15_3 ? truth::yes() : truth::no();
}

truth object_tables::compute::knows_no_policies() const noexcept {
    if (warehouse) return truth::no();
    if (age == runtime_age::untold) return truth::unknown();
    return age == runtime_age::later ? truth::no() : truth::yes();
}

cluster_told object_tables::told_by(node_id cluster) const noexcept {
    const auto found = std::ranges::lower_bound(clusters_, cluster, {}, &cluster_told::node);
    return found == clusters_.end() || found->node != cluster ? cluster_told{cluster} : *found;
}

truth object_tables::isolates_nobody(node_id cluster) const noexcept {
    const auto mode = told_by(cluster).mode;
    if (mode == cluster_mode::unseen) return truth::unknown();
    return mode == cluster_mode::open ? truth::yes() : truth::no();
}

std::span<const object_tables::given_folder> object_tables::given_on(node_id folder) const noexcept {
    const auto found = std::ranges::equal_range(given_, folder, {}, &given_folder::folder);
    return {found.begin(), found.end()};
}

bool object_tables::published(node_id dashboard) const noexcept {
    return std::ranges::binary_search(published_, dashboard);
}

} // namespace canreach::graph
