#include "graph/questions/pursuit.hpp"

#include <algorithm>

#include "graph/detail/account.hpp"
#include "graph/questions/shaped_courses.hpp"
#include "graph/rules/invoke.hpp"

namespace canreach::graph::detail {
namespace {

request as_effective(request what) {
    what.how = mode::effective;
    return what;
}

} // namespace

unsigned level_of(const levels& in, principal_no who) noexcept {
    for (unsigned level = 0; level < in.size(); ++level)
        if (in[level].test(who)) return level;
    return out_of_reach;
}

pursuit::pursuit(const account& in, const request& what, node_id resource)
    : pursuit(in, in.escalations.of(in, what.profile), what, resource) {}

pursuit::pursuit(bare, const account& in, const escalation& edges, const request& what, node_id resource)
    : in_(in), edges_(edges), effective_(as_effective(what)), resource_(resource), within_(what.within),
      complete_(in.read_parts.gaps().empty()) {}

pursuit::pursuit(const account& in, const escalation& edges, const request& what, node_id resource)
    : pursuit(bare{}, in, edges, what, resource) {
    collect([this](unsigned hops) { return hops <= within_; });
}

template <class Wanted>
void pursuit::collect(Wanted wanted, seeker* only) {
    // Of what nobody can do by ordinary access, whatever comes first, only the ways past it are left.
    const bool out = hopeless();
    for (const auto done : edges_.worlds()) {
        if (out || !wanted(done.hops()) || !may_matter(in_, done, resource_)) continue;
        if (only != nullptr && !only->can_do(done)) continue;
        worlds_.push_back(done);
        for (const auto& one : edges_.courses(done, effective_, resource_)) {
            const auto people = able(one, only);
            complete_ = complete_ && people.complete();
            add_goals(done.hops(), people);
            if (!done.none() || !effective_.invoke || within_ == 0) continue;
            invoked_ = ways_to_invoke(in_, in_.links.all(), effective_, resource_);
            add_invoking(goals_, people);
            ++changes_;
        }
    }
    add_detours(wanted, only);
}

bool pursuit::hopeless() const {
    const auto known = edges_.shaped().out_of_question(in_, effective_, resource_);
    return known ? *known : plan(in_, effective_, resource_).out_of_question();
}

subject_set pursuit::able(const course& done, seeker* only) const {
    // Whom one can have do it need not be among those that one can act as.
    const bool all = only == nullptr || effective_.invoke;
    if (all || !only->asks_each())
        if (auto people = edges_.shaped().ask_all(in_, done, effective_, resource_)) return *std::move(people);
    const auto by = edges_.after(done);
    const plan asked(in_, effective_, resource_, &by);
    return all ? edges_.able(asked, done) : only->able(asked, done);
}

std::vector<std::pair<workspace_no, subject_set>> pursuit::able_from_each(const course& done) const {
    if (auto people = edges_.shaped().ask_all_from_each(in_, done, effective_, resource_)) return *std::move(people);
    const auto by = edges_.after(done);
    return plan(in_, effective_, resource_, &by).ask_all_from_each();
}

template <class Wanted>
void pursuit::add_detours(Wanted wanted, const seeker* only) {
    detours_ = detours_to(in_, effective_, resource_);
    for (const auto& way : detours_)
        for (const auto done : edges_.worlds()) {
            const auto hops = done.hops() + way.hops();
            if (!wanted(hops) || !may_matter(in_, done, way.through)) continue;
            if (only != nullptr && !only->can_do(done)) continue;
            for (const auto& one : edges_.courses(done, way.needs, way.through)) {
                const auto people = takers(in_, way, edges_.after(one));
                complete_ = complete_ && people.complete();
                add_goals(hops, people);
            }
        }
    past_acls_ = hive_data_asked(in_, effective_, resource_);
    if (past_acls_.workspace == tenancy::no_workspace || !past_acls_.leads.maybe) return;
    for (const auto& [hops, people] : edges_.past_table_acls(past_acls_.workspace)) {
        auto passing = people;
        passing.only_if(past_acls_.leads);
        if (!wanted(hops)) continue;
        complete_ = complete_ && passing.complete();
        add_goals(hops, passing);
    }
}

namespace {

/// The least number of hops from identities, by how far they are, to goals, by the acts they take.
unsigned meeting(const levels& reached, const levels& goals) {
    auto least = out_of_reach;
    for (unsigned far = 0; far < reached.size(); ++far)
        for (unsigned own = 0; own < goals.size() && far + own < least; ++own)
            if (reached[far].intersects(goals[own])) least = far + own;
    return least;
}

} // namespace

pursuit::nearness pursuit::nearest(const account& in, const escalation& edges, const request& what, node_id resource,
                                   seeker& who) {
    pursuit goal(bare{}, in, edges, what, resource);
    const auto near = [&](bound side) { return meeting(who.reached(side), goal.goals(side)); };
    // Most sets of acts help nobody, so what is nearest is looked for only after one that did.
    auto least = out_of_reach;
    unsigned looked_at = 0;
    // What is surely so many hops away is perhaps no further, so neither bound gains by more acts than that.
    const auto wanted = [&](unsigned hops) {
        if (looked_at != goal.changes_) least = near(bound::surely);
        looked_at = goal.changes_;
        return hops <= goal.within_ && hops < least;
    };
    goal.collect(wanted, &who);
    return {near(bound::surely), near(bound::maybe)};
}

void pursuit::add_invoking(std::array<levels, 2>& to, const subject_set& able) const {
    for (const auto& way : invoked_) {
        const auto serves = able.test(way.to);
        if (!serves.maybe) continue;
        for (const auto& one : edges_.becoming()) {
            if (one.done.has(act::take_role)) continue;
            const auto by = edges_.after(one);
            auto people = takers(in_, way, by);
            people &= in_.alive_after(effective_.profile, by.now);
            people.only_if(serves);
            add(to, one.done.hops() + 1, people);
        }
    }
}

void pursuit::add(std::array<levels, 2>& to, unsigned hops, const subject_set& more) const {
    for (const auto side : {bound::surely, bound::maybe}) {
        auto& into = to[static_cast<std::size_t>(side)];
        while (into.size() <= hops) into.emplace_back(in_.who.size());
        into[hops] |= side_of(more, side);
    }
}

void pursuit::add_goals(unsigned hops, const subject_set& more) {
    if (!goals_.front().empty() && !more.maybe().any()) return;
    add(goals_, hops, more);
    ++changes_;
}

const levels& pursuit::everybody(bound side) const {
    const auto index = static_cast<std::size_t>(complete_ ? bound::surely : side);
    std::call_once(searched_[index], [&] { everybody_[index] = edges_.backward(goals(side), side, within_); });
    return everybody_[index];
}

std::array<levels, 2>& pursuit::from_one(workspace_no w, places_found& found) {
    auto at = std::ranges::find(found, w, &place_levels::workspace);
    if (at == found.end()) at = found.insert(at, {w, {}});
    return at->people;
}

void pursuit::split_goals(acts done, places_found& found) const {
    for (const auto& one : edges_.courses(done, effective_, resource_))
        for (const auto& [w, people] : able_from_each(one)) {
            auto& there = from_one(w, found);
            add(there, done.hops(), people);
            if (done.none()) add_invoking(there, people);
        }
}

void pursuit::split_detours(places_found& found) const {
    for (const auto& way : detours_)
        for (const auto done : edges_.worlds()) {
            const auto hops = done.hops() + way.hops();
            if (hops > within_ || !may_matter(in_, done, way.through)) continue;
            for (const auto& one : edges_.courses(done, way.needs, way.through)) {
                const auto by = edges_.after(one);
                for (auto [w, people] : plan(in_, way.needs, way.through, &by).ask_all_from_each()) {
                    if (way.also) people &= holders(in_, *way.also, scene_of(in_, way).in(by.now));
                    people.only_if(way.leads);
                    add(from_one(w, found), hops, people);
                }
            }
        }
    if (past_acls_.workspace == tenancy::no_workspace || !past_acls_.leads.maybe) return;
    for (const auto& [hops, people] : edges_.past_table_acls(past_acls_.workspace)) {
        auto passing = people;
        passing.only_if(past_acls_.leads);
        if (hops <= within_) add(from_one(past_acls_.workspace, found), hops, passing);
    }
}

const std::vector<pursuit::place_levels>& pursuit::from_each() const {
    std::call_once(split_, [&] {
        for (const auto done : worlds_) split_goals(done, from_each_);
        split_detours(from_each_);
        std::ranges::sort(from_each_, {}, &place_levels::workspace);
        for (auto& one : from_each_)
            for (const auto side : {bound::surely, bound::maybe}) {
                auto& goals = one.people[static_cast<std::size_t>(side)];
                goals = edges_.backward(goals, side, within_);
            }
    });
    return from_each_;
}

std::size_t pursuit::workspaces_asked() const {
    const auto metastore = in_.metastore_of(resource_);
    if (metastore == no_node) return 1;
    const auto& from = effective_.from;
    return static_cast<std::size_t>(std::ranges::count_if(in_.where.doors_of(metastore), [&](const auto& door) {
        return from.empty() || std::ranges::find(from, in_.where.node_of(door.workspace)) != from.end();
    }));
}

std::vector<workspace_verdict> pursuit::places(const account& in, const escalation& edges, const request& what,
                                               node_id resource, const seeker& who) {
    pursuit goal(bare{}, in, edges, what, resource);
    const auto most = goal.workspaces_asked();
    places_found found;
    const auto told = [&] {
        std::vector<workspace_verdict> made;
        for (const auto& one : found) {
            const auto near = [&](bound side) {
                return meeting(who.reached(side), one.people[static_cast<std::size_t>(side)]);
            };
            const auto reached = [&](bound side) {
                const auto hops = near(side);
                return hops != out_of_reach && hops <= goal.within_;
            };
            if (reached(bound::surely))
                made.push_back({in.where.node_of(one.workspace), verdict::yes});
            else if (reached(bound::maybe))
                made.push_back({in.where.node_of(one.workspace), verdict::unknown});
        }
        return made;
    };
    // More acts give nothing more once it is surely reached from everywhere.
    const auto everywhere = [&] {
        const auto so_far = told();
        return so_far.size() >= most &&
               std::ranges::all_of(so_far, [](const auto& one) { return one.how == verdict::yes; });
    };
    if (what.invoke && goal.within_ > 0) goal.invoked_ = ways_to_invoke(in, in.links.all(), goal.effective_, resource);
    if (!goal.hopeless())
        for (const auto done : edges.worlds())
            if (done.hops() <= goal.within_ && may_matter(in, done, resource)) {
                goal.split_goals(done, found);
                if (everywhere()) break;
            }
    goal.detours_ = detours_to(in, goal.effective_, resource);
    goal.past_acls_ = hive_data_asked(in, goal.effective_, resource);
    goal.split_detours(found);
    std::ranges::sort(found, {}, &place_levels::workspace);
    return told();
}

std::shared_ptr<const pursuit> pursuit::known(const account& in, const request& what, node_id resource) {
    return in.escalations.known(what, resource);
}

std::shared_ptr<const pursuit> pursuit::of(const account& in, const request& what, node_id resource) {
    return in.escalations.pursued(in, what, resource);
}

} // namespace canreach::graph::detail
