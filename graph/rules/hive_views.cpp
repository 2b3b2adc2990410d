// Views of the Hive metastore (rule H11).
#include <algorithm>
#include <set>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/rules/conditions.hpp"
#include "graph/rules/hive_rulebook.hpp"
#include "graph/rules/supplies.hpp"
#include "graph/rules/unity.hpp"

namespace canreach::graph {
namespace {

using detail::account;
using part_kind = missing_part::what;

condition settled(truth value, part_kind kind, node_id on, node_id view) {
    auto made = leaf_of(condition::form::settled, kind, on, "H11");
    made.given = value;
    made.part.view = view;
    return made;
}

/// Whether two things have one registered owner.
truth same_owner(const account& in, node_id a, node_id b) {
    const auto first = in.owners_of.of(a.value);
    const auto second = in.owners_of.of(b.value);
    if (std::ranges::find_first_of(first, second) != first.end()) return truth::yes();
    const auto more_of = [&](node_id node) {
        const bool hive = family_of(in.nodes.kind[node.value]) == kind_family::hive;
        return unread(in, {node, {}, true, hive ? facet::hive : facet::unity});
    };
    const bool more = more_of(a) || more_of(b);
    return more ? truth::unknown() : truth::no();
}

void read_by_unity(condition& circuit) {
    circuit.by_unity = true;
    for (auto& part : circuit.parts) read_by_unity(part);
}

} // namespace

condition hive_rulebook::bases_readable(node_id view) {
    if (in_.nodes.type[view.value] != securable::hive_view) return {};
    seen_.add(profile_switch::hive_view_chain);
    if (profile_.get<hive_view_chain>() == hive_view_chain::off) return {};
    if (reads_itself(view)) return settled(truth::no(), part_kind::base_owner, view, view);
    // Each step of the chain asks for itself, so that of views on views every edge is one condition.
    std::vector<condition> parts;
    std::vector<node_id> todo{view};
    std::set<node_id> seen{view};
    while (!todo.empty()) {
        const auto at = todo.back();
        todo.pop_back();
        if (in_.read_parts.missing(at, node_part::definition))
            parts.push_back(settled(truth::unknown(), part_kind::base_owner, at, at));
        for (const auto id : in_.views.bases_of(at)) {
            const node_id base{id};
            if (auto one = base_readable(at, base); one.what != condition::form::all || !one.parts.empty())
                parts.push_back(std::move(one));
            if (in_.nodes.type[id] == securable::hive_view && seen.insert(base).second) todo.push_back(base);
        }
    }
    return group_of(condition::form::all, std::move(parts));
}

condition hive_rulebook::base_readable(node_id view, node_id base) {
    // One owner in common says nothing to Unity Catalog.
    if (family_of(in_.nodes.kind[base.value]) != kind_family::hive) return caller_reads(base);
    const auto alike = same_owner(in_, view, base);
    if (alike.surely) return {};
    auto asked = caller_reads(base);
    if (!alike.maybe) return asked;
    return group_of(condition::form::any,
                    {std::move(asked), settled(truth::unknown(), part_kind::base_owner, base, view)});
}

condition hive_rulebook::caller_reads(node_id base) {
    const auto family = family_of(in_.nodes.kind[base.value]);
    if (family == kind_family::hive && in_.nodes.scope[base.value] == workspace_) {
        auto held = privilege_on(base, hive_privilege::select, "H11");
        return group_of(condition::form::all, {std::move(held), usage_for(base)});
    }
    const auto w = in_.where.find(workspace_);
    const auto metastore = in_.metastore_of(base);
    if (family != kind_family::unity || metastore == no_node || w == tenancy::no_workspace)
        return settled(truth::no(), part_kind::base_owner, base, base);
    // A base in Unity Catalog is read by the rules there, from this workspace.
    auto attached = truth::no();
    for (const auto& door : in_.where.doors_of(metastore))
        if (door.workspace == w) attached = door.attached;
    auto reached = settled(attached & in_.where.lets_through(w, in_.root_of(base), reach::read), part_kind::binding,
                           in_.root_of(base), no_node);
    reached.part.workspace = workspace_;
    request reading;
    reading.actions = {};
    reading.profile = profile_;
    const action select{action::form::privilege, static_cast<std::uint16_t>(privilege::select)};
    auto held = std::move(bind_unity(in_, select, reading, base).front().need);
    read_by_unity(held);
    return group_of(condition::form::all, {std::move(held), std::move(reached)});
}

bool hive_rulebook::reads_itself(node_id view) const {
    // Depth-first with the current chain marked: a view met on its own chain is a circle.
    struct step {
        node_id at;
        std::size_t next = 0;
    };
    std::vector<step> chain{{view}};
    std::set<node_id> on_chain{view};
    std::set<node_id> done;
    while (!chain.empty()) {
        auto& [at, next] = chain.back();
        const auto bases = in_.views.bases_of(at);
        if (next == bases.size()) {
            on_chain.erase(at);
            done.insert(at);
            chain.pop_back();
            continue;
        }
        const node_id base{bases[next++]};
        if (in_.nodes.type[base.value] != securable::hive_view || done.contains(base)) continue;
        if (!on_chain.insert(base).second) return true;
        chain.push_back({base});
    }
    return false;
}

} // namespace canreach::graph
