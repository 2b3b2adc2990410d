#include <algorithm>

#include "graph/access_graph.hpp"
#include "graph/detail/account.hpp"
#include "graph/questions/broken_bases.hpp"
#include "graph/questions/choices.hpp"
#include "graph/questions/fixes.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/questions.hpp"
#include "graph/questions/ways.hpp"
#include "graph/questions/witnesses.hpp"
#include "graph/rules/supplies.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::graph::detail {
namespace {

void add_supplies(const account& in, const condition& leaf, witness_list& into, scene where) {
    for (const auto& from : leaf.supplies)
        visit_facts(in, from, [&](const supplying_fact& fact) {
            into.add(fact.holder, {fact.kind, fact.holder, from.on, fact.bits, from.in}, scene_of(leaf, where));
            return true;
        });
}

/// The policies of a leaf that name the principal, by each of whom they name (U17).
void add_policies(const account& in, const condition& leaf, const identity::carried& who, witness_list& into,
                  scene where) {
    if (leaf.what != condition::form::policy) return;
    for (const auto& group : leaf.test->groups)
        for (const auto which : group) {
            const auto& one = in.policies.at(which);
            if (!is_named(in, one, who, where).surely) continue;
            for (const auto holder : one.to)
                into.add(holder,
                         {witness_step::what::policy, holder, leaf.part.on, one.privileges, facet::unity, which},
                         where);
        }
}

/// Assignments that let one into a workspace, and presence in its own groups; `admins`: those that make one its admin.
std::vector<witness> ways_into(const account& in, const identity::carried& who, workspace_no w, known_chains& known,
                               bool admins = false) {
    const auto enough = admins ? mask{role::workspace_admin} : mask{role::workspace_user, role::workspace_admin};
    witness_list list(in, who, known);
    const auto node = in.where.node_of(w);
    for (const auto& row : in.grants.on(node)) {
        const auto& bits = in.grants.bits_of(row);
        const auto serving = bits.allow & enough;
        if (bits.what != facet::role || serving.empty()) continue;
        const auto number = in.who.find(row.other);
        if (number == identity::no_principal) continue;
        const bool counts = in.who.account_scoped(number) ? who.test(number).surely : number == who.self();
        if (counts)
            list.add_carried(row.other, {witness_step::what::assignment, row.other, node, serving, facet::role});
    }
    bool more = false;
    auto found = list.take(more);
    for (const auto& [group, meaning] : in.nodes.system_groups) {
        if (in.nodes.scope[group.value] != node || (admins && meaning != built_in::admins)) continue;
        for (auto& present : chains_of_steps(in, who.self(), in.who.find(group), 1)) {
            present.push_back({witness_step::what::built_in, group, node, {}, {}});
            found.push_back(std::move(present));
        }
    }
    return found;
}

/// Of alternatives none of which holds those that something would make hold, nearest first: none that asks for all that
/// another one does and more, nor one that gives the run of a workspace for what a grant gives, too. Where nothing can
/// be done about any the nearest.
std::vector<const condition*> nearest_branches(const account& in, const condition& circuit,
                                               const identity::carried& who, scene where) {
    struct branch {
        const condition* part;
        fix way;
    };
    std::vector<branch> all;
    for (const auto& part : circuit.parts) all.push_back({&part, fixes_of(in, part, who, where).front()});
    std::ranges::stable_sort(all, {}, [](const branch& one) { return std::pair{!one.way.possible, one.way.cost()}; });
    std::vector<branch> kept;
    for (auto& one : all) {
        const bool first = kept.empty();
        if (!first && (!one.way.possible || one.way.gives_everything())) break;
        if (std::ranges::none_of(kept, [&](const branch& own) { return own.way.covers(one.way); }))
            kept.push_back(std::move(one));
        if (first && !kept.front().way.possible) break;
    }
    std::vector<const condition*> found;
    for (const auto& one : kept) found.push_back(one.part);
    return found;
}

/// Of alternatives those that hold, else those that may, else those that are missing.
branch_choice branches_that_matter(const account& in, const identity::carried& who, scene where) {
    return [&in, &who, where](const condition& circuit) {
        const auto total = holds(in, circuit, who, where);
        if (!total.maybe) return nearest_branches(in, circuit, who, where);
        std::vector<const condition*> found;
        for (const auto& part : circuit.parts) {
            const auto how = holds(in, part, who, where);
            if (how.maybe && (how.surely || !total.surely)) found.push_back(&part);
        }
        return found;
    };
}

/// The leaves that a verdict rests on.
std::vector<asked_leaf> leaves_that_matter(const account& in, const condition& circuit, const identity::carried& who,
                                           scene where) {
    return asked_leaves(circuit, branches_that_matter(in, who, where), [](const condition&) { return true; });
}

/// The leaves of alternatives, too, one by one.
std::vector<const condition*> each_leaf(const std::vector<asked_leaf>& asked) {
    std::vector<const condition*> found;
    for (const auto& one : asked) found.insert(found.end(), one.leaves.begin(), one.leaves.end());
    return found;
}

/// A leaf with its witnesses; alternatives that supply the same thing are one prerequisite.
void add_prerequisite(const account& in, const condition& leaf, const std::vector<alternative>& within,
                      const identity::carried& who, scene where, known_chains& known, std::vector<prerequisite>& into) {
    prerequisite one;
    one.what = leaf.part;
    one.within = within;
    one.how = verdict_of(holds(in, leaf, who, where));
    witness_list list(in, who, known);
    add_supplies(in, leaf, list, where);
    add_policies(in, leaf, who, list, where);
    one.witnesses = list.take(one.more_witnesses);
    const bool way_in = leaf.what == condition::form::workspace_access;
    if (way_in || leaf.what == condition::form::workspace_admin)
        one.witnesses = ways_into(in, who, in.where.find(leaf.part.workspace), known, !way_in);
    const auto same = std::ranges::find_if(
        into, [&](const auto& own) { return own.within == within && same_part(own.what, one.what); });
    if (same == into.end()) {
        into.push_back(std::move(one));
        return;
    }
    same->how = std::max(same->how, one.how);
    same->more_witnesses = same->more_witnesses || one.more_witnesses;
    for (auto& way : one.witnesses)
        if (std::ranges::find(same->witnesses, way) == same->witnesses.end()) same->witnesses.push_back(std::move(way));
    std::ranges::stable_sort(same->witnesses, {}, &witness::size);
}

/// What its owner must read for a view to work (V1), and of one that does not work what the owner cannot read.
void add_bases(const account& in, const condition& leaf, const std::vector<alternative>& within,
               const identity::carried& who, scene where, std::vector<prerequisite>& into) {
    const auto how = verdict_of(holds(in, leaf, who, where));
    std::vector<missing_part> parts;
    if (how == verdict::yes)
        for (const auto base : in.views.bases_of(leaf.part.on)) {
            parts.push_back(leaf.part);
            parts.back().view = leaf.part.on;
            parts.back().on = node_id{base};
        }
    else
        parts = broken_bases(in, leaf.part.on, where);
    if (parts.empty()) parts.push_back(leaf.part);
    for (auto& part : parts) {
        prerequisite one;
        one.what = std::move(part);
        one.within = within;
        one.how = how;
        into.push_back(std::move(one));
    }
}

/// What it can be run on (T7), in the first workspace that serves, else in the first one.
void add_compute(const account& in, const plan& asked, const identity::carried& ids, known_chains& known,
                 explanation& told) {
    if (asked.compute().empty()) return;
    const auto* chosen = &asked.compute().front();
    for (const auto& one : asked.compute())
        if (!told.answer.workspaces.empty() &&
            in.where.node_of(one.workspace) == told.answer.workspaces.front().workspace)
            chosen = &one;
    const auto where = chosen->where();
    prerequisite one;
    one.what.kind = missing_part::what::compute;
    one.what.on = asked.resource();
    one.what.workspace = in.where.node_of(chosen->workspace);
    one.what.rule = "T7";
    one.how = verdict_of(holds(in, chosen->need, ids, where));
    if (one.how == verdict::yes) {
        witness_list list(in, ids, known);
        for (const auto* leaf : each_leaf(leaves_that_matter(in, chosen->need, ids, where)))
            if (leaf->part.kind == missing_part::what::level) add_supplies(in, *leaf, list, where);
        one.witnesses = list.take(one.more_witnesses);
    }
    told.prerequisites.push_back(std::move(one));
}

} // namespace

