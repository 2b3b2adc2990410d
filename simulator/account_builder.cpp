#include "simulator/account_builder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace canreach::simulator {
namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20U;

} // namespace

account_builder::account_builder(std::string account_id, cloud where) {
    made_.id = std::move(account_id);
    made_.where = where;
    made_.subtypes.emplace_back();
}

std::string_view account_builder::keep(std::string_view text) {
    if (text.empty()) return {};
    if (text.size() > block_left_) {
        block_left_ = std::max(block_bytes, text.size());
        made_.text_blocks_.push_back(std::make_unique<char[]>(block_left_));
        block_at_ = made_.text_blocks_.back().get();
    }
    std::memcpy(block_at_, text.data(), text.size());
    const std::string_view kept(block_at_, text.size());
    block_at_ += text.size();
    block_left_ -= text.size();
    return kept;
}

principal_index account_builder::add(principal who) {
    made_.principals.push_back(std::move(who));
    made_.members.emplace_back();
    return principal_index{static_cast<std::uint32_t>(made_.principals.size() - 1)};
}

void account_builder::add_member(principal_index member, principal_index group) {
    made_.members[pos(group)].push_back(member);
}

workspace_index account_builder::add(workspace what) {
    if (what.deployment_name.empty()) {
        const auto number = std::to_string(what.id);
        const auto digit = std::to_string(what.id % 20);
        switch (made_.where) {
        case cloud::azure: what.deployment_name = "adb-" + number + "." + digit; break;
        case cloud::gcp: what.deployment_name = number + "." + digit; break;
        case cloud::aws: {
            static constexpr std::string_view hex = "0123456789abcdef";
            auto bits = static_cast<std::uint64_t>(what.id) * 0x9E37'79B9'7F4A'7C15U;
            what.deployment_name = "dbc-";
            for (int i = 0; i < 12; ++i, bits >>= 4U) {
                if (i == 8) what.deployment_name += '-';
                what.deployment_name += hex[bits & 15U];
            }
        }
        }
    }
    if (what.host.empty()) what.host = what.deployment_name + std::string(workspace_zone_of(made_.where));
    made_.workspaces.push_back(std::move(what));
    return workspace_index{static_cast<std::uint32_t>(made_.workspaces.size() - 1)};
}

metastore_index account_builder::add_metastore(std::string id, std::string_view name, std::string region,
                                               bool external_access) {
    metastore store;
    store.id = std::move(id);
    store.region = std::move(region);
    store.external_access = external_access;
    store.root = securable_index{static_cast<std::uint32_t>(made_.securables.size())};
    add_securable(node_kind::metastore, store.root, name);
    made_.metastores.push_back(std::move(store));
    return metastore_index{static_cast<std::uint32_t>(made_.metastores.size() - 1)};
}

void account_builder::attach(workspace_index where, metastore_index to) {
    auto& space = made_.workspaces[pos(where)];
    if (space.metastore) std::erase(made_.metastores[pos(*space.metastore)].workspaces, where);
    space.metastore = to;
    made_.metastores[pos(to)].workspaces.push_back(where);
}

securable_index account_builder::add_securable(node_kind kind, securable_index parent, std::string_view name,
                                               std::string_view subtype, std::string_view url) {
    const auto known = std::ranges::find(made_.subtypes, subtype);
    securable what;
    what.kind = kind;
    what.parent = parent;
    what.name = keep(name);
    what.url = keep(url);
    what.subtype = static_cast<std::uint8_t>(known - made_.subtypes.begin());
    if (known == made_.subtypes.end()) made_.subtypes.emplace_back(subtype);
    made_.securables.push_back(what);
    return securable_index{static_cast<std::uint32_t>(made_.securables.size() - 1)};
}

void account_builder::set(securable_index what, securable_trait trait) {
    made_.securables[pos(what)].traits |= static_cast<std::uint8_t>(trait);
}

void account_builder::set_owner(securable_index what, std::string_view name) {
    made_.securables[pos(what)].owner = name.empty() ? no_grantee : grantee_named(name);
}

securable_extra& account_builder::extra_of(securable_index what) {
    return made_.extras[static_cast<std::uint32_t>(what)];
}

grantee_index account_builder::grantee_named(std::string_view name, std::int64_t id) {
    const auto next = grantee_index{static_cast<std::uint32_t>(made_.grantees.size())};
    const auto [found, added] = name.empty() ? [&] {
        const auto [at, fresh] = deleted_grantees_.emplace(id, next);
        return std::pair{at->second, fresh};
    }() : [&] {
        const auto [at, fresh] = grantees_by_name_.emplace(name, next);
        return std::pair{at->second, fresh};
    }();
    if (added) made_.grantees.push_back({std::string(name), id});
    auto& row = made_.grantees[pos(found)];
    if (row.id == 0) row.id = id;
    return found;
}

