#include "graph/rules/identity.hpp"

#include <algorithm>
#include <utility>

namespace canreach::graph {
namespace {

std::size_t place_of(node_kind principal) noexcept {
    switch (principal) {
    case node_kind::user: return 0;
    case node_kind::service_principal: return 1;
    case node_kind::group: return 2;
    default: return 3;
    }
}

} // namespace

identity::numbering::numbering(const node_table& nodes) {
    std::vector<part> parts;
    for (const auto& run : nodes.principals) {
        parts.push_back({run.first, run.last - run.first, static_cast<principal_no>(size_)});
        size_ += run.last - run.first;
    }
    if (parts.empty()) return;
    first_ = parts.front();
    others_.assign(parts.begin() + 1, parts.end());
}

group_closure identity::closed(const node_table& nodes, std::span<const source_member> members) {
    const numbering numbers(nodes);
    std::vector<std::pair<principal_no, principal_no>> edges;
    edges.reserve(members.size());
    const auto local = [&](node_id node) {
        return nodes.kind[node.value] == node_kind::group && nodes.scope[node.value] != no_node;
    };
    for (const auto& [member, group] : members) {
        const auto from = numbers.find(member);
        const auto to = numbers.find(group);
        if (from == no_principal || to == no_principal || nodes.kind[group.value] != node_kind::group) continue;
        if (nodes.kind[member.value] == node_kind::recipient) continue;
        if (local(member) && nodes.scope[member.value] != nodes.scope[group.value]) continue;
        edges.emplace_back(from, to);
    }
    return {numbers.size(), edges};
}

identity::identity(const node_table& nodes, group_closure memberships, const coverage& read)
    : numbers_(nodes), closure_(std::move(memberships)) {
    nodes_.reserve(numbers_.size());
    for (const auto& run : nodes.principals)
        for (auto id = run.first; id < run.last; ++id) nodes_.push_back(node_id{id});
    const auto count = nodes_.size();
    all_ = joining_ = local_ = open_ = via_account_users_ = bitset(count);
    all_.fill();
    of_kind_.fill(bitset(count));
    live_ = subject_set(count);
    kinds_.resize(count);
    workspaces_.assign(count, no_node);
    meanings_.assign(count, built_in::none);

    bitset unlisted(count);
    bitset perhaps_live(count);
    for (principal_no who = 0; who < count; ++who) {
        const auto id = nodes_[who].value;
        kinds_[who] = nodes.kind[id];
        of_kind_[place_of(kinds_[who])].set(who);
        if (kinds_[who] == node_kind::group && nodes.scope[id] != no_node) {
            local_.set(who);
            workspaces_[who] = nodes.scope[id];
        }
        const bool resolved = !nodes.flags[id].has(node_flag::unresolved);
        const bool active = !nodes.flags[id].has(node_flag::inactive);
        if (kinds_[who] != node_kind::recipient) joining_.set(who);
        if (resolved && active) live_.add(who);
        // It may exist where the listing that would have named it was cut short.
        if (resolved || !joining_.test(who) || !listing_incomplete(who, read)) continue;
        unlisted.set(who);
        if (active) perhaps_live.set(who);
    }
    if (perhaps_live.any()) live_.may_add(perhaps_live);
    for (const auto& [node, meaning] : nodes.system_groups) {
        meanings_[find(node)] = meaning;
        if (meaning == built_in::account_users) account_users_ = find(node);
    }

    if (account_users_ != no_principal) closure_.add_above(account_users_, via_account_users_);
    managers_of_all_ = subject_set(count);
    joined_by_managers_ = bitset(count);

    for (principal_no who = 0; who < count; ++who) {
        if (kinds_[who] != node_kind::group || meanings_[who] == built_in::account_users) continue;
        if (!read.missing(nodes_[who], node_part::members) && !unlisted.test(who)) continue;
        unread_.push_back(who);
        closure_.add_above(who, open_);
    }
    list_members();
}

void identity::list_members() {
    open_list_ = list_of(open_);
    via_account_users_list_ = list_of(via_account_users_);
    joined_by_managers_list_ = list_of(joined_by_managers_);
}

void identity::add_kind(node_kind kind, bitset& into) const noexcept {
    if (is_principal(kind)) into |= of_kind_[place_of(kind)];
}

bool identity::listing_incomplete(principal_no who, const coverage& read) const {
    if (local_.test(who)) return read.groups_unlisted(workspaces_[who]);
    switch (kinds_[who]) {
    case node_kind::user: return !read.unlisted_users().empty();
    case node_kind::group: return !read.unlisted_groups().empty();
    default: return !read.unlisted_service_principals().empty();
    }
}

identity::carried identity::carried_by(principal_no who) const {
    carried ids;
    ids.from_ = this;
    ids.self_ = who;
    ids.joins_ = joining_.test(who);
    ids.ids_ = bitset(size());
    // What is added before the walk is closed upwards, so the walk may stop there.
    const auto add_all = [&](const std::vector<principal_no>& closed) {
        for (const auto one : closed) {
            if (ids.ids_.test(one)) continue;
            ids.ids_.set(one);
            ids.list_.push_back(one);
        }
    };
    ids.list_.reserve(32);
    if (ids.joins_) add_all(via_account_users_list_);
    const auto manages = managers_of_all_.test(who);
    if (manages.surely) add_all(joined_by_managers_list_);
    ids.may_join_all_ = manages.maybe;
    closure_.add_above(who, ids.ids_, ids.list_);
    ids.sort();
    return ids;
}

void identity::carried::sort() {
    // Sorting moves a number a dozen times; a walk over the bits looks at every word once.
    if (list_.size() < ids_.words().size() / 8) {
        std::ranges::sort(list_);
        return;
    }
    list_.clear();
    ids_.for_each([&](std::size_t number) { list_.push_back(static_cast<principal_no>(number)); });
}

std::vector<principal_no> identity::list_of(const bitset& members) {
    std::vector<principal_no> list;
    members.for_each([&](std::size_t number) { list.push_back(static_cast<principal_no>(number)); });
    return list;
}

identity::carried identity::carried_with(principal_no who, principal_no group) const {
    auto ids = carried_by(who);
    closure_.add_above(group, ids.ids_, ids.list_);
    ids.sort();
    return ids;
}

void identity::add_carriers(std::span<const principal_no> grantees, subject_set& into) const {
    bitset below(size());
    bool anybody = false;
    bool any_manager = false;
    for (const auto grantee : grantees) {
        if (below.test(grantee)) continue; // all below it are there, and what is asked below is true of a group above
        if (via_account_users_.test(grantee)) below |= joining_;
        closure_.add_below(grantee, below);
        anybody = anybody || open_.test(grantee);
        any_manager = any_manager || joined_by_managers_.test(grantee);
    }
    into.add(below);
    if (any_manager) into |= managers_of_all_;
    if (anybody) into.may_add(joining_);
}

identity identity::grown(const joining_rights& rights) const {
    auto made = *this;
    std::vector<std::pair<principal_no, principal_no>> edges(rights.managers);
    for (principal_no who = 0; who < size(); ++who)
        for (const auto above : closure_.direct_groups(who)) edges.emplace_back(who, above);
    made.closure_ = group_closure(size(), edges);
    made.via_account_users_ = made.open_ = bitset(size());
    if (account_users_ != no_principal) made.closure_.add_above(account_users_, made.via_account_users_);
    for (const auto group : unread_) made.closure_.add_above(group, made.open_);
    for (const auto group : rights.unread) made.closure_.add_above(group, made.open_);
    // Who can join every group is told by groups that it is in, or can join one by one.
    made.add_carriers(rights.managers_of_all, made.managers_of_all_);
    for (const auto group : rights.joinable) made.closure_.add_above(group, made.joined_by_managers_);
    made.list_members();
    return made;
}

} // namespace canreach::graph
