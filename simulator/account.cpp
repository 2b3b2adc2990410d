#include "simulator/account.hpp"

#include <algorithm>
#include <bit>

#include "simulator/seeded_random.hpp"

namespace canreach::simulator {
namespace {

std::string quoted_text(std::string_view text) {
    std::string made = "'";
    for (const char letter : text) {
        made += letter;
        if (letter == '\'') made += letter;
    }
    return made + '\'';
}

constexpr std::uint32_t empty_slot = 0xFFFF'FFFFU;

std::uint64_t slot_hash(securable_index parent, node_kind kind, std::string_view name) {
    return stable_hash(name, mixed(pos(parent) * 256 + static_cast<std::uint64_t>(kind)));
}

} // namespace

std::string_view name_of(cloud where) noexcept {
    switch (where) {
    case cloud::azure: return "azure";
    case cloud::aws: return "aws";
    case cloud::gcp: return "gcp";
    }
    return {};
}

std::optional<cloud> cloud_named(std::string_view name) noexcept {
    for (const auto where : {cloud::azure, cloud::aws, cloud::gcp})
        if (name_of(where) == name) return where;
    return std::nullopt;
}

std::string_view account_host_of(cloud where) noexcept {
    switch (where) {
    case cloud::azure: return "accounts.azuredatabricks.net";
    case cloud::aws: return "accounts.cloud.databricks.com";
    case cloud::gcp: return "accounts.gcp.databricks.com";
    }
    return {};
}

std::string_view workspace_zone_of(cloud where) noexcept {
    return account_host_of(where).substr(std::string_view("accounts").size());
}

bool is_top_level(node_kind kind) noexcept {
    switch (kind) {
    case node_kind::catalog:
    case node_kind::location:
    case node_kind::credential:
    case node_kind::connection:
    case node_kind::share:
    case node_kind::provider:
    case node_kind::recipient:
    case node_kind::clean_room: return true;
    default: return false;
    }
}

const securable_extra& account::extra_of(securable_index i) const {
    static const securable_extra none;
    const auto found = extras.find(static_cast<std::uint32_t>(i));
    return found == extras.end() ? none : found->second;
}

const principal_extra& account::extra_of(principal_index i) const {
    static const principal_extra none;
    const auto found = principal_extras.find(static_cast<std::uint32_t>(i));
    return found == principal_extras.end() ? none : found->second;
}

std::string attribute_policy::condition() const {
    if (!odd_condition.empty()) return odd_condition;
    if (tag_key.empty()) return {};
    const auto test = tag_value.empty() ? "has_tag(" : "has_tag_value(";
    return test + quoted_text(tag_key) + (tag_value.empty() ? std::string{} : ", " + quoted_text(tag_value)) + ")";
}

std::vector<tag> account::tags_of(securable_index i) const {
    std::vector<tag> all;
    for (;; i = at(i).parent) {
        for (const auto& one : extra_of(i).tags)
            if (std::ranges::find(all, one.key, &tag::key) == all.end()) all.push_back(one);
        if (is_top_level(at(i).kind) || at(i).kind == node_kind::metastore) return all;
    }
}

std::span<const grant_row> account::grants_of(securable_index i) const {
    const auto& what = at(i);
    return std::span(grants).subspan(what.first_grant, what.grant_count);
}

account::child_range account::children_of(securable_index parent, node_kind kind) const {
    const auto& above = at(parent);
    if (kind == node_kind::other) return {above.first_child, above.child_count};
    const auto all = std::span(securables).subspan(above.first_child, above.child_count);
    const auto same = std::ranges::equal_range(all, kind, {}, &securable::kind);
    return {above.first_child + static_cast<std::uint32_t>(same.begin() - all.begin()),
            static_cast<std::uint32_t>(same.size())};
}

std::string account::full_name_of(securable_index i) const {
    const auto& what = at(i);
    if (what.kind == node_kind::metastore || is_top_level(what.kind)) return std::string(what.name);
    auto name = full_name_of(what.parent);
    name += '.';
    name += what.name;
    return name;
}

securable_index account::root_of(securable_index i) const {
    while (at(i).kind != node_kind::metastore) i = at(i).parent;
    return i;
}

securable_index account::binding_root_of(securable_index i) const {
    while (at(i).kind != node_kind::metastore && at(at(i).parent).kind != node_kind::metastore) i = at(i).parent;
    return i;
}

void account::index() {
    by_name_.assign(std::bit_ceil(securables.size() * 2 + 2), empty_slot);
    const auto last = by_name_.size() - 1;
    for (std::uint32_t i = 0; i < securables.size(); ++i) {
        auto slot = slot_hash(securables[i].parent, securables[i].kind, securables[i].name) & last;
        while (by_name_[slot] != empty_slot) slot = (slot + 1) & last;
        by_name_[slot] = i;
    }
    for (std::uint32_t i = 0; i < principals.size(); ++i)
        principals_by_id.emplace(principals[i].id, principal_index{i});
    for (std::uint32_t i = 0; i < metastores.size(); ++i)
        metastores_by_id.emplace(metastores[i].id, metastore_index{i});
    for (std::uint32_t i = 0; i < workspaces.size(); ++i) {
        workspaces_by_id.emplace(workspaces[i].id, workspace_index{i});
        workspaces_by_host.emplace(workspaces[i].host, workspace_index{i});
    }
}

std::optional<securable_index> account::child_named(securable_index parent, node_kind kind,
                                                    std::string_view name) const {
    const auto last = by_name_.size() - 1;
    for (auto slot = slot_hash(parent, kind, name) & last; by_name_[slot] != empty_slot; slot = (slot + 1) & last) {
        const auto& what = securables[by_name_[slot]];
        if (what.parent == parent && what.kind == kind && what.name == name) return securable_index{by_name_[slot]};
    }
    return std::nullopt;
}

std::optional<securable_index> account::find(securable_index root, node_kind kind, std::string_view full_name) const {
    if (is_top_level(kind)) return child_named(root, kind, full_name);
    const auto dot = full_name.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto above =
        find(root, kind == node_kind::schema ? node_kind::catalog : node_kind::schema, full_name.substr(0, dot));
    return above ? child_named(*above, kind, full_name.substr(dot + 1)) : std::nullopt;
}

bool account::open_in(securable_index binding_root, std::int64_t workspace) const {
    if (!at(binding_root).has(securable_trait::isolated)) return true;
    return std::ranges::any_of(extra_of(binding_root).bindings,
                               [&](const auto& bound) { return bound.workspace == workspace; });
}

std::vector<workspace_index> account::readers_of(const metastore& store) const {
    std::vector<workspace_index> readers;
    for (const auto index : store.workspaces)
        if (at(index).running()) readers.push_back(index);
    return readers;
}

} // namespace canreach::simulator
