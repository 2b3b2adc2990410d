#include "graph/questions/broken_bases.hpp"

#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/questions/fixes.hpp"
#include "graph/rules/unity.hpp"
#include "graph/rules/unity_tables.hpp"

namespace canreach::graph::detail {
namespace {

/// Whether a view is among what it reads, at whatever depth.
bool reads_itself(const account& in, node_id view) {
    std::vector<node_id> seen;
    std::vector<node_id> todo{view};
    while (!todo.empty()) {
        const auto at = todo.back();
        todo.pop_back();
        for (const auto id : in.views.bases_of(at)) {
            if (node_id{id} == view) return true;
            if (std::ranges::find(seen, node_id{id}) != seen.end()) continue;
            seen.push_back(node_id{id});
            todo.push_back(node_id{id});
        }
    }
    return false;
}

} // namespace

std::vector<missing_part> broken_bases(const account& in, node_id view, scene where) {
    std::vector<missing_part> broken;
    std::vector<node_id> todo{view};
    std::vector<node_id> seen{view};
    const auto breaks = [&](node_id at, node_id base) {
        missing_part part;
        part.kind = missing_part::what::definer;
        part.on = base;
        part.rule = "V1";
        part.view = at;
        add_part(broken, part);
    };
    while (!todo.empty()) {
        const auto at = todo.back();
        todo.pop_back();
        if (in.views.works(at, where.workspace).surely) continue;
        const auto owners = in.owners_of.of(at.value);
        const auto before = broken.size();
        bool below = false;
        for (const auto id : in.views.bases_of(at)) {
            const node_id base{id};
            condition both;
            both.parts.push_back(holding(in, base, reading_bit(in.nodes.type[id]), "V1"));
            both.parts.push_back(usage_above(in, base));
            const bool readable = std::ranges::any_of(owners, [&](std::uint32_t owner) {
                const auto number = in.who.find(node_id{owner});
                return number != identity::no_principal && holds(in, both, in.who.carried_by(number), where).surely;
            });
            if (!readable) breaks(at, base);
            if (in.nodes.type[id] != securable::view) continue;
            below = below || !in.views.works(base, where.workspace).surely;
            if (std::ranges::find(seen, base) == seen.end()) {
                seen.push_back(base);
                todo.push_back(base);
            }
        }
        // Nothing below is to blame, or not alone.
        if (reads_itself(in, at) || owners.empty() || in.read_parts.missing(at, node_part::definition) ||
            (broken.size() == before && !below))
            breaks(at, at);
    }
    if (broken.empty()) breaks(view, view);
    return broken;
}

} // namespace canreach::graph::detail
