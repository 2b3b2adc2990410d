#include "graph/paths.hpp"

#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/questions/questions.hpp"

namespace canreach::graph::detail {
namespace {

using how = path_ruling::how;

/// S1: what has privileges of its own over its files.
bool holds_data(securable what) {
    return what == securable::table || what == securable::materialized_view || what == securable::streaming_table ||
           what == securable::volume || what == securable::model;
}

/// Listings below a metastore that may have left out something with a place: `locations` of those directly in it, or
/// data securables.
void add_gaps(const account& in, node_id metastore, bool locations, path_ruling& into) {
    const auto& gaps = in.read_parts.gaps();
    for (gap_index i = 0; i < gaps.size(); ++i) {
        const auto& gap = gaps[i];
        if (gap.part != node_part::children || !in.tree.contains(metastore, gap.about)) continue;
        if (gap.family == "functions") continue; // functions have no place
        if (gap.family == "locations" && !locations) continue;
        into.gaps.push_back(i);
    }
}

path_ruling rule_on(const account& in, node_id metastore, std::span<const place_on_path> places, bool managed) {
    path_ruling made;
    made.metastore = metastore;
    std::vector<node_id> data, below, locations, credentials;
    for (const auto& [node, covers] : places) {
        if (in.metastore_of(node) != metastore) continue;
        const auto type = in.nodes.type[node.value];
        if (holds_data(type)) (covers ? data : below).push_back(node);
        if (type == securable::location && covers) locations.push_back(node);
        if (type == securable::credential && covers) credentials.push_back(node);
    }
    const auto refuse = [&](how why, const std::vector<node_id>& because) {
        made.what = why;
        made.because = because;
    };
    if (!below.empty()) {
        refuse(how::parent, below);
    } else if (data.size() > 1) {
        refuse(how::several, data);
    } else if (data.size() == 1) {
        made.what = how::securable;
        made.deciders = data;
    } else {
        add_gaps(in, metastore, true, made);
        if (managed) {
            refuse(how::managed, {});
        } else if (locations.size() > 1) {
            refuse(how::overlap, locations);
        } else if (locations.size() == 1) {
            made.what = how::location;
            made.deciders = locations;
        } else {
            made.deciders = credentials;
        }
    }
    return made;
}

} // namespace

std::vector<path_ruling> rulings_on(const account& in, std::span<const place_on_path> places, bool managed) {
    std::vector<path_ruling> made;
    in.nodes.for_each_of(node_kind::metastore,
                         [&](node_id metastore) { made.push_back(rule_on(in, metastore, places, managed)); });
    return made;
}

} // namespace canreach::graph::detail
