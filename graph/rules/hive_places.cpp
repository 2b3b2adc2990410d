#include "graph/rules/hive_places.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "model/storage_path.hpp"

namespace canreach::graph {
namespace {

/// A Hive table's files, and what of Unity Catalog covers them.
struct hive_place {
    storage_path where;
    node_id table;
    std::vector<node_id> volumes;
    std::vector<node_id> locations;
    std::vector<node_id> credentials;
    bool shielded = false;
};

const std::string& text_of(const hive_place& place) {
    return place.where.text();
}

/// Calls `visit` for every Hive table in a place. Texts that begin with that of the place are neighbours.
template <class Visit>
void visit_within(std::vector<hive_place>& tables, const storage_path& place, Visit visit) {
    for (auto at = std::ranges::lower_bound(tables, place.text(), {}, text_of);
         at != tables.end() && at->where.text().starts_with(place.text()); ++at)
        if (place.covers(at->where)) visit(*at);
}

} // namespace

result<hive_files> hive_tables_in_places(fact_source& source, const node_table& nodes) {
    hive_files made;
    const auto is_hive = [](node_kind kind) { return kind == node_kind::hive_table; };
    if (std::ranges::none_of(nodes.kind, is_hive)) return made;
    std::vector<hive_place> tables;
    const std::array<std::string_view, 1> wanted{"url"};
    auto visited = source.visit_attributes(wanted, [&](const source_attribute& one) {
        if (!nodes.has(one.node) || !is_hive(nodes.kind[one.node.value])) return;
        auto where = storage_path::parse(one.value);
        if (!where || where->how() != storage_path::form::cloud) return;
        if (where->in_managed_storage())
            made.governed.push_back(one.node);
        else
            tables.push_back({*std::move(where), one.node, {}, {}, {}, false});
    });
    if (!visited) return std::move(visited).error();
    if (tables.empty()) return made;
    std::ranges::sort(tables, {}, text_of);
    visited = source.visit_attributes(wanted, [&](const source_attribute& one) {
        if (!nodes.has(one.node)) return;
        const auto kind = nodes.kind[one.node.value];
        const bool data = kind == node_kind::table || kind == node_kind::model;
        if (!data && kind != node_kind::volume && kind != node_kind::location && kind != node_kind::credential) return;
        const auto place = storage_path::parse(one.value);
        if (!place) return;
        visit_within(tables, *place, [&](hive_place& table) {
            if (data)
                table.shielded = true;
            else
                (kind == node_kind::volume     ? table.volumes
                 : kind == node_kind::location ? table.locations
                                               : table.credentials)
                    .push_back(one.node);
        });
    });
    if (!visited) return std::move(visited).error();
    for (const auto& table : tables) {
        const auto& found = table.volumes.empty() ? table.locations : table.volumes;
        if (table.shielded || !found.empty()) {
            made.governed.push_back(table.table);
            if (!table.shielded && found.size() == 1)
                made.located.push_back({link_type::located_in, table.table, found.front()});
            continue;
        }
        for (const auto credential : table.credentials)
            made.reachable.push_back({link_type::credential, table.table, credential});
    }
    const auto order = [](const source_link& one) { return std::pair{one.from, one.to}; };
    std::ranges::sort(made.located, {}, order);
    std::ranges::sort(made.reachable, {}, order);
    std::ranges::sort(made.governed);
    return made;
}

} // namespace canreach::graph
