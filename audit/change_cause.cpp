#include "audit/change_cause.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "query/object_kinds.hpp"

namespace canreach::audit {
namespace {

using graph::verdict;

bool had_before(const access_shift& shift) {
    return shift.kind == access_shift::what::lost || shift.kind == access_shift::what::not_read;
}

} // namespace

change_causes::change_causes(const compared_accounts& in, graph::mode how) : in_(in), how_(how) {
    for (const auto& change : in.between.changes) {
        const auto& row = change.row();
        by_identity_.emplace(fact_id(row.kind, row.about, row.other, row.detail), &change);
        by_node_.emplace(row.about, &change);
    }
    for (const bool after : {false, true}) {
        groups_[after ? 1U : 0U] = groups_of(after);
        const auto& list = after ? in.between.after : in.between.before;
        auto& marks = changed_[after ? 1U : 0U];
        marks.resize(list.nodes().size());
        for (const auto& [about, change] : by_node_)
            if (const auto id = list.id_of(about); id != no_node) marks[id.value] = true;
        std::set<node_id> readers;
        for (const auto& row : list.rows())
            if (row.kind == fact_kind::link && row.detail == name_of(link_type::reads)) readers.insert(row.about_id);
        for (const auto& row : list.rows())
            if (row.kind == fact_kind::owner && readers.contains(row.about_id))
                view_owners_[after ? 1U : 0U].emplace(row.about_id, row.other_id);
        reads_changed_[after ? 1U : 0U] = readers_of_changed(after);
    }
}

std::vector<std::string> change_causes::of(const access_shift& shift) const {
    changes found;
    const auto add = [&](const changes& more) {
        for (const auto* one : more)
            if (std::ranges::find(found, one) == found.end()) found.push_back(one);
    };
    // A thing that came or went took every access to it along.
    for (const auto& key : {shift.principal, shift.resource})
        if (const auto node = by_identity_.find(fact_id(fact_kind::node, key, node_key{}, std::string()));
            node != by_identity_.end() && (node->second->before == nullptr || node->second->after == nullptr))
            add({node->second});
    if (found.empty())
        for (const auto what : shift.actions) {
            auto ways = in_every_way(shift, what);
            add(ways.empty() ? at_the_gate(shift, what) : ways);
        }
    if (found.empty()) add(around(shift));
    std::vector<std::string> lines;
    for (const auto* one : found) lines.push_back(told(*one));
    if (lines.empty()) lines.emplace_back("something else was read");
    return lines;
}

std::vector<std::size_t> change_causes::alike(std::span<const access_shift> shifts) const {
    std::vector<std::size_t> first;
    first.reserve(shifts.size());
    while (first.size() < shifts.size()) {
        const auto rest = shifts.subspan(first.size());
        const auto others = std::ranges::find_if(
            rest, [&](const access_shift& one) { return one.principal != rest.front().principal; });
        add_alike(rest.first(static_cast<std::size_t>(others - rest.begin())), first);
    }
    return first;
}

void change_causes::add_alike(std::span<const access_shift> shifts, std::vector<std::size_t>& first) const {
    const auto begin = first.size();
    for (std::size_t i = 0; i < shifts.size(); ++i) first.push_back(begin + i);
    if (shifts.size() < 2 || how_ == graph::mode::escalatable) return;
    std::array<std::vector<place>, 2> at;
    std::vector<bool> single(shifts.size());
    for (const bool after : {false, true}) {
        const auto& list = after ? in_.between.after : in_.between.before;
        std::vector<node_id> resources;
        for (const auto& one : shifts) resources.push_back(list.id_of(one.resource));
        at[after ? 1U : 0U] = places_of(list.id_of(shifts.front().principal), resources, after);
        const auto& reads_changed = reads_changed_[after ? 1U : 0U];
        for (std::size_t i = 0; i < shifts.size(); ++i)
            if (resources[i] != no_node && reads_changed[resources[i].value]) single[i] = true;
    }
    std::map<std::tuple<place, place, access_shift::what, std::vector<graph::action>>, std::size_t> known;
    for (std::size_t i = 0; i < shifts.size(); ++i)
        if (!single[i])
            first[begin + i] =
                known.try_emplace({at[0][i], at[1][i], shifts[i].kind, shifts[i].actions}, begin + i).first->second;
}

std::vector<change_causes::place> change_causes::places_of(node_id who, std::span<const node_id> resources,
                                                           bool after) const {
    std::vector<place> places(resources.size());
    if (who == no_node) return places;
    const auto& facts = after ? in_.after : in_.before;
    const auto& groups = groups_[after ? 1U : 0U];
    graph::request asked;
    asked.actions = {{graph::action::form::any, 0}};
    asked.how = how_;
    auto tell = facts.teller_for(who, asked);
    moved_ways ways(facts, groups.moved, groups.built_in, who);
    for (std::size_t i = 0; i < resources.size(); ++i) {
        if (resources[i] == no_node) continue;
        const auto changed = nearest_changed(resources[i], after);
        places[i] = {tell.each_action(resources[i]).like, ways.number_of(resources[i], changed), changed};
    }
    return places;
}

change_causes::groups_at change_causes::groups_of(bool after) const {
    const auto& facts = after ? in_.after : in_.before;
    groups_at found;
    for (const auto group : facts.nodes_of_kind(node_kind::group))
        if (facts.flags_of(group).has(node_flag::system)) found.built_in.push_back(group);
    for (const auto& change : in_.between.changes)
        if (const auto* stored = after ? change.after : change.before;
            stored != nullptr && stored->kind == fact_kind::member)
            found.moved.push_back({stored->other_id, stored->about_id});
    return found;
}

std::vector<bool> change_causes::readers_of_changed(bool after) const {
    const auto& list = after ? in_.between.after : in_.between.before;
    std::vector<std::pair<node_id, node_id>> reads;
    for (const auto& row : list.rows())
        if (row.kind == fact_kind::link && row.detail == name_of(link_type::reads))
            reads.emplace_back(row.about_id, row.other_id);
    std::vector<bool> found(list.nodes().size());
    std::vector<bool> moved;
    for (const auto& [view, owner] : view_owners_[after ? 1U : 0U]) {
        if (moved.empty()) add_moved(after, moved);
        if (moved[owner.value]) found[view.value] = true;
    }
    for (bool more = true; more;) {
        more = false;
        for (const auto& [reader, base] : reads) {
            if (found[reader.value] || (!found[base.value] && nearest_changed(base, after) == no_node)) continue;
            found[reader.value] = true;
            more = true;
        }
    }
    return found;
}

void change_causes::add_moved(bool after, std::vector<bool>& into) const {
    const auto& facts = after ? in_.after : in_.before;
    into.resize((after ? in_.between.after : in_.between.before).nodes().size());
    const auto add = [&](node_id one) {
        if (into[one.value]) return;
        into[one.value] = true;
        if (facts.kind_of(one) != node_kind::group) return;
        for (const auto& row : facts.members_of(one, false).rows) into[row.principal.value] = true;
    };
    for (const auto& one : groups_[after ? 1U : 0U].moved) add(one.member);
    // Whoever is in a workspace carries its built-in groups.
    for (const auto& change : in_.between.changes)
        if (const auto* stored = after ? change.after : change.before;
            stored != nullptr && stored->kind == fact_kind::grant && stored->about.kind == node_kind::workspace)
            add(stored->other_id);
}

node_id change_causes::nearest_changed(node_id resource, bool after) const {
    const auto& nodes = (after ? in_.between.after : in_.between.before).nodes();
    const auto& marks = changed_[after ? 1U : 0U];
    while (resource != no_node && !marks[resource.value]) resource = nodes[resource.value].parent;
    return resource;
}

change_causes::changes change_causes::in_every_way(const access_shift& shift, graph::action what) const {
    const bool after = !had_before(shift);
    const auto& list = after ? in_.between.after : in_.between.before;
    const auto& facts = after ? in_.after : in_.before;
    graph::request asked;
    asked.actions = {what};
    asked.how = how_;
    const auto explained = facts.explain(list.id_of(shift.principal), asked, list.id_of(shift.resource));
    changes found;
    const auto look = [&](const std::vector<graph::witness>& witnesses) {
        changes first;
        for (const auto& way : witnesses) {
            changes changed;
            for (const auto& step : way)
                if (const auto* change = change_of(step, after)) changed.push_back(change);
            if (changed.empty()) return; // this way is as it was
            if (first.empty()) first = std::move(changed);
        }
        found.insert(found.end(), first.begin(), first.end());
    };
    for (const auto& part : explained.prerequisites)
        if (part.how == verdict::yes) look(part.witnesses);
    std::vector<graph::witness> doors;
    for (const auto& [where, ways] : explained.workspaces) doors.insert(doors.end(), ways.begin(), ways.end());
    look(doors);
    return found;
}

change_causes::changes change_causes::at_the_gate(const access_shift& shift, graph::action what) const {
    const bool after = had_before(shift);
    const auto& list = after ? in_.between.after : in_.between.before;
    const auto& facts = after ? in_.after : in_.before;
    const auto who = list.id_of(shift.principal);
    const auto on = list.id_of(shift.resource);
    changes found;
    if (who == no_node || on == no_node) return found;
    graph::request asked;
    asked.actions = {what};
    asked.how = how_;
    for (const auto& part : facts.can(who, asked, on).missing) {
        if (part.kind == graph::missing_part::what::live) add_changes_on(shift.principal, found);
        if (part.kind == graph::missing_part::what::definer)
            if (auto behind = of_owners(shift, part.view, part.on); !behind.empty()) {
                found.insert(found.end(), behind.begin(), behind.end());
                continue;
            }
        for (const auto node : {part.on, part.workspace, part.view})
            if (node != no_node) add_changes_on(list.nodes()[node.value].key, found);
    }
    return found;
}

change_causes::changes change_causes::of_owners(const access_shift& shift, node_id view, node_id base) const {
    const bool with = !had_before(shift); // the moment that has the access
    const auto& here = (with ? in_.between.before : in_.between.after).nodes();
    const auto& there = with ? in_.between.after : in_.between.before;
    changes found;
    if (view == no_node || base == no_node) return found;
    const auto read = here[base.value].key.kind == node_kind::function ? privilege::execute : privilege::select;
    const auto view_then = there.id_of(here[view.value].key);
    const auto [first, last] = view_owners_[with ? 1U : 0U].equal_range(view_then);
    for (auto one = first; one != last; ++one) {
        auto owner = shift;
        owner.principal = there.nodes()[one->second.value].key;
        owner.resource = here[base.value].key;
        const auto more = in_every_way(owner, {graph::action::form::privilege, static_cast<std::uint16_t>(read)});
        found.insert(found.end(), more.begin(), more.end());
    }
    return found;
}

change_causes::changes change_causes::around(const access_shift& shift) const {
    changes found;
    for (const auto* list : {&in_.between.before, &in_.between.after}) {
        add_changes_on(shift.principal, found);
        for (auto at = list->id_of(shift.resource); at != no_node; at = list->nodes()[at.value].parent)
            add_changes_on(list->nodes()[at.value].key, found);
    }
    return found;
}

const fact_change* change_causes::change_of(const graph::witness_step& step, bool after) const {
    using form = graph::witness_step::what;
    const auto& nodes = (after ? in_.between.after : in_.between.before).nodes();
    const auto find = [&](fact_kind kind, std::string_view detail) -> const fact_change* {
        const auto found =
            by_identity_.find(fact_id(kind, nodes[step.to.value].key, nodes[step.from.value].key, std::string(detail)));
        return found == by_identity_.end() ? nullptr : found->second;
    };
    if (step.from == no_node || step.to == no_node || !changed_[after ? 1U : 0U][step.to.value]) return nullptr;
    switch (step.kind) {
    case form::member: return find(fact_kind::member, {});
    case form::owner: return find(fact_kind::owner, {});
    case form::assignment: return find(fact_kind::grant, name_of(facet::role));
    case form::grant: {
        const auto* change = find(fact_kind::grant, name_of(step.in));
        if (change == nullptr) return nullptr;
        // Of a grant that changed the bits that serve may be what stayed.
        const auto* other = after ? change->before : change->after;
        return other != nullptr && other->allow.intersects(step.bits) ? nullptr : change;
    }
    default: return nullptr;
    }
}

void change_causes::add_changes_on(const node_key& key, changes& to) const {
    const auto [first, last] = by_node_.equal_range(key);
    for (auto one = first; one != last; ++one)
        if (std::ranges::find(to, one->second) == to.end()) to.push_back(one->second);
}

std::string change_causes::name(const fact_change& change, bool about) const {
    const auto& row = change.row();
    const auto& list = change.after != nullptr ? in_.between.after : in_.between.before;
    const auto node = list.cell(about ? row.about_id : row.other_id);
    return fmt::format("{} {}", node.kind, node.name);
}

std::string change_causes::told(const fact_change& change) const {
    const auto& row = change.row();
    const auto lead = fmt::format("{}: ", audit::name_of(change.kind));
    const auto values = change.before != nullptr && change.after != nullptr
                            ? fmt::format("{} → {}", change.before->value, change.after->value)
                            : row.value;
    switch (row.kind) {
    case fact_kind::node:
        return lead +
               (change.before && change.after ? fmt::format("{}: {}", name(change, true), values) : name(change, true));
    case fact_kind::member: return lead + fmt::format("{} in {}", name(change, false), name(change, true));
    case fact_kind::owner: return lead + fmt::format("{} owns {}", name(change, false), name(change, true));
    case fact_kind::grant: return lead + fmt::format("{} on {} to {}", values, name(change, true), name(change, false));
    case fact_kind::binding:
        return lead + fmt::format("{} of {} to {}", values, name(change, true), name(change, false));
    case fact_kind::link:
        return lead + fmt::format("{} from {} to {}", row.detail, name(change, true), name(change, false));
    case fact_kind::policy: return lead + fmt::format("policy {} on {}: {}", row.detail, name(change, true), values);
    }
    return {};
}

} // namespace canreach::audit
