#include "graph/detail/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "graph/dynamic_view.hpp"
#include "graph/rules/identity.hpp"
#include "graph/rules/views.hpp"

namespace canreach::graph::detail {
namespace {

using pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

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

result<void> gather_members(fact_source& source, std::size_t expected, facts& into) {
    id_check known(into.nodes);
    std::vector<source_member> members;
    members.reserve(expected);
    const auto visited = source.visit_members([&](const source_member& row) {
        if (known(row.member) && known(row.group)) members.push_back(row);
    });
    if (auto checked = known.outcome(visited, "memberships"); !checked) return checked;
    pairs inside(members.size());
    std::ranges::transform(members, inside.begin(), [](const source_member& m) {
        return std::pair{m.group.value, m.member.value};
    });
    into.direct_members_of = adjacency(into.nodes.size(), inside);
    into.memberships = identity::closed(into.nodes, members);
    return {};
}

result<void> gather_owners(fact_source& source, std::size_t expected, facts& into) {
    id_check known(into.nodes);
    pairs owners;
    owners.reserve(expected);
    const auto visited = source.visit_owners([&](const source_owner& row) {
        if (known(row.owner) && known(row.resource)) owners.emplace_back(row.resource.value, row.owner.value);
    });
    if (auto checked = known.outcome(visited, "owners"); !checked) return checked;
    into.owners_of = adjacency(into.nodes.size(), owners);
    for (auto& [resource, owner] : owners) std::swap(resource, owner);
    into.owned_by = adjacency(into.nodes.size(), owners);
    return {};
}

result<void> gather_grants(fact_source& source, std::size_t expected, facts& into) {
    id_check known(into.nodes);
    grant_index::maker rows;
    rows.expect(expected);
    const auto visited = source.visit_grants([&](const source_grant& row) {
        if (known(row.grantee) && known(row.resource)) rows.add(row);
    });
    if (auto checked = known.outcome(visited, "grants"); !checked) return checked;
    auto sorted = rows.made();
    if (!sorted) return std::move(sorted).error();
    into.grants = *std::move(sorted);
    return {};
}

/// No rule follows where tables lie by their links: the rules go by paths (hive_places.hpp).
bool is_followed(link_type type) {
    return type != link_type::located_in && type != link_type::credential && type != link_type::shares;
}

result<void> gather_links(fact_source& source, facts& into) {
    id_check known(into.nodes);
    std::vector<source_link> reads;
    std::vector<source_link> followed;
    const auto visited = source.visit_links([&](const source_link& row) {
        if (!known(row.from) || !known(row.to)) return;
        if (row.type == link_type::reads) reads.push_back(row);
        if (is_followed(row.type) && into.nodes.kind[row.from.value] != node_kind::table) followed.push_back(row);
    });
    if (auto checked = known.outcome(visited, "links"); !checked) return checked;
    into.links = link_table(std::move(followed));
    // Whoever reported a Hive relation need not have said that it is a view: what reads something is one.
    std::vector<node_id> views;
    for (const auto& link : reads)
        if (into.nodes.type[link.from.value] == securable::hive_table) views.push_back(link.from);
    std::ranges::sort(views);
    into.nodes.retype(views, securable::hive_view);
    into.reads = view_rules::reads_of(into.nodes, reads);
    return {};
}

result<void> gather_attributes(fact_source& source, facts& into) {
    id_check known(into.nodes);
    constexpr std::string_view restrict_admins = "restrict_admins";
    const auto& of_clusters = enforcement_reader::names;
    const std::array names{restrict_admins, hive_place_finder::name, of_clusters[0], of_clusters[1], of_clusters[2]};
    enforcement_reader enforcing;
    hive_place_finder places(into.nodes);
    // One walk for all rules: no other table of an account is as long in bytes.
    const auto visited = source.visit_attributes(names, [&](const source_attribute& row) {
        if (!known(row.node)) return;
        if (row.name == hive_place_finder::name)
            places.take(row);
        else if (row.name != restrict_admins)
            enforcing.take(row);
        else if (row.value == "RESTRICT_TOKENS_AND_JOB_RUN_AS")
            into.restricted.push_back(row.node);
    });
    if (auto checked = known.outcome(visited, "attributes"); !checked) return checked;
    std::ranges::sort(into.restricted);
    into.enforcing = enforcing.made(into.nodes);
    into.files = std::move(places).found();
    if (std::ranges::none_of(into.enforcing.clusters, may_check_caller)) return {};
    constexpr std::array<std::string_view, 1> texts{"definition"};
    const auto read = source.visit_attributes(texts, [&](const source_attribute& row) {
        if (known(row.node) && !calls_on_reader(row.value).empty()) into.looking_at_reader.push_back(row.node);
    });
    std::ranges::sort(into.looking_at_reader);
    return known.outcome(read, "attributes");
}

result<void> gather_bindings(fact_source& source, facts& into) {
    id_check known(into.nodes);
    const auto visited = source.visit_bindings([&](const source_binding& row) {
        if (known(row.resource) && known(row.workspace)) into.bindings.push_back(row);
    });
    return known.outcome(visited, "bindings");
}

result<void> gather_homes(fact_source& source, facts& into) {
    id_check known(into.nodes);
    const auto visited = source.visit_homes([&](const source_home& row) {
        if (known(row.folder) && (row.user == no_node || known(row.user))) into.homes.push_back(row);
    });
    return known.outcome(visited, "homes");
}

result<void> gather_policies(fact_source& source, facts& into) {
    id_check known(into.nodes);
    const auto visited = source.visit_policies([&](const source_policy& row) {
        bool sound = known(row.on) && (row.function == no_node || known(row.function));
        for (const auto* list : {&row.to, &row.except, &row.matches})
            for (const auto id : *list) sound = known(id) && sound;
        if (sound) into.policy_list.push_back(row);
    });
    return known.outcome(visited, "policies");
}

} // namespace

result<facts> facts::from(fact_source& source) {
    facts made;
    auto table = node_table::read(source);
    if (!table) return std::move(table).error();
    made.nodes = *std::move(table);
    std::vector<node_id> parents(made.nodes.size());
    for (std::uint32_t node = 0; node < parents.size(); ++node) parents[node] = made.nodes.parent[node];
    auto numbered = resource_tree::from_parents(parents);
    if (!numbered) return std::move(numbered).error();
    made.tree = *std::move(numbered);
    const auto counts = source.counts();
    if (!counts) return counts.error();
    if (auto read = gather_members(source, counts->members, made); !read) return std::move(read).error();
    if (auto read = gather_owners(source, counts->owners, made); !read) return std::move(read).error();
    if (auto read = gather_grants(source, counts->grants, made); !read) return std::move(read).error();
    for (const auto gather : {gather_bindings, gather_links, gather_attributes, gather_homes, gather_policies})
        if (auto read = gather(source, made); !read) return std::move(read).error();
    made.shapes = shape_list::of(made.nodes, made.tree);
    return made;
}

result<std::vector<source_gap>> facts::gaps_of(fact_source& source, const node_table& nodes) {
    id_check known(nodes);
    std::vector<source_gap> gaps;
    const auto visited = source.visit_gaps([&](const source_gap& row) {
        if (known(row.about)) gaps.push_back(row);
    });
    if (auto checked = known.outcome(visited, "gaps"); !checked) return std::move(checked).error();
    return gaps;
}

bool facts::fit_together() const noexcept {
    const auto count = nodes.size();
    const auto edges = {&owners_of, &owned_by, &direct_members_of, &reads};
    return nodes.fits() && links.fits() && tree.fits(count) && grants.fits(count) &&
           memberships.fits(identity::count_in(nodes)) &&
           std::ranges::all_of(edges, [&](const adjacency* one) { return one->fits(count); });
}

void facts::annotate(std::vector<source_link> told) {
    std::erase_if(told, [&](const source_link& one) { return !nodes.has(one.from) || !nodes.has(one.to); });
    links.annotate(std::move(told));
}

} // namespace canreach::graph::detail
