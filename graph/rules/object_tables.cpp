#include "graph/rules/object_tables.hpp"

#include <algorithm>

namespace canreach::graph {

object_tables::object_tables(const node_table& nodes, const tenancy& where, std::span<const source_link> links,
                             std::span<const source_home> homes) {
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
    for (std::uint32_t id = 0; id < nodes.size(); ++id)
        if (nodes.kind[id] == node_kind::app) outside_.push_back(node_id{id});
    std::ranges::sort(outside_);
}

std::span<const object_tables::given_folder> object_tables::given_on(node_id folder) const noexcept {
    const auto found = std::ranges::equal_range(given_, folder, {}, &given_folder::folder);
    return {found.begin(), found.end()};
}

bool object_tables::published(node_id dashboard) const noexcept {
    return std::ranges::binary_search(published_, dashboard);
}

} // namespace canreach::graph