explanation explain(const account& in, node_id principal, const request& what, node_id resource) {
    explanation told;
    told.answer = can(in, principal, what, resource);
    if (!in.nodes.has(principal) || !in.nodes.has(resource)) return told;
    const auto number = in.who.find(principal);
    if (number == identity::no_principal) return told;
    const plan asked(in, what, resource);
    const auto ids = in.who.carried_by(number);
    // The scene that shows most: that of the first workspace it holds from as surely as it holds at all, if its
    // built-in groups matter.
    auto where = asked.base_scene();
    const bool by_place = asked.depends_on_place();
    for (const auto& row : told.answer.workspaces) {
        if (asked.self_contained()) break;
        if (row.how != told.answer.how) continue;
        const auto special = asked.scene_in(in.where.find(row.workspace));
        const bool plainly = !by_place && asked.combine(asked.each_for(ids, where)).surely;
        if (plainly || special.what == scene::form::plain) break;
        where = special;
        if (by_place) break;
    }
    if (by_place && told.answer.workspaces.empty()) {
        const auto inside = std::ranges::find_if(asked.special_scenes(),
                                                 [&](workspace_no w) { return in.where.access(w).test(number).maybe; });
        if (inside != asked.special_scenes().end()) where = asked.scene_in(*inside);
    }
    const auto circuit = circuit_of(asked);
    known_chains known(in, number);
    for (const auto& one : leaves_that_matter(in, circuit, ids, where))
        for (const auto* leaf : one.leaves) {
            if (leaf->what == condition::form::definer)
                add_bases(in, *leaf, one.within, ids, where, told.prerequisites);
            else
                add_prerequisite(in, *leaf, one.within, ids, where, known, told.prerequisites);
        }
    add_compute(in, asked, ids, known, told);
    for (const auto& row : told.answer.workspaces)
        told.workspaces.emplace_back(row, ways_into(in, ids, in.where.find(row.workspace), known));
    if (told.answer.how != verdict::yes)
        for (auto& way : fixes_of(in, asked, ids))
            if (way.possible) told.additions.push_back(std::move(way.parts));
    return told;
}

