#include "audit/snapshot.hpp"

#include <set>

#include "audit/tables.hpp"

namespace canreach::audit {

result<crawl_extent> extent_of(account& in) {
    crawl_extent made;
    cell_writer cells(in);
    std::set<std::pair<std::string, std::string>> left_out;
    node_id last = no_node;
    for (const auto& gap : in.facts.gaps()) {
        if (is_left_out(gap.how, gap.reason)) left_out.emplace(gap.family, gap.reason);
        // Several lists may be missing of one container: gaps come in the order of nodes.
        if (gap.part != node_part::children || gap.about == last) continue;
        last = gap.about;
        made.unlisted.push_back(cells.node(gap.about));
    }
    if (cells.fault()) return *cells.fault();
    made.left_out.assign(left_out.begin(), left_out.end());
    return made;
}

} // namespace canreach::audit