std::uint32_t account_builder::privilege_set(std::span<const std::string_view> names) {
    std::vector<std::string> sorted(names.begin(), names.end());
    std::ranges::sort(sorted);
    sorted.erase(std::ranges::unique(sorted).begin(), sorted.end());
    const auto next = static_cast<std::uint32_t>(made_.privilege_sets.size());
    const auto [found, added] = privilege_sets_.emplace(sorted, next);
    if (added) made_.privilege_sets.push_back(std::move(sorted));
    return found->second;
}

std::uint32_t account_builder::merged(std::uint32_t a, std::uint32_t b) {
    if (a == b) return a;
    std::vector<std::string_view> names(made_.privilege_sets[a].begin(), made_.privilege_sets[a].end());
    // Copies: the table may grow while the second set is read.
    const auto more = made_.privilege_sets[b];
    const auto first = made_.privilege_sets[a];
    names.assign(first.begin(), first.end());
    names.insert(names.end(), more.begin(), more.end());
    return privilege_set(names);
}

void account_builder::grant(securable_index on, grantee_index to, std::uint32_t privileges) {
    pending_.push_back({static_cast<std::uint32_t>(on), {to, privileges}});
}

void account_builder::order_securables() {
    const auto count = made_.securables.size();
    const auto depth_of = [&](std::uint32_t i) {
        std::uint32_t depth = 0;
        for (; made_.securables[i].kind != node_kind::metastore; ++depth)
            i = static_cast<std::uint32_t>(made_.securables[i].parent);
        return depth;
    };
    std::vector<std::uint8_t> depths(count);
    for (std::uint32_t i = 0; i < count; ++i) depths[i] = static_cast<std::uint8_t>(depth_of(i));

    // Level by level, so that the new place of a parent is known when its children are sorted by it.
    std::vector<std::uint32_t> order;
    std::vector<std::uint32_t> place(count);
    order.reserve(count);
    for (std::uint8_t depth = 0; order.size() < count; ++depth) {
        const auto begin = order.size();
        for (std::uint32_t i = 0; i < count; ++i)
            if (depths[i] == depth) order.push_back(i);
        std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(begin), order.end(), [&](auto a, auto b) {
            const auto& x = made_.securables[a];
            const auto& y = made_.securables[b];
            if (depth == 0) return a < b;
            return std::pair(place[pos(x.parent)], x.kind) < std::pair(place[pos(y.parent)], y.kind);
        });
        for (auto i = begin; i < order.size(); ++i) place[order[i]] = static_cast<std::uint32_t>(i);
    }

    std::vector<securable> moved;
    moved.reserve(count);
    for (const auto old : order) {
        auto what = made_.securables[old];
        what.parent = securable_index{place[pos(what.parent)]};
        moved.push_back(what);
    }
    made_.securables = std::move(moved);
    for (std::uint32_t i = 0; i < count; ++i) {
        if (made_.securables[i].kind == node_kind::metastore) continue;
        auto& above = made_.securables[pos(made_.securables[i].parent)];
        if (above.child_count++ == 0) above.first_child = i;
    }
    for (auto& store : made_.metastores) store.root = securable_index{place[pos(store.root)]};
    for (auto& row : pending_) row.on = place[row.on];
    std::unordered_map<std::uint32_t, securable_extra> extras;
    for (auto& [old, extra] : made_.extras) extras.emplace(place[old], std::move(extra));
    made_.extras = std::move(extras);
}

void account_builder::order_grants() {
    std::ranges::stable_sort(pending_, {}, [](const pending_grant& g) { return std::pair(g.on, g.row.who); });
    made_.grants.reserve(pending_.size());
    for (std::size_t i = 0; i < pending_.size();) {
        auto& what = made_.securables[pending_[i].on];
        what.first_grant = static_cast<std::uint32_t>(made_.grants.size());
        const auto on = pending_[i].on;
        while (i < pending_.size() && pending_[i].on == on) {
            auto row = pending_[i].row;
            for (++i; i < pending_.size() && pending_[i].on == on && pending_[i].row.who == row.who; ++i)
                row.privileges = merged(row.privileges, pending_[i].row.privileges);
            made_.grants.push_back(row);
        }
        what.grant_count = static_cast<std::uint32_t>(made_.grants.size()) - what.first_grant;
    }
    pending_.clear();
    pending_.shrink_to_fit();
}

account account_builder::build() && {
    order_securables();
    order_grants();
    finish_objects();
    for (auto& members : made_.members) {
        std::ranges::sort(members);
        members.erase(std::ranges::unique(members).begin(), members.end());
    }
    made_.index();
    return std::move(made_);
}

} // namespace canreach::simulator