ways_in ways_by(const account& in, const plan& asked, const identity::carried& ids) {
    ways_in made;
    std::vector<scene> scenes{asked.base_scene()};
    for (const auto w : asked.special_scenes())
        if (in.where.access(w).test(ids.self()).maybe) scenes.push_back(scene::in(w));
    for (const auto& action : asked.actions()) {
        for (const auto where : scenes) {
            for (const auto* leaf : each_leaf(leaves_that_matter(in, action.need, ids, where))) {
                // Usage opens the way; what one asks for is the rest.
                const bool opens =
                    (leaf->part.rule == "U7" || leaf->part.rule == "H4") && leaf->part.on != asked.resource();
                if (opens || leaf->what == condition::form::spared) continue;
                if (leaf->what == condition::form::workspace_admin && holds(in, *leaf, ids, where).surely)
                    made.administered.push_back(leaf->part.workspace);
                for (const auto& from : leaf->supplies) made.supplied.push_back({from, scene_of(*leaf, where)});
                if (leaf->what != condition::form::policy) continue;
                for (const auto& group : leaf->test->groups)
                    for (const auto holder : in.policies.at(group.front()).to)
                        if (is_named(in, in.policies.at(group.front()), ids, where).surely &&
                            carries(in, ids, holder, where).surely)
                            made.named.push_back(holder);
            }
        }
    }
    return made;
}

std::vector<via_item> told_ways(const account& in, const ways_in& ways, const identity::carried& ids,
                                node_id metastore) {
    std::vector<via_item> items;
    const auto add = [&](node_id through, bool owner, node_id on) {
        const auto grantee = in.who.find(through);
        const bool self = grantee == ids.self();
        auto how = owner ? (self ? via_item::how::owner : via_item::how::owner_group)
                         : (self ? via_item::how::direct : via_item::how::group);
        if (owner && on == metastore)
            how = via_item::how::metastore_admin;
        else if (!self && !owner && in.who.meaning_of(grantee) != built_in::none)
            how = via_item::how::built_in;
        items.push_back({how, through});
    };
    for (const auto workspace : ways.administered) items.push_back({via_item::how::workspace_admin, workspace});
    for (const auto& [from, where] : ways.supplied)
        visit_facts(in, from, [&](const supplying_fact& fact) {
            if (carries(in, ids, fact.holder, where).surely) add(fact.holder, from.owners, from.on);
            return true;
        });
    for (const auto holder : ways.named) add(holder, false, no_node);
    std::ranges::sort(items);
    const auto repeated = std::ranges::unique(items);
    items.erase(repeated.begin(), repeated.end());
    return items;
}

std::vector<via_item> via(const account& in, node_id principal, const request& what, node_id resource) {
    if (!in.nodes.has(principal) || !in.nodes.has(resource)) return {};
    const auto number = in.who.find(principal);
    if (number == identity::no_principal) return {};
    const auto ids = in.who.carried_by(number);
    return told_ways(in, ways_by(in, *in.recent.of(in, what, resource), ids), ids, in.metastore_of(resource));
}

} // namespace canreach::graph::detail
