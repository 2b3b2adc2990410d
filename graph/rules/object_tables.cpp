#include "graph/rules/object_tables.hpp"

#include <algorithm>
#include <map>

namespace canreach::graph {

object_tables::object_tables(const node_table& nodes, const tenancy& where, const link_table& links,
                             std::span<const source_home> homes,
                             std::span<const std::pair<node_id, cluster_mode>> modes)
    : compute_(where.size()), modes_(modes.begin(), modes.end()) {
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
    std::ranges::sort(modes_);
    std::map<node_id, node_id> dedicated;
    links.for_each_of(link_type::single_user, [&](const source_link& link) { dedicated[link.from] = link.to; });
    nodes.for_each_of(node_kind::app, [&](node_id app) { outside_.push_back(app); });
    for (const auto kind : {node_kind::cluster, node_kind::warehouse})
        nodes.for_each_of(kind, [&](node_id node) {
            const auto space = nodes.scope[node.value];
            const auto w = space == no_node ? tenancy::no_workspace : where.find(space);
            if (w == tenancy::no_workspace) return;
            const auto whom = dedicated.find(node);
            compute_[w].push_back(
                {node, kind == node_kind::warehouse, mode_of(node), whom == dedicated.end() ? no_node : whom->second});
        });
    for (auto& all : compute_) std::ranges::sort(all, {}, &compute::node);
    std::ranges::sort(outside_);
}

cluster_mode object_tables::mode_of(node_id cluster) const noexcept {
    const auto found = std::ranges::lower_bound(modes_, cluster, {}, &std::pair<node_id, cluster_mode>::first);
    return found == modes_.end() || found->first != cluster ? cluster_mode::open : found->second;
}

std::span<const object_tables::given_folder> object_tables::given_on(node_id folder) const noexcept {
    const auto found = std::ranges::equal_range(given_, folder, {}, &given_folder::folder);
    return {found.begin(), found.end()};
}

bool object_tables::published(node_id dashboard) const noexcept {
    return std::ranges::binary_search(published_, dashboard);
}

} // namespace canreach::graph
