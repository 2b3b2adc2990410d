#include "graph/questions/plan.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/rules/compute.hpp"
#include "graph/rules/object_abilities.hpp"
#include "graph/rules/requirements.hpp"

namespace canreach::graph::detail {

plan::plan(const account& in, const request& what, node_id resource, const preparation* after)
    : in_(in), resource_(resource), how_(what.how), profile_(what.profile), any_of_(what.any_of),
      all_workspaces_(what.from.empty()), after_(after) {
    for (std::size_t i = 0; i < what.actions.size(); ++i) {
        if (const auto one = what.actions[i]; one.what == action::form::operation && in.nodes.has(resource))
            if (const auto* rule = known_operations()[one.number].on(in.nodes.kind[resource.value]))
                reads_bases_ = reads_bases_ || mentions(rule->requirement, need::form::bases);
        for (auto& way : bind(in, what.actions[i], what, resource)) {
            if (after != nullptr) way.need = prepared(in, way.need, *after);
            actions_.push_back(std::move(way));
            action_of_.push_back(i);
        }
    }
    for (const auto& action : actions_) doubts_ |= action.doubts;
    const auto kind = in.nodes.kind[resource.value];
    const bool hive = family_of(kind) == kind_family::hive;
    self_contained_ = hive || !abilities_known(kind).empty() || is_principal(kind);
    if (self_contained_) {
        home_ = hive ? in.where.find(in.nodes.scope[resource.value]) : workspace_around(in, resource);
        acting_ = hive ? scene::local(home_) : acting_scene(in, resource, what.profile);
        shut_out_ = how_ == mode::effective && !all_workspaces_ &&
                    (home_ == tenancy::no_workspace ||
                     std::ranges::find(what.from, in.where.node_of(home_)) == what.from.end());
        if (hive && what.compute && how_ == mode::effective && home_ != tenancy::no_workspace)
            compute_.push_back({home_, compute_in(in, home_, kind_family::hive)});
        return;
    }
    if (how_ == mode::granted) return;
    metastore_ = in.metastore_of(resource);
    root_ = in.root_of(resource);
    if (after != nullptr) opening_ = opening(in, root_, *after);
    for (const auto& action : actions_)
        for (const auto w : scenes_of(in, action.need)) special_.push_back(w);
    if (opening_)
        for (const auto w : scenes_of(in, *opening_)) special_.push_back(w);
    std::ranges::sort(special_);
    if (metastore_ == no_node) return;
    for (const auto& door : in.where.doors_of(metastore_))
        if (all_workspaces_ || std::ranges::find(what.from, in.where.node_of(door.workspace)) != what.from.end())
            doors_.push_back(door);
    unseen_ = all_workspaces_ && in.where.unseen_door(metastore_);
    if (!what.compute) return;
    for (const auto& door : doors_)
        compute_.push_back({door.workspace, compute_in(in, door.workspace, kind_family::unity)});
}

template <class Value, class At>
Value plan::fold(Value none, Value every, At at) const {
    if (actions_.empty()) return any_of_ ? none : every;
    std::optional<Value> total;
    for (std::size_t i = 0; i < actions_.size();) {
        auto one = at(i);
        for (const auto action = action_of_[i++]; i < actions_.size() && action_of_[i] == action; ++i) one |= at(i);
        if (!total)
            total = std::move(one);
        else if (any_of_)
            *total |= one;
        else
            *total &= one;
    }
    return std::move(*total);
}

scene plan::base_scene() const noexcept {
    if (self_contained_) return acting_;
    return how_ == mode::granted ? scene::every() : scene::plain();
}

bool plan::asks_bases() const noexcept {
    bool asked = reads_bases_;
    for (const auto& action : actions_)
        for_each_leaf(action.need,
                      [&](const condition& leaf) { asked = asked || leaf.what == condition::form::definer; });
    return asked;
}

bool plan::out_of_question() const {
    std::vector<bool> each;
    for (const auto& way : actions_) each.push_back(graph::out_of_question(in_, way.need));
    return out_of_question(each);
}

bool plan::out_of_question(const std::vector<bool>& each) const {
    const auto never = truth::no();
    const auto perhaps = truth::unknown();
    return !fold(never, truth::yes(), [&](std::size_t i) { return each[i] ? never : perhaps; }).maybe;
}

bool plan::depends_on_place() const noexcept {
    bool found = false;
    for (const auto& action : actions_)
        for_each_leaf(action.need, [&](const condition& leaf) { found = found || leaf.what == condition::form::here; });
    return found;
}

scene plan::scene_in(workspace_no w) const noexcept {
    return std::ranges::binary_search(special_, w) ? scene::in(w) : scene::plain();
}

std::vector<truth> plan::lets_through(workspace_no w, node_id root) const {
    std::vector<truth> each(actions_.size());
    for (std::size_t i = 0; i < each.size(); ++i) each[i] = in_.where.lets_through(w, root, actions_[i].how_far);
    return each;
}

std::vector<truth> plan::lets_unseen_through(node_id root) const {
    std::vector<truth> each(actions_.size());
    for (std::size_t i = 0; i < each.size(); ++i) each[i] = in_.where.lets_unseen_through(root, actions_[i].how_far);
    return each;
}

truth plan::combine(std::span<const truth> each) const {
    return fold(truth::no(), truth::yes(), [&](std::size_t i) { return each[i]; });
}

truth plan::combine(std::span<const truth> each, std::span<const truth> factor) const {
    return fold(truth::no(), truth::yes(), [&](std::size_t i) { return each[i] & factor[i]; });
}

subject_set plan::combine(std::span<const subject_set> each, std::span<const truth> factor) const {
    return fold(subject_set(in_.who.size()), subject_set(in_.who.all()), [&](std::size_t i) {
        auto one = each[i];
        one.only_if(factor[i]);
        return one;
    });
}

std::vector<truth> plan::each_for(const identity::carried& who, scene where) const {
    std::vector<truth> each;
    each.reserve(actions_.size());
    for (const auto& action : actions_) each.push_back(holds(in_, action.need, who, now(where)));
    return each;
}

bool plan::grows(const condition& circuit) {
    bool found = true;
    for_each_leaf(circuit, [&](const condition& leaf) {
        const bool steady = leaf.what == condition::form::settled || leaf.what == condition::form::never;
        found = found && (steady || (leaf.what == condition::form::supplied && !leaf.by_lists));
    });
    return found;
}

std::vector<truth> plan::each_for(const identity::carried& who, scene where, std::span<const truth> without) const {
    std::vector<truth> each(without.begin(), without.end());
    for (std::size_t i = 0; i < each.size(); ++i)
        if (!each[i].surely || !grows(actions_[i].need)) each[i] = holds(in_, actions_[i].need, who, now(where));
    return each;
}

std::vector<subject_set> plan::each_for_all(scene where) const {
    std::vector<subject_set> each;
    each.reserve(actions_.size());
    for (const auto& action : actions_) each.push_back(holders(in_, action.need, now(where)));
    return each;
}

scene plan::now(scene where) const noexcept {
    return after_ == nullptr ? where : where.in(after_->now);
}

subject_set plan::alive() const {
    return after_ == nullptr ? in_.alive(profile_) : in_.alive_after(profile_, after_->now);
}

const tenancy& plan::spaces() const noexcept {
    return after_ == nullptr ? in_.where : *after_->now.where;
}

bool plan::opens(std::size_t way) const noexcept {
    const bool marked = actions_[way].how_far == reach::write &&
                        in_.nodes.flags[root_.value].has(node_flag::read_only); // a mark is no binding
    return !marked;
}

void plan::open_more(const identity::carried& who, scene where, std::vector<truth>& lets) const {
    if (!opening_) return;
    const auto opened = holds(in_, *opening_, who, now(where));
    for (std::size_t i = 0; i < lets.size(); ++i)
        if (opens(i)) lets[i] |= opened;
}

subject_set plan::through(std::vector<subject_set> each, std::span<const truth> lets, scene where) const {
    if (!opening_) return combine(each, lets);
    const auto openers = holders(in_, *opening_, now(where));
    for (std::size_t i = 0; i < each.size(); ++i) {
        auto opened = each[i];
        each[i].only_if(lets[i]);
        if (!opens(i)) continue;
        opened &= openers;
        each[i] |= opened;
    }
    return combine(each, std::vector<truth>(each.size(), truth::yes()));
}

truth plan::ask(const identity::carried& who, std::vector<workspace_verdict>* workspaces) const {
    if (how_ == mode::granted) return combine(each_for(who, base_scene()));
    const auto live =
        after_ == nullptr ? in_.alive(profile_).test(who.self()) : in_.lives_after(profile_, who, after_->now);
    if (!live.maybe || shut_out_) return truth::no();
    if (self_contained_) {
        auto how = combine(each_for(who, acting_)) & live;
        if (how.maybe && !compute_.empty())
            how &= holds(in_, compute_.front().need, who, now(compute_.front().where()));
        if (how.maybe && workspaces != nullptr && home_ != tenancy::no_workspace)
            workspaces->push_back({in_.where.node_of(home_), verdict_of(how)});
        return how;
    }
    const auto plain = each_for(who, scene::plain());
    const auto plain_at_best = combine(plain);
    if (!plain_at_best.maybe && special_.empty()) return truth::no();

    const bool alike = in_.where.same_for_all(root_);
    std::vector<truth> lets;
    auto total = truth::no();
    for (std::size_t door = 0; door < doors_.size(); ++door) {
        const auto& [w, attached] = doors_[door];
        auto inside = spaces().access(w).test(who.self()) & attached & live;
        if (inside.maybe && !compute_.empty())
            inside &= holds(in_, compute_[door].need, who, now(compute_[door].where()));
        if (!inside.maybe) continue;
        const auto where = scene_in(w);
        if (!alike || lets.empty()) {
            lets = lets_through(w);
            open_more(who, where, lets);
        }
        const auto how = inside & (where.what == scene::form::plain ? combine(plain, lets)
                                                                    : combine(each_for(who, where, plain), lets));
        if (!how.maybe) continue;
        total |= how;
        if (workspaces != nullptr)
            workspaces->push_back({in_.where.node_of(w), verdict_of(how)});
        else if (total.surely)
            return total;
    }
    if (unseen_ && !total.maybe && in_.who.joining().test(who.self())) {
        lets = lets_unseen_through();
        open_more(who, scene::plain(), lets);
        total.maybe = combine(plain, lets).maybe;
    }
    return total;
}

subject_set plan::ask_all() const {
    if (shut_out_) return subject_set(in_.who.size());
    if (how_ == mode::granted || self_contained_) {
        const auto each = each_for_all(base_scene());
        auto total = combine(each, std::vector<truth>(each.size(), truth::yes()));
        if (how_ == mode::effective) total &= alive();
        for (const auto& one : compute_) total &= holders(in_, one.need, now(one.where()));
        return total;
    }
    const auto plain = each_for_all(scene::plain());
    subject_set total(in_.who.size());
    if (compute_.empty() && special_.empty() && all_workspaces_ && in_.where.same_for_all(root_) && !doors_.empty()) {
        // The common case: workspaces differ in who is inside only, and that union was made beforehand.
        total = combine(plain, lets_through(doors_.front().workspace));
        total &= spaces().access_to(metastore_);
    } else {
        // Workspaces that let the same through are one set of people.
        struct alike_doors {
            std::vector<truth> lets;
            subject_set inside;
        };
        std::vector<alike_doors> classes;
        for (std::size_t door = 0; door < doors_.size(); ++door) {
            const auto& [w, attached] = doors_[door];
            auto inside = spaces().access(w);
            inside.only_if(attached);
            if (!compute_.empty()) inside &= holders(in_, compute_[door].need, now(compute_[door].where()));
            const auto lets = lets_through(w);
            if (const auto where = scene_in(w); where.what != scene::form::plain) {
                const auto each = each_for_all(where);
                inside &= through(each, lets, where);
                total |= inside;
                continue;
            }
            const auto same = std::ranges::find(classes, lets, &alike_doors::lets);
            if (same == classes.end())
                classes.push_back({lets, std::move(inside)});
            else
                same->inside |= inside;
        }
        for (auto& [lets, inside] : classes) {
            inside &= through(plain, lets, scene::plain());
            total |= inside;
        }
        if (unseen_) {
            auto perhaps = through(plain, lets_unseen_through(), scene::plain());
            perhaps &= subject_set(in_.who.joining());
            total.may_add(perhaps.maybe());
        }
    }
    total &= alive();
    return total;
}

std::vector<std::pair<workspace_no, subject_set>> plan::ask_all_from_each() const {
    std::vector<std::pair<workspace_no, subject_set>> found;
    if (self_contained_) {
        if (home_ != tenancy::no_workspace && !shut_out_) found.emplace_back(home_, ask_all());
        return found;
    }
    const auto plain = each_for_all(scene::plain());
    for (std::size_t door = 0; door < doors_.size(); ++door) {
        const auto& [w, attached] = doors_[door];
        const auto where = scene_in(w);
        auto people = spaces().access(w);
        people.only_if(attached);
        if (!compute_.empty()) people &= holders(in_, compute_[door].need, now(compute_[door].where()));
        people &= through(where.what == scene::form::plain ? plain : each_for_all(where), lets_through(w), where);
        people &= alive();
        if (people.maybe().any()) found.emplace_back(w, std::move(people));
    }
    return found;
}

bool plan::same_from_everywhere() const noexcept {
    return how_ == mode::effective && !self_contained_ && metastore_ != no_node && compute_.empty() &&
           special_.empty() && !opening_;
}

void plan::forget_circuits() noexcept {
    for (auto& way : actions_) way.need = {};
}

subject_set plan::ask_all_of(std::vector<subject_set> each, const subject_set& alive, node_id root) const {
    subject_set total(in_.who.size());
    if (all_workspaces_ && in_.where.same_for_all(root) && !doors_.empty()) {
        total = combine(each, lets_through(doors_.front().workspace, root));
        total &= spaces().access_to(metastore_);
    } else {
        for (const auto& [w, attached] : doors_) {
            auto inside = combine(each, lets_through(w, root));
            auto people = spaces().access(w);
            people.only_if(attached);
            inside &= people;
            total |= inside;
        }
        if (unseen_) {
            auto perhaps = combine(each, lets_unseen_through(root));
            perhaps &= subject_set(in_.who.joining());
            total.may_add(perhaps.maybe());
        }
    }
    total &= alive;
    return total;
}

std::vector<std::pair<workspace_no, subject_set>>
plan::ask_all_from_each_of(const std::vector<subject_set>& each, const subject_set& alive, node_id root) const {
    std::vector<std::pair<workspace_no, subject_set>> found;
    for (const auto& [w, attached] : doors_) {
        auto people = combine(each, lets_through(w, root));
        people &= spaces().access(w);
        people.only_if(attached);
        people &= alive;
        if (people.maybe().any()) found.emplace_back(w, std::move(people));
    }
    return found;
}

} // namespace canreach::graph::detail
