#include "graph/rules/detours.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "graph/questions/plan.hpp"
#include "graph/rules/compute.hpp"
#include "graph/rules/conditions.hpp"
#include "graph/rules/object_abilities.hpp"
#include "model/acl_levels.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"

namespace canreach::graph {
namespace {

using detail::account;

/// What is done to the bytes of a thing.
struct data_use {
    bool reads = false;
    bool writes = false;
    [[nodiscard]] bool none() const noexcept { return !reads && !writes; }
    friend bool operator==(const data_use&, const data_use&) = default;
};
constexpr data_use reading{true, false};
constexpr data_use writing{false, true};
constexpr data_use changing{true, true};

struct operation_use {
    std::string_view name;
    data_use use;
};
constexpr std::array operation_uses{
    operation_use{"SELECT", reading},    operation_use{"READ VOLUME", reading}, operation_use{"READ FILES", reading},
    operation_use{"EXECUTE", reading},   operation_use{"READ PATH", reading},   operation_use{"WRITE PATH", writing},
    operation_use{"INSERT", writing},    operation_use{"COPY INTO", writing},   operation_use{"TRUNCATE", writing},
    operation_use{"OPTIMIZE", changing}, operation_use{"RESTORE", changing},    operation_use{"VACUUM", writing},
    operation_use{"UPDATE", changing},   operation_use{"DELETE", changing},     operation_use{"MERGE", changing},
};
constexpr std::array privilege_uses{
    std::pair{privilege::select, reading},     std::pair{privilege::read_volume, reading},
    std::pair{privilege::read_files, reading}, std::pair{privilege::execute, reading},
    std::pair{privilege::modify, writing},
};

data_use use_of(action what, node_kind kind) {
    if (!applies_to(what, kind)) return {};
    switch (what.what) {
    case action::form::operation: {
        const auto at = std::ranges::find(operation_uses, operations()[what.number].name, &operation_use::name);
        return at == operation_uses.end() ? data_use{} : at->use;
    }
    case action::form::privilege:
        for (const auto& [bit, use] : privilege_uses)
            if (static_cast<std::uint16_t>(bit) == what.number) return use;
        return {};
    case action::form::any: return reading; // REACH: reading is something
    case action::form::ability:
    case action::form::level: break;
    }
    return {};
}

/// What a way must serve: everything at once, or one of several things.
std::vector<data_use> uses_of(const request& what, node_kind kind) {
    std::vector<data_use> uses;
    data_use all;
    for (const auto one : what.actions) {
        const auto use = use_of(one, kind);
        if (what.any_of && !use.none() && std::ranges::find(uses, use) == uses.end()) uses.push_back(use);
        if (!what.any_of && use.none()) return {};
        all = {all.reads || use.reads, all.writes || use.writes};
    }
    if (!what.any_of && !all.none()) uses.push_back(all);
    return uses;
}

request ability_to(ability what, const rule_profile& profile) {
    request made;
    made.actions = {{action::form::ability, static_cast<std::uint16_t>(what)}};
    made.profile = profile;
    return made;
}

/// Files through something that has privileges over them.
request on_files(data_use use, const request& what) {
    request made;
    if (use.reads) made.actions.push_back(operation_named("READ PATH"));
    if (use.writes) made.actions.push_back(operation_named("WRITE PATH"));
    made.from = what.from;
    made.profile = what.profile;
    made.compute = what.compute;
    return made;
}

request to_create_location(const request& what) {
    auto made = on_files({}, what);
    made.actions.push_back(operation_named("CREATE EXTERNAL LOCATION"));
    return made;
}

std::span<const source_link> rows_of(const std::vector<source_link>& links, node_id node, node_id source_link::*end) {
    const auto range = std::ranges::equal_range(links, node, {}, end);
    return {range.begin(), range.end()};
}

const object_tables::compute* compute_at(const account& in, node_id cluster) {
    const auto w = in.where.find(in.nodes.scope[cluster.value]);
    if (w == tenancy::no_workspace) return nullptr;
    const auto all = in.objects.compute_of(w);
    const auto at = std::ranges::find(all, cluster, &object_tables::compute::node);
    return at == all.end() ? nullptr : &*at;
}

/// Working on a cluster: attached to it, and the one whom it is dedicated to; empty if that is nobody known.
std::optional<detour> attached_to(const object_tables::compute& cluster, const rule_profile& profile) {
    const bool shared = cluster.mode == cluster_mode::standard || cluster.mode == cluster_mode::table_acl;
    const bool known = cluster.dedicated_to != no_node;
    if (cluster.mode == cluster_mode::dedicated && !known) return std::nullopt;
    detour way;
    way.through = cluster.node;
    way.needs = ability_to(ability::attach, profile);
    if (known && !shared) way.also = dedicated_to(cluster.dedicated_to, cluster.node);
    return way;
}

/// Being inside a workspace, and one thing more.
detour inside(node_id workspace, const rule_profile& profile, std::optional<condition> also) {
    detour way;
    way.through = workspace;
    way.needs = ability_to(ability::use, profile);
    way.also = std::move(also);
    return way;
}

void add_cloud_readers(const account& in, const request& what, node_id resource, std::vector<detour>& into) {
    for (const auto& held : in.detours.readers_of(resource))
        for (const auto& used : in.detours.users_of(held.from)) {
            std::optional<detour> way;
            if (in.nodes.kind[used.from.value] == node_kind::cluster) {
                if (const auto* cluster = compute_at(in, used.from)) way = attached_to(*cluster, what.profile);
            } else if (const auto space = in.nodes.scope[held.from.value]; space != no_node) {
                auto assigned = leaf_of(condition::form::supplied, missing_part::what::identity, used.from, "E15");
                assigned.supplies.push_back({used.from, {}, false, facet::role, true});
                way = inside(space, what.profile, std::move(assigned));
            }
            if (!way) continue;
            way->rule = "E15";
            way->behind = held.from;
            way->needs.from = what.from;
            into.push_back(*std::move(way));
        }
}

detour by_files(std::string_view before, std::string_view rule, node_id through, request needs) {
    detour way;
    way.before = before;
    way.rule = rule;
    way.through = through;
    way.needs = std::move(needs);
    return way;
}

void add_files_of(const account& in, const request& what, data_use use, node_id table, std::vector<detour>& into) {
    const auto w = in.where.find(in.nodes.scope[table.value]);
    if (w == tenancy::no_workspace) return;
    if (const auto any = in.detours.any_file_of(w); any != no_node && !in.detours.governed(table))
        into.push_back(by_files({}, "E24", any, on_files(use, what)));
    for (const auto& link : in.detours.places_of(table))
        into.push_back(by_files({}, "S5", link.to, on_files(use, what)));
    for (const auto& link : in.detours.credentials_of(table))
        if (!use.writes || !in.nodes.flags[link.to.value].has(node_flag::read_only))
            into.push_back(by_files("E20", "S5", link.to, to_create_location(what)));
}

/// Whether all that a view reads, at whatever depth, lies in Hive: elsewhere clusters without isolation see nothing.
truth reads_hive_alone(const account& in, node_id view) {
    auto alone = truth::yes();
    std::vector<node_id> todo{view};
    std::set<node_id> seen{view};
    while (!todo.empty()) {
        const auto at = todo.back();
        todo.pop_back();
        if (in.nodes.type[at.value] != securable::hive_view) continue;
        if (in.read_parts.missing(at, node_part::definition)) alone &= truth::unknown();
        for (const auto id : in.views.bases_of(at)) {
            const node_id base{id};
            if (family_of(in.nodes.kind[id]) != kind_family::hive) return truth::no();
            if (seen.insert(base).second) todo.push_back(base);
        }
    }
    return alone;
}

} // namespace

detour_facts::detour_facts(const node_table& nodes, const tenancy& where, const link_table& links, hive_files files,
                           std::vector<std::pair<node_id, truth>> policies)
    : files_(std::move(files)), any_files_(where.size(), no_node), policies_(std::move(policies)) {
    links.for_each_of(link_type::holds, [&](const source_link& link) {
        if (nodes.kind[link.from.value] == node_kind::other) readers_.push_back(link);
    });
    links.for_each_of(link_type::profile, [&](const source_link& link) { users_.push_back(link); });
    std::ranges::sort(readers_, {}, [](const source_link& one) { return std::pair{one.to, one.from}; });
    std::ranges::sort(users_, {}, [](const source_link& one) { return std::pair{one.to, one.from}; });
    nodes.for_each_of(node_kind::any_file, [&](node_id id) {
        const auto space = nodes.scope[id.value];
        if (const auto w = space == no_node ? tenancy::no_workspace : where.find(space); w != tenancy::no_workspace)
            any_files_[w] = id;
    });
}

std::span<const source_link> detour_facts::places_of(node_id table) const noexcept {
    return rows_of(files_.located, table, &source_link::from);
}
std::span<const source_link> detour_facts::credentials_of(node_id table) const noexcept {
    return rows_of(files_.reachable, table, &source_link::from);
}
bool detour_facts::governed(node_id table) const noexcept {
    return std::ranges::binary_search(files_.governed, table);
}
std::span<const source_link> detour_facts::readers_of(node_id thing) const noexcept {
    return rows_of(readers_, thing, &source_link::to);
}
std::span<const source_link> detour_facts::users_of(node_id identity) const noexcept {
    return rows_of(users_, identity, &source_link::to);
}
bool detour_facts::concern(node_id thing) const noexcept {
    return governed(thing) || !credentials_of(thing).empty() || !readers_of(thing).empty();
}

std::vector<detour> detours_to(const account& in, const request& what, node_id resource) {
    std::vector<detour> made;
    const auto kind = in.nodes.kind[resource.value];
    const bool view =
        in.nodes.type[resource.value] == securable::hive_view || in.nodes.type[resource.value] == securable::view;
    if (view) return made; // it has no files
    for (const auto use : uses_of(what, kind)) {
        if (kind == node_kind::hive_table) add_files_of(in, what, use, resource, made);
        if (kind == node_kind::credential &&
            !(use.writes && in.nodes.flags[resource.value].has(node_flag::read_only)) &&
            what.actions.front().what == action::form::operation)
            made.push_back(by_files({}, "E20", resource, to_create_location(what)));
        if (!use.writes) add_cloud_readers(in, what, resource, made); // what it may write is not told
    }
    return made;
}

hive_data hive_data_asked(const account& in, const request& what, node_id resource) {
    hive_data found;
    if (in.nodes.kind[resource.value] != node_kind::hive_table) return found;
    const auto space = in.nodes.scope[resource.value];
    const bool inside = what.from.empty() || std::ranges::find(what.from, space) != what.from.end();
    const auto uses = uses_of(what, node_kind::hive_table);
    const bool view = in.nodes.type[resource.value] == securable::hive_view;
    const bool served = std::ranges::any_of(uses, [&](data_use use) { return !view || !use.writes; });
    if (!inside || !served) return found;
    return {in.where.find(space), reads_hive_alone(in, resource)};
}

std::vector<detour> past_table_acls(const account& in, workspace_no w, const rule_profile& profile) {
    std::vector<detour> ways;
    const auto space = in.where.node_of(w);
    const auto add = [&](detour way, std::string_view before, truth leads) {
        way.before = before;
        way.rule = "E13";
        way.leads = leads;
        ways.push_back(std::move(way));
    };
    for (const auto& one : in.objects.compute_of(w)) {
        if (one.warehouse) continue;
        auto enforced = enforces_hive(one.mode);
        if (in.read_parts.missing(one.node, node_part::attributes)) enforced = truth::unknown();
        if (!enforced.surely)
            if (auto way = attached_to(one, profile)) add(*std::move(way), {}, {!enforced.maybe, !enforced.surely});
        detour switching;
        switching.through = one.node;
        switching.needs = ability_to(ability::edit, profile);
        add(std::move(switching), "E25", truth::yes());
    }
    for (const auto& [policy, open] : in.detours.policies()) {
        if (in.nodes.scope[policy.value] != space || !open.maybe) continue;
        detour creating;
        creating.through = policy;
        creating.needs = ability_to(ability::use, profile);
        add(std::move(creating), "E25", open);
    }
    add(inside(space, profile, entitled(in, w, role::cluster_create)), "E25", truth::yes());
    if (in.read_parts.unlisted(space, "clusters")) add(inside(space, profile, std::nullopt), {}, truth::unknown());
    if (in.read_parts.unlisted(space, "cluster-policies"))
        add(inside(space, profile, std::nullopt), "E25", truth::unknown());
    return ways;
}

bool may_matter(const account& in, acts done, node_id node) {
    const auto kind = in.nodes.kind[node.value];
    const auto family = family_of(kind);
    const bool unity = family == kind_family::unity || kind == node_kind::metastore;
    const auto root = in.root_of(node);
    if (done.has(act::bind) && (!unity || root == no_node || !in.nodes.flags[root.value].has(node_flag::isolated)))
        return false;
    if (done.has(act::rule_metastore) && !unity) return false;
    if (done.has(act::grant) && !unity && family != kind_family::hive) return false;
    return !done.has(act::take_role) || kind == node_kind::service_principal;
}

scene scene_of(const account& in, const detour& way) {
    const auto kind = in.nodes.kind[way.through.value];
    const auto space = kind == node_kind::workspace ? way.through : in.nodes.scope[way.through.value];
    const auto w = in.where.find(space);
    return w == tenancy::no_workspace ? scene::plain() : scene::local_acl(w);
}

subject_set takers(const account& in, const detour& way, const preparation& by) {
    auto found = detail::plan(in, way.needs, way.through, &by).ask_all();
    if (way.also) found &= holders(in, *way.also, scene_of(in, way).in(by.now));
    found.only_if(way.leads);
    return found;
}

} // namespace canreach::graph
