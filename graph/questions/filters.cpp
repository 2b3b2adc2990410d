/// Row filters and column masks that shape what a principal reads (V3, V4).
#include "graph/questions/filters.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "graph/operations.hpp"
#include "graph/rules/requirements.hpp"
#include "model/privileges.hpp"

namespace canreach::graph::detail {
namespace {

bool reads_rows(action what) {
    if (what.what == action::form::privilege) return what.number == static_cast<unsigned>(privilege::select);
    return what.what == action::form::operation && known_operations()[what.number].name == "SELECT";
}

/// Filters and masks on what a view reads, at whatever depth, and where there may be more of them.
void add_behind(const account& in, node_id view, std::set<node_id>& seen, can_answer& into) {
    for (const auto id : in.views.bases_of(view)) {
        const node_id base{id};
        if (!seen.insert(base).second) continue;
        for (const auto which : in.policies.on(base)) {
            const auto type = in.policies.at(which).type;
            const bool shapes = type == policy_type::row_filter || type == policy_type::column_mask;
            auto& known = into.applied_behind;
            if (shapes && std::ranges::find(known, which) == known.end()) known.push_back(which);
        }
        if (!in.policies.unread_above(in.nodes, base).empty()) into.behind_unread.push_back(base);
        if (in.nodes.type[id] == securable::view) add_behind(in, base, seen, into);
    }
}

} // namespace

void add_applied(const account& in, const request& what, const plan& asked, const identity::carried& who,
                 can_answer& into) {
    if (in.policies.none() || into.how == verdict::no || !std::ranges::any_of(what.actions, reads_rows)) return;
    std::vector<scene> scenes{what.how == mode::granted ? scene::every() : scene::plain()};
    for (const auto& row : into.workspaces)
        if (const auto own = asked.scene_in(in.where.find(row.workspace)); own.what != scene::form::plain)
            scenes.push_back(own);
    for (const auto which : in.policies.on(asked.resource())) {
        const auto& one = in.policies.at(which);
        if (one.type != policy_type::row_filter && one.type != policy_type::column_mask) continue;
        auto named = truth::no();
        for (const auto where : scenes) named |= is_named(in, one, who, where);
        if (named.maybe) into.applied.push_back({which, verdict_of(named)});
    }
    if (in.nodes.type[asked.resource().value] == securable::view) {
        std::set<node_id> seen;
        add_behind(in, asked.resource(), seen, into);
    }
    into.applied_unread = !in.policies.unread_above(in.nodes, asked.resource()).empty();
}

} // namespace canreach::graph::detail
