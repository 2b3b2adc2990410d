#include "graph/detail/escalation.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/questions/avoidance.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/pursuit.hpp"
#include "graph/questions/shaped_courses.hpp"
#include "graph/rules/detours.hpp"

namespace canreach::graph::detail {
namespace {

bitset without(bitset set, const bitset& taken) {
    set -= taken;
    return set;
}

} // namespace

escalation::compact_set::compact_set(const bitset& members) {
    const auto count = members.count();
    if (count * 32 > members.size()) {
        many_ = members;
        return;
    }
    few_.reserve(count);
    members.for_each([&](std::size_t i) { few_.push_back(static_cast<principal_no>(i)); });
}

void escalation::compact_set::add_to(bitset& out) const noexcept {
    if (many_.size() != 0) {
        out |= many_;
        return;
    }
    for (const auto who : few_) out.set(who);
}

bool escalation::compact_set::intersects(const bitset& other) const noexcept {
    if (many_.size() != 0) return many_.intersects(other);
    return std::ranges::any_of(few_, [&](principal_no who) { return other.test(who); });
}

escalation::escalation(const account& in, const rule_profile& profile, const witness_step* without)
    : in_(in), profile_(profile), without_(without) {
    all_joined_ = std::make_shared<const joined>(made_joined(find_joining_rights()));
    joinable_ = joinable_by_any();
    joiners_ = all_joiners();
    account_admins_ = account_admins_in(in, {&all_joined_->grown, &all_joined_->where, without}).maybe();
    assigned_ = in.where.widened(in.who, in.grants, account_admins_in(in, {&in.who, &in.where, without}));
    find_worlds();
    ways_ = ways_to_become(in, in.links.all());
    for (workspace_no w = 0; w < in.where.size(); ++w) reach_.push_back(reach_of_admins(in, w, profile));
    constexpr std::array sides{bound::surely, bound::maybe};
    const bool complete = in.read_parts.gaps().empty();
    auto made = build(std::span(sides).first(complete ? 1 : 2));
    sure_ = std::move(made.front());
    if (!complete) maybe_ = std::make_unique<const edges>(std::move(made.back()));
    shaped_ = std::make_unique<shaped_courses>(*this);
}

escalation::~escalation() = default;

bitset escalation::all_of(node_kind kind) const {
    bitset found(in_.who.size());
    in_.who.add_kind(kind, found);
    return found;
}

void escalation::find_worlds() {
    const bool joins = joinable_.any();
    const bool admins = in_.where.size() > 0 && account_admins_.any();
    acts useful{act::take_role, act::bind, act::grant};
    if (joins) useful.add(act::join);
    if (admins) {
        useful.add(act::assign);
        useful.add(act::rule_metastore);
    }
    const acts for_becoming{act::join, act::assign, act::take_role};
    for (unsigned bits = 0; bits <= useful.number(); ++bits) {
        const auto one = acts::of_number(static_cast<std::uint8_t>(bits));
        if (!one.within(useful)) continue;
        worlds_.push_back(one);
    }
    // GCC 12 warns of a projection by member function at -O3.
    std::ranges::stable_sort(worlds_, [](acts a, acts b) { return a.hops() < b.hops(); });
    barring_ = sets_to_avoid(in_, profile_, joinable_);
    for (const auto one : worlds_) {
        if (!one.within(for_becoming)) continue;
        if (!one.has(act::join))
            becoming_.push_back(course_of(one));
        else
            for (const auto& avoided : barring_) becoming_.push_back({one, joined_without(avoided)});
    }
}

preparation escalation::after(const course& done) const noexcept {
    const bool assigns = done.done.has(act::assign);
    const auto* where = assigns ? &assigned_ : &in_.where;
    if (done.joins()) where = assigns ? &done.groups->assigned : &done.groups->where;
    return {done.done, {done.joins() ? &done.groups->grown : &in_.who, where, without_}, profile_, nullptr};
}

identity::carried escalation::carried_after(const course& done, principal_no who) const {
    return done.joins() ? done.groups->grown.carried_by(who) : in_.who.carried_by(who);
}

/// Who takes a way, after each course that may matter for it. Made once for ways that are taken by the same principals.
class escalation::taken_ways {
public:
    /// By bound; members of `live` after the course, in the order of the courses.
    using by_bound = std::vector<std::vector<step>>;

