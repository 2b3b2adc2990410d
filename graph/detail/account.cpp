#include "graph/detail/account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "graph/dynamic_view.hpp"
#include "graph/rules/enforcement.hpp"
#include "graph/rules/hive_places.hpp"

namespace canreach::graph::detail {
namespace {

using pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

adjacency reversed(std::size_t count, const pairs& edges) {
    pairs other(edges.size());
    std::ranges::transform(edges, other.begin(), [](const auto& e) { return std::pair{e.second, e.first}; });
    return {count, other};
}

/// Notes the first id that is no node.
class id_check {
public:
    explicit id_check(const node_table& nodes) : nodes_(nodes) {}
    bool operator()(node_id id) {
        if (nodes_.has(id)) return true;
        if (!wrong_) wrong_ = id;
        return false;
    }
    [[nodiscard]] result<void> outcome(const result<void>& visited, std::string_view rows) const {
        if (!visited) return visited.error();
        if (!wrong_) return {};
        return fail(errc::damaged_file, fmt::format("{} refer to node {}, which does not exist", rows, wrong_->value));
    }

private:
    const node_table& nodes_;
    std::optional<node_id> wrong_;
};

} // namespace

result<void> account::read(fact_source& source) {
    auto table = node_table::read(source);
    if (!table) return std::move(table).error();
    nodes = std::move(table).value();
    auto numbered = resource_tree::from_parents(nodes.parent);
    if (!numbered) return std::move(numbered).error();
    tree = std::move(numbered).value();
    const auto counts = source.counts();
    if (!counts) return counts.error();
    id_check known(nodes);

    std::vector<source_member> members;
    members.reserve(counts->members);
    auto visited = source.visit_members([&](const source_member& row) {
        if (known(row.member) && known(row.group)) members.push_back(row);
    });
    if (auto checked = known.outcome(visited, "memberships"); !checked) return checked;
    pairs inside(members.size());
    std::ranges::transform(members, inside.begin(), [](const source_member& m) {
        return std::pair{m.group.value, m.member.value};
    });
    direct_members_of = adjacency(nodes.size(), inside);

    pairs owners;
    visited = source.visit_owners([&](const source_owner& row) {
        if (known(row.owner) && known(row.resource)) owners.emplace_back(row.resource.value, row.owner.value);
    });
    if (auto checked = known.outcome(visited, "owners"); !checked) return checked;
    owners_of = adjacency(nodes.size(), owners);
    owned_by = reversed(nodes.size(), owners);

    std::vector<source_grant> rows;
    rows.reserve(counts->grants);
    visited = source.visit_grants([&](const source_grant& row) {
        if (known(row.grantee) && known(row.resource)) rows.push_back(row);
    });
    if (auto checked = known.outcome(visited, "grants"); !checked) return checked;
    grants = grant_index(nodes.size(), rows);
    rows = {};

    std::vector<source_binding> bindings;
    visited = source.visit_bindings([&](const source_binding& row) {
        if (known(row.resource) && known(row.workspace)) bindings.push_back(row);
    });
    if (auto checked = known.outcome(visited, "bindings"); !checked) return checked;

    std::vector<source_link> links;
    visited = source.visit_links([&](const source_link& row) {
        if (known(row.from) && known(row.to)) links.push_back(row);
    });
    if (auto checked = known.outcome(visited, "links"); !checked) return checked;
    annotated = std::ranges::any_of(links, &source_link::annotated);
    auto placed = hive_tables_in_places(source, nodes);
    if (!placed) return std::move(placed).error();

    for (const auto& link : links)
        if (link.type != link_type::located_in && link.type != link_type::credential &&
            link.type != link_type::shares && nodes.kind[link.from.value] != node_kind::table)
            indirect_links.push_back(link);

    constexpr std::array<std::string_view, 1> settings{"restrict_admins"};
    visited = source.visit_attributes(settings, [&](const source_attribute& row) {
        if (known(row.node) && row.value == "RESTRICT_TOKENS_AND_JOB_RUN_AS") restricted.push_back(row.node);
    });
    if (auto checked = known.outcome(visited, "attributes"); !checked) return checked;
    std::ranges::sort(restricted);

    std::vector<source_home> homes;
    visited = source.visit_homes([&](const source_home& row) {
        if (known(row.folder) && (row.user == no_node || known(row.user))) homes.push_back(row);
    });
    if (auto checked = known.outcome(visited, "homes"); !checked) return checked;

    auto enforcing = read_enforcement(source, nodes);
    if (!enforcing) return std::move(enforcing).error();

    std::vector<source_gap> gaps;
    visited = source.visit_gaps([&](const source_gap& row) {
        if (known(row.about)) gaps.push_back(row);
    });
    if (auto checked = known.outcome(visited, "gaps"); !checked) return checked;

    // Whoever reported a Hive relation need not have said that it is a view: what reads something is one.
    for (const auto& link : links)
        if (link.type == link_type::reads && nodes.type[link.from.value] == securable::hive_table)
            nodes.type[link.from.value] = securable::hive_view;

    read_parts = coverage(std::move(gaps), nodes);
    who = identity(nodes, members, read_parts);
    where = tenancy(nodes, who, grants, bindings, read_parts);
    for (const auto& [group, meaning] : nodes.system_groups) {
        const auto w =
            meaning == built_in::account_users ? tenancy::no_workspace : where.find(nodes.scope[group.value]);
        if (w == tenancy::no_workspace) continue;
        for (const auto& row : grants.to(group)) aliases.emplace_back(row.other, w);
        for (const auto owned : owned_by.of(group.value)) aliases.emplace_back(node_id{owned}, w);
    }
    std::ranges::sort(aliases);
    std::vector<source_policy> rules;
    if (auto read = read_policies(source, rules); !read) return read;
    policies = policy_rules(std::move(rules), nodes, read_parts);
    for (const auto which : policies.access_rules()) {
        if (!unbarred_) unbarred_ = who.live();
        *unbarred_ -= named_by(*this, policies.at(which), scene::plain());
    }
    views = view_rules(*this, links);
    objects = object_tables(nodes, where, links, homes, enforcing->clusters);
    if (objects.has_old_dedicated()) {
        std::vector<node_id> looking;
        constexpr std::array<std::string_view, 1> texts{"definition"};
        visited = source.visit_attributes(texts, [&](const source_attribute& row) {
            if (known(row.node) && !calls_on_reader(row.value).empty()) looking.push_back(row.node);
        });
        if (auto checked = known.outcome(visited, "attributes"); !checked) return checked;
        views.set_looking_at_reader(std::move(looking));
    }
    detours = detour_facts(nodes, where, links, *std::move(placed), std::move(enforcing->policies));
    const auto account_at = std::ranges::find(nodes.kind, node_kind::account);
    if (account_at != nodes.kind.end())
        account_node = node_id{static_cast<std::uint32_t>(account_at - nodes.kind.begin())};
    return {};
}

result<void> account::read_policies(fact_source& source, std::vector<source_policy>& into) const {
    id_check known(nodes);
    const auto visited = source.visit_policies([&](const source_policy& row) {
        bool sound = known(row.on) && (row.function == no_node || known(row.function));
        for (const auto* list : {&row.to, &row.except, &row.matches})
            for (const auto id : *list) sound = known(id) && sound;
        if (sound) into.push_back(row);
    });
    return known.outcome(visited, "policies");
}

const subject_set& account::alive(const rule_profile& profile) const noexcept {
    return unbarred_ && takes(profile.get<betas>()) ? *unbarred_ : who.live();
}

std::vector<node_id> account::path_of(node_id node) const {
    std::vector<node_id> path;
    for (auto at = node; at != no_node && nodes.kind[at.value] != node_kind::metastore; at = nodes.parent[at.value])
        path.push_back(at);
    return path;
}

node_id account::metastore_of(node_id node) const {
    auto at = node;
    while (at != no_node && nodes.kind[at.value] != node_kind::metastore) at = nodes.parent[at.value];
    return at;
}

node_id account::root_of(node_id node) const {
    auto root = no_node;
    for (auto at = node; at != no_node && nodes.kind[at.value] != node_kind::metastore; at = nodes.parent[at.value])
        root = at;
    return root;
}

node_id account::workspace_of(node_id node) const {
    const auto family = family_of(nodes.kind[node.value]);
    return family == kind_family::hive || family == kind_family::object ? nodes.scope[node.value] : no_node;
}

void account::add_aliases(node_id node, std::vector<workspace_no>& into) const {
    for (auto at = std::ranges::lower_bound(aliases, std::pair{node, workspace_no{0}});
         at != aliases.end() && at->first == node; ++at)
        into.push_back(at->second);
}

} // namespace canreach::graph::detail
