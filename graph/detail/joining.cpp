#include "graph/detail/joining.hpp"

#include <algorithm>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/detail/escalation.hpp"
#include "graph/questions/avoidance.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/shaped_courses.hpp"
#include "model/roles.hpp"

namespace canreach::graph::detail {
namespace {

condition account_admins(const account& in) {
    condition leaf;
    leaf.what = condition::form::supplied;
    leaf.part.kind = missing_part::what::role;
    leaf.part.bit = static_cast<unsigned>(role::account_admin);
    leaf.part.on = in.account_node;
    leaf.part.rule = "A1";
    if (in.account_node != no_node)
        leaf.supplies.push_back({in.account_node, mask{role::account_admin}, false, facet::role});
    return leaf;
}

/// E5: a group of the account whose members are not kept by the identity provider alone.
bool can_be_joined(const account& in, principal_no group) {
    const auto node = in.who.node_of(group);
    const auto flags = in.nodes.flags[node.value];
    return in.who.kind_of(group) == node_kind::group && in.who.account_scoped(group) &&
           in.who.meaning_of(group) == built_in::none && !flags.has(node_flag::immutable) &&
           !flags.has(node_flag::unresolved);
}

/// Choices of groups kept: they are those of few policies and denials.
constexpr std::size_t choices_kept = 32;

} // namespace

subject_set set_of(std::size_t size, std::span<const std::pair<principal_no, truth>> few) {
    subject_set made(size);
    bitset perhaps(size);
    bool unsure = false;
    for (const auto& [one, how] : few) {
        if (how.surely) made.add(one);
        if (how.maybe) perhaps.set(one);
        unsure = unsure || how == truth::unknown();
    }
    if (unsure) made.may_add(perhaps);
    return made;
}

subject_set account_admins_in(const account& in, const situation& now) {
    auto admins = holders(in, account_admins(in), scene::plain().in(now));
    admins &= subject_set(in.who.joining());
    return admins;
}

joined escalation::made_joined(identity::joining_rights rights) const {
    joined made;
    made.rights = std::move(rights);
    made.grown = in_.who.grown(made.rights);
    made.where = in_.where.widened(made.grown, in_.grants, subject_set(in_.who.size()));
    made.assigned =
        in_.where.widened(made.grown, in_.grants, account_admins_in(in_, {&made.grown, &made.where, without_}));
    return made;
}

bitset escalation::joinable_by_any() const {
    const auto& rights = all_joined_->rights;
    bitset groups(in_.who.size());
    for (const auto& [manager, group] : rights.managers) groups.set(group);
    for (const auto group : rights.unread) groups.set(group);
    if (!rights.managers_of_all.empty())
        for (const auto group : rights.joinable) groups.set(group);
    return groups;
}

subject_set escalation::able(const plan& asked, const course& done) const {
    auto open = in_.who.all();
    if (done.joins()) open &= joiners_;
    if (done.done.has(act::assign) || done.done.has(act::rule_metastore)) open &= account_admins_;
    if (open.count() > one_by_one) return asked.ask_all();
    std::vector<std::pair<principal_no, truth>> few;
    open.for_each([&](std::size_t one) {
        const auto who = static_cast<principal_no>(one);
        few.emplace_back(who, asked.ask(carried_after(done, who), nullptr));
    });
    return set_of(in_.who.size(), few);
}

bitset escalation::all_joiners() const {
    const auto& rights = all_joined_->rights;
    if (!rights.unread.empty()) return in_.who.joining();
    auto managers = rights.managers_of_all;
    for (const auto& [manager, group] : rights.managers) managers.push_back(manager);
    subject_set people(in_.who.size());
    in_.who.add_carriers(managers, people);
    return people.maybe();
}

std::shared_ptr<const joined> escalation::joined_without(const bitset& avoided) const {
    if (!avoided.any()) return all_joined_;
    const std::lock_guard waiting(choosing_);
    const auto known = std::ranges::find(choices_, avoided, &choice::avoided);
    if (known != choices_.end()) {
        std::rotate(choices_.begin(), known, known + 1);
        return choices_.front().made;
    }
    auto rights = all_joined_->rights;
    const auto avoids = [&](principal_no group) { return avoided.test(group); };
    std::erase_if(rights.managers, [&](const auto& one) { return avoids(one.second); });
    std::erase_if(rights.joinable, avoids);
    std::erase_if(rights.unread, avoids);
    auto made = std::make_shared<const joined>(made_joined(std::move(rights)));
    if (choices_.size() == choices_kept) choices_.pop_back();
    choices_.insert(choices_.begin(), {avoided, made});
    return made;
}

course escalation::joining_only(const course& done, std::span<const node_id> groups) const {
    auto avoided = joinable_;
    for (const auto group : groups) avoided.reset(in_.who.find(group));
    return {done.done, joined_without(avoided)};
}

std::vector<course> escalation::courses(acts done, const request& what, node_id resource) const {
    if (!done.has(act::join)) return {course_of(done)};
    const auto all = course_of(done);
    std::vector<course> made;
    if (shaped_->answers(in_, all, what, resource)) {
        for (const auto& avoided : barring_) made.push_back({done, joined_without(avoided)});
        return made;
    }
    const auto by = after(all);
    for (const auto& avoided : sets_to_avoid(in_, plan(in_, what, resource, &by), joinable_))
        made.push_back({done, joined_without(avoided)});
    return made;
}

identity::joining_rights escalation::find_joining_rights() const {
    identity::joining_rights rights;
    const auto thought_away = [&](node_id holder, node_id on) {
        return without_ != nullptr && without_->kind == witness_step::what::grant && without_->in == facet::role &&
               without_->from == holder && without_->to == on;
    };
    for (principal_no group = 0; group < in_.who.size(); ++group) {
        if (!can_be_joined(in_, group)) continue;
        const auto node = in_.who.node_of(group);
        rights.joinable.push_back(group);
        if (in_.read_parts.missing(node, node_part::roles)) rights.unread.push_back(group);
        for (const auto& row : in_.grants.on(node)) {
            const auto& bits = in_.grants.bits_of(row);
            const auto who = in_.who.find(row.other);
            if (thought_away(row.other, node)) continue;
            if (bits.what == facet::role && bits.allow.has(role::group_manager) && who != identity::no_principal &&
                in_.who.account_scoped(who))
                rights.managers.emplace_back(who, group);
        }
    }
    if (in_.account_node == no_node) return rights;
    if (in_.read_parts.missing(in_.account_node, node_part::roles)) rights.unread = rights.joinable;
    for (const auto& row : in_.grants.on(in_.account_node)) {
        const auto& bits = in_.grants.bits_of(row);
        const auto who = in_.who.find(row.other);
        if (thought_away(row.other, in_.account_node)) continue;
        if (bits.what == facet::role && bits.allow.intersects(mask{role::group_manager, role::account_admin}) &&
            who != identity::no_principal && in_.who.account_scoped(who))
            rights.managers_of_all.push_back(who);
    }
    return rights;
}

} // namespace canreach::graph::detail