    taken_ways(const escalation& from, std::span<const bound> sides) : from_(from), sides_(sides) {
        for (const auto& one : from.becoming_)
            live_after_.push_back(from.in_.alive_after(from.profile_, from.after(one).now));
    }
    [[nodiscard]] const bitset& live_after(std::size_t course, bound side) const {
        return side_of(live_after_[course], side);
    }

    [[nodiscard]] const by_bound& of(const become_way& way) {
        auto key = likeness_of(from_.in_, way);
        if (key.empty() || stands_on_what_is_without(way)) return alone_ = find(way);
        const auto [at, added] = known_.try_emplace(std::move(key));
        if (added) at->second = find(way);
        return at->second;
    }

private:
    /// Of things that are alike one may lose the fact that is thought away.
    [[nodiscard]] bool stands_on_what_is_without(const become_way& way) const {
        if (from_.without_ == nullptr) return false;
        auto at = way.through;
        while (at != no_node && at != from_.without_->to) at = from_.in_.nodes.parent[at.value];
        return at != no_node;
    }
    [[nodiscard]] by_bound find(const become_way& way) const {
        by_bound made(sides_.size());
        const bool by_role = way.by->kind == node_kind::service_principal;
        for (std::size_t c = 0; c < from_.becoming_.size(); ++c) {
            const auto& one = from_.becoming_[c];
            if (one.done.has(act::take_role) && !by_role) continue;
            const auto people = takers(from_.in_, way, from_.after(one));
            for (std::size_t i = 0; i < sides_.size(); ++i) {
                auto alive = side_of(people, sides_[i]);
                alive &= live_after(c, sides_[i]);
                if (alive.any()) made[i].push_back({one.done.hops() + 1, compact_set(alive)});
            }
        }
        return made;
    }

