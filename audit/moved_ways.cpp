#include "audit/moved_ways.hpp"

#include <algorithm>

#include "model/mask.hpp"

namespace canreach::audit {
namespace {

void write_mask(mask bits, std::vector<std::uint32_t>& key) {
    for (const auto half : {bits.low, bits.high}) {
        key.push_back(static_cast<std::uint32_t>(half));
        key.push_back(static_cast<std::uint32_t>(half >> 32U));
    }
}

} // namespace

moved_ways::moved_ways(const graph::access_graph& facts, std::span<const moved_member> moved,
                       std::span<const node_id> built_in, node_id who)
    : facts_(facts), built_in_(built_in), who_(who) {
    for (const auto& one : moved)
        if (is_in(who, one.member) || may_hold_everybody(one.member)) joined_.push_back(one.group);
}

bool moved_ways::is_in(node_id member, node_id group) const {
    return member == group || !facts_.membership_chain(member, group).empty();
}

bool moved_ways::may_hold_everybody(node_id group) const {
    return std::ranges::any_of(built_in_, [&](node_id one) { return is_in(one, group); });
}

moved_ways::way moved_ways::found_way_to(node_id holder) const {
    if (holder == who_) return way::plain;
    // Groups of a workspace hold whom they hold there alone.
    if (facts_.scope_of(holder) != no_node || may_hold_everybody(holder)) return way::own;
    if (!is_in(who_, holder)) return way::none;
    return std::ranges::any_of(joined_, [&](node_id group) { return is_in(group, holder); }) ? way::own : way::plain;
}

moved_ways::way moved_ways::way_to(node_id holder) {
    const auto [known, added] = ways_.try_emplace(holder, way::none);
    if (added) known->second = found_way_to(holder);
    return known->second;
}

void moved_ways::write_held(node_id on, words& key) {
    mask plainly;
    bool owns_plainly = false;
    for (const auto& grant : facts_.grants_on(on)) {
        const auto by = way_to(grant.grantee);
        if (by == way::none) continue;
        if (by == way::plain && grant.what == facet::unity && grant.deny.empty()) {
            plainly |= grant.allow;
            continue;
        }
        key.push_back(grant.grantee.value);
        key.push_back(static_cast<std::uint32_t>(grant.what));
        write_mask(grant.allow, key);
        write_mask(grant.deny, key);
    }
    key.push_back(no_node.value); // so that no two keys read alike
    for (const auto owner : facts_.owners_of(on)) {
        const auto by = way_to(owner);
        owns_plainly = owns_plainly || by == way::plain;
        if (by == way::own) key.push_back(owner.value);
    }
    key.push_back(owns_plainly ? 1 : 0);
    write_mask(plainly, key);
}

std::uint32_t moved_ways::number_of_key(node_id on, node_id end) {
    words key{around(facts_.parent_of(on), end)};
    write_held(on, key);
    return numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(numbers_.size())).first->second;
}

std::uint32_t moved_ways::around(node_id container, node_id end) {
    if (container == no_node || container == end) return no_node.value;
    if (const auto known = containers_.find(container); known != containers_.end()) return known->second;
    const auto made = number_of_key(container, end);
    containers_.emplace(container, made);
    return made;
}

std::uint32_t moved_ways::number_of(node_id resource, node_id end) {
    return resource == end ? no_node.value : number_of_key(resource, end);
}

} // namespace canreach::audit
