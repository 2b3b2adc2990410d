#include "graph/rules/object_tables.hpp"

#include <algorithm>
#include <map>

namespace canreach::graph {

object_tables::object_tables(const node_table& nodes, const tenancy& where, std::span<const source_link> links,
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
    std::ranges::sort(given_);

    for (const auto& link : links)
        if (link.type == link_type::published_as && nodes.kind[link.from.value] == node_kind::dashboard)
            published_.push_back(link.from);
    std::ranges::sort(published_);
    const auto repeated = std::ranges::unique(published_);
    published_.erase(repeated.begin(), repeated.end());

    outside_ = published_;
    std::ranges::sort(clusters_, {}, &cluster_told::node);
    std::map<node_id, node_id> dedicated;
    for (const auto& link : links)
        if (link.type == link_type::single_user) dedicated[link.from] = link.to;
    for (std::uint32_t id = 0; id < nodes.size(); ++id) {
        const auto kind = nodes.kind[id];
        const node_id node{id};
        if (kind == node_kind::app) outside_.push_back(node);
        if (kind != node_kind::warehouse && kind != node_kind::cluster) continue;
        const auto w = nodes.scope[id] == no_node ? tenancy::no_workspace : where.find(nodes.scope[id]);
        if (w == tenancy::no_workspace) continue;
        const auto whom = dedicated.find(node);
        const auto told = told_by(node);
        compute_[w].push_back({node, kind == node_kind::warehouse, told.mode,
                               whom == dedicated.end() ? no_node : whom->second, told.age});
    }
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

bool object_tables::has_old_dedicated() const noexcept {
    return std::ranges::any_of(compute_, [](const auto& all) {
        return std::ranges::any_of(all, [](const compute& one) { return one.checks_caller().maybe; });
    });
}

cluster_told object_tables::told_by(node_id cluster) const noexcept {
    const auto found = std::ranges::lower_bound(clusters_, cluster, {}, &cluster_told::node);
    return found == clusters_.end() || found->node != cluster ? cluster_told{cluster} : *found;
}

std::span<const object_tables::given_folder> object_tables::given_on(node_id folder) const noexcept {
    const auto found = std::ranges::equal_range(given_, folder, {}, &given_folder::folder);
    return {found.begin(), found.end()};
}

bool object_tables::published(node_id dashboard) const noexcept {
    return std::ranges::binary_search(published_, dashboard);
}

} // namespace canreach::graph
