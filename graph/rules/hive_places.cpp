#include "graph/rules/hive_places.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace canreach::graph {
namespace {

/// Scheme and authority of a cloud path, as far as both are written; the whole text where there is nothing behind them.
std::string_view root_of(std::string_view path) {
    const auto scheme = path.find("://");
    if (scheme == std::string_view::npos) return path;
    return path.substr(0, path.find('/', scheme + 3));
}

/// Tells places apart that share the root of some Hive table from all others, which cover none: most urls of an account
/// are such, and need not be taken apart.
class shared_roots {
public:
    void add(const storage_path& hive_table) { known_.emplace(root_of(hive_table.text())); }

    [[nodiscard]] bool may_cover(std::string_view path) {
        const auto root = root_of(path);
        if (root == last_) return last_shared_; // neighbours mostly lie in one bucket
        const auto place = storage_path::parse(root);
        last_shared_ = place && known_.contains(root_of(place->text()));
        last_ = root;
        return last_shared_;
    }

private:
    std::set<std::string, std::less<>> known_;
    std::string last_;
    bool last_shared_ = false;
};

} // namespace

hive_place_finder::hive_place_finder(const node_table& nodes)
    : nodes_(&nodes), any_hive_(nodes.kind.may_occur(node_kind::hive_table)) {}

void hive_place_finder::take(const source_attribute& row) {
    if (!any_hive_ || row.name != name || !nodes_->has(row.node)) return;
    switch (nodes_->kind[row.node.value]) {
    case node_kind::hive_table: take_hive_table(row); break;
    case node_kind::table:
    case node_kind::model:
    case node_kind::volume:
    case node_kind::location:
    case node_kind::credential:
        texts_ += row.value;
        others_.push_back({row.node, texts_.size()});
        break;
    default: break;
    }
}

void hive_place_finder::take_hive_table(const source_attribute& row) {
    auto where = storage_path::parse(row.value);
    if (!where || where->how() != storage_path::form::cloud) return;
    if (where->in_managed_storage())
        made_.governed.push_back(row.node);
    else
        tables_.push_back({*std::move(where), row.node, {}, {}, {}, false});
}

/// Texts that begin with that of the place are neighbours.
void hive_place_finder::cover(node_id node, const storage_path& place) {
    const auto kind = nodes_->kind[node.value];
    const auto text_of = [](const hive_place& one) -> const std::string& { return one.where.text(); };
    for (auto at = std::ranges::lower_bound(tables_, place.text(), {}, text_of);
         at != tables_.end() && at->where.text().starts_with(place.text()); ++at) {
        if (!place.covers(at->where)) continue;
        switch (kind) {
        case node_kind::volume: at->volumes.push_back(node); break;
        case node_kind::location: at->locations.push_back(node); break;
        case node_kind::credential: at->credentials.push_back(node); break;
        default: at->shielded = true; break; // a table or model (S1)
        }
    }
}

hive_files hive_place_finder::found() && {
    std::ranges::sort(tables_, {}, [](const hive_place& one) -> const std::string& { return one.where.text(); });
    shared_roots roots;
    for (const auto& table : tables_) roots.add(table.where);
    std::size_t first = 0;
    for (const auto& [node, end] : others_) {
        const auto text = std::string_view(texts_).substr(first, end - first);
        first = end;
        if (tables_.empty() || !roots.may_cover(text)) continue;
        if (const auto place = storage_path::parse(text)) cover(node, *place);
    }
    for (const auto& table : tables_) {
        const auto& found = table.volumes.empty() ? table.locations : table.volumes;
        if (table.shielded || !found.empty()) {
            made_.governed.push_back(table.table);
            if (!table.shielded && found.size() == 1)
                made_.located.push_back({link_type::located_in, table.table, found.front()});
            continue;
        }
        for (const auto credential : table.credentials)
            made_.reachable.push_back({link_type::credential, table.table, credential});
    }
    const auto order = [](const source_link& one) { return std::pair{one.from, one.to}; };
    std::ranges::sort(made_.located, {}, order);
    std::ranges::sort(made_.reachable, {}, order);
    std::ranges::sort(made_.governed);
    return std::move(made_);
}

} // namespace canreach::graph