    const escalation& from_;
    std::span<const bound> sides_;
    std::vector<subject_set> live_after_; ///< by course
    std::map<std::vector<std::uint32_t>, by_bound> known_;
    by_bound alone_;
};

std::vector<escalation::edges> escalation::build(std::span<const bound> sides) const {
    const auto count = in_.who.size();
    taken_ways taken(*this, sides);
    std::vector<edges> made(sides.size());
    for (std::size_t i = 0; i < sides.size(); ++i) {
        made[i].is_head = bitset(count);
        made[i].live = side_of(in_.alive(profile_), sides[i]);
        made[i].live &= in_.who.joining(); // recipients do nothing here
    }
    std::vector<std::vector<bitset>> by_hops(sides.size());
    for (std::size_t i = 0; i < ways_.size();) {
        const auto to = ways_[i].to;
        for (auto& side : by_hops) side.clear();
        for (; i < ways_.size() && ways_[i].to == to; ++i) {
            const auto& people = taken.of(ways_[i]);
            for (std::size_t s = 0; s < sides.size(); ++s)
                for (const auto& [hops, from] : people[s]) {
                    if (by_hops[s].size() <= hops) by_hops[s].resize(hops + 1, bitset(count));
                    from.add_to(by_hops[s][hops]);
                }
        }
        for (std::size_t s = 0; s < sides.size(); ++s)
            if (made[s].live.test(to)) add_head(to, std::move(by_hops[s]), made[s]);
    }
    for (std::size_t s = 0; s < sides.size(); ++s) {
        add_workspaces(taken, sides[s], made[s]);
        if (sides[s] == bound::maybe) add_unseen(taken, made[s]);
    }
    return made;
}

void escalation::add_head(principal_no to, std::vector<bitset> by_hops, edges& into) {
    head one{to, {}};
    bitset nearer(into.live.size());
    for (unsigned hops = 0; hops < by_hops.size(); ++hops) {
        auto& people = by_hops[hops];
        people &= into.live;
        people -= nearer;
        nearer |= people;
        if (people.any()) one.steps.push_back({hops, compact_set(people)});
    }
    if (one.steps.empty()) return;
    into.is_head.set(to);
    into.heads.push_back(std::move(one));
}

std::vector<escalation::step> escalation::steps_of(set_of_workspace people, workspace_no w, const taken_ways& taken,
                                                   bound side, const edges& of) const {
    std::vector<step> made;
    bitset nearer(in_.who.size());
    for (std::size_t c = 0; c < becoming_.size(); ++c) {
        const auto& one = becoming_[c];
        if (one.done.has(act::take_role)) continue;
        auto fresh = side_of((after(one).now.where->*people)(w), side);
        fresh &= of.live;
        fresh &= taken.live_after(c, side);
        fresh -= nearer;
        nearer |= fresh;
        if (fresh.any()) made.push_back({one.done.hops() + 1, compact_set(fresh)});
    }
    return made;
}

void escalation::add_workspaces(const taken_ways& taken, bound side, edges& into) const {
    const auto users = all_of(node_kind::user);
    const auto service_principals = all_of(node_kind::service_principal);
    const auto holds_on = [&](truth t) { return side == bound::surely ? t.surely : t.maybe; };
    for (workspace_no w = 0; w < in_.where.size(); ++w) {
        workspace_edge edge{bitset(in_.who.size()), steps_of(&tenancy::admins, w, taken, side, into)};
        if (holds_on(reach_[w].users)) edge.heads |= users;
        if (holds_on(reach_[w].service_principals)) edge.heads |= service_principals;
        edge.heads &= side_of(in_.where.access(w), side);
        edge.heads &= into.live;
        into.workspaces.push_back(std::move(edge));
    }
}

void escalation::add_unseen(taken_ways& taken, edges& into) const {
    const auto users = all_of(node_kind::user);
    const auto service_principals = all_of(node_kind::service_principal);
    for (workspace_no w = 0; w < in_.where.size(); ++w) {
        auto inside = in_.where.access(w).maybe();
        inside &= into.live;
        const auto unseen = unseen_ways_in(in_, w);
        bitset heads(in_.who.size());
        if (unseen.to_users) heads |= users;
        if (unseen.to_service_principals) heads |= service_principals;
        if (unseen.to_runners)
            for (const auto& way : ways_)
                if (way.by->leads == link_type::run_as && in_.nodes.scope[way.through.value] == in_.where.node_of(w))
                    heads.set(way.to);
        heads &= inside;
        if (heads.any())
            into.workspaces.push_back({std::move(heads), steps_of(&tenancy::access, w, taken, bound::maybe, into)});
        for (const auto& way : ways_to_nobody_known(in_, w)) {
            auto anybody = users;
            anybody |= service_principals;
            anybody &= inside;
            into.workspaces.push_back({std::move(anybody), taken.of(way).back()});
        }
    }
}

std::vector<bitset> escalation::backward(std::span<const bitset> goals, bound side, unsigned within) const {
    const auto& by = of(side);
    const auto count = in_.who.size();
    std::vector<bitset> waiting(goals.begin(), goals.end());
    std::vector<char> used(by.workspaces.size(), 0);
    bitset settled(count);
    std::vector<bitset> reached;
    const auto add = [&](std::size_t level, const compact_set& more) {
        if (level > within) return;
        if (waiting.size() <= level) waiting.resize(level + 1, bitset(count));
        more.add_to(waiting[level]);
    };
    for (std::size_t level = 0; level < waiting.size() && level <= within; ++level) {
        auto fresh = without(waiting[level], settled);
        fresh &= by.live;
        settled |= fresh;
        for (std::size_t i = 0; i < used.size(); ++i) {
            if (used[i] != 0 || !by.workspaces[i].heads.intersects(fresh)) continue;
            used[i] = 1;
            for (const auto& [hops, from] : by.workspaces[i].steps) add(level + hops, from);
        }
        auto heads = fresh;
        heads &= by.is_head;
        heads.for_each([&](std::size_t who) {
            const auto at = std::ranges::lower_bound(by.heads, static_cast<principal_no>(who), {}, &head::to);
            for (const auto& [hops, from] : at->steps) add(level + hops, from);
        });
        reached.push_back(std::move(fresh));
    }
    return reached;
}

std::vector<bitset> escalation::forward(principal_no from, bound side, unsigned within) const {
    const auto& by = of(side);
    const auto count = in_.who.size();
    bitset settled(count);
    std::vector<bitset> reached;
    if (!by.live.test(from)) return reached;
    reached.emplace_back(count);
    reached.front().set(from);
    settled.set(from);
    const auto most = static_cast<unsigned>(becoming_.back().done.hops() + 1);
    // A level is reached from those as far below as a step has hops; so many empty ones in a row are the end.
    for (unsigned level = 1, idle = 0; level <= within && idle < most; ++level) {
        bitset fresh(count);
        const auto leads_here = [&](const std::vector<step>& steps) {
            return std::ranges::any_of(steps, [&](const step& one) {
                return one.hops <= level && one.from.intersects(reached[level - one.hops]);
            });
        };
        for (const auto& one : by.heads)
            if (!settled.test(one.to) && leads_here(one.steps)) fresh.set(one.to);
        for (const auto& one : by.workspaces)
            if (leads_here(one.steps)) fresh |= one.heads;
        fresh = without(std::move(fresh), settled);
        settled |= fresh;
        idle = fresh.any() ? 0 : idle + 1;
        reached.push_back(std::move(fresh));
    }
    while (!reached.back().any()) reached.pop_back();
    return reached;
}

std::span<const become_way> escalation::ways_to(principal_no identity) const noexcept {
    const auto range = std::ranges::equal_range(ways_, identity, {}, &become_way::to);
    return {range.begin(), range.end()};
}

truth escalation::admins_become(workspace_no w, principal_no who) const noexcept {
    const auto kind = in_.who.kind_of(who);
    auto how = truth::no();
    if (kind == node_kind::user) how = reach_[w].users;
    if (kind == node_kind::service_principal) how = reach_[w].service_principals;
    return how & in_.where.access(w).test(who) & in_.alive(profile_).test(who);
}

const std::vector<escalation::passing>& escalation::past_table_acls(workspace_no w) const {
    const std::lock_guard waiting(passing_);
    const auto [at, fresh] = past_acls_.try_emplace(w);
    auto& known = at->second;
    if (!fresh) return known;
    for (const auto& way : graph::past_table_acls(in_, w, profile_))
        for (const auto done : worlds_) {
            if (!may_matter(in_, done, way.through)) continue;
            const auto hops = done.hops() + way.hops();
            for (const auto& one : courses(done, way.needs, way.through)) {
                auto people = takers(in_, way, after(one));
                const auto same = std::ranges::find(known, hops, &passing::hops);
                if (same == known.end())
                    known.push_back({hops, std::move(people)});
                else
                    same->people |= people;
            }
        }
    return known;
}

const escalation& escalation_cache::of(const account& in, const rule_profile& profile) const {
    const std::lock_guard waiting(busy_);
    auto& one = made_[profile];
    if (!one) one = std::make_unique<const escalation>(in, profile);
    return *one;
}

std::shared_ptr<const pursuit> escalation_cache::known(const request& what, node_id resource) const {
    const std::lock_guard waiting(busy_);
    for (const auto& one : last_)
        if (one.resource == resource && one.what == what) return one.made;
    return nullptr;
}

std::shared_ptr<const pursuit> escalation_cache::pursued(const account& in, const request& what,
                                                         node_id resource) const {
    constexpr std::size_t kept = 8;
    if (auto made = known(what, resource)) return made;
    auto made = std::make_shared<const pursuit>(in, what, resource);
    const std::lock_guard waiting(busy_);
    last_.insert(last_.begin(), {what, resource, made});
    if (last_.size() > kept) last_.pop_back();
    return made;
}

} // namespace canreach::graph::detail
