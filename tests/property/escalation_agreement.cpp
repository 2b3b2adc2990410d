#include "tests/property/escalation_agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "graph/operations.hpp"
#include "model/acl_levels.hpp"
#include "tests/property/agreement.hpp"
#include "tests/support/slow_escalation.hpp"

namespace canreach::property {
namespace {

using graph::verdict;
using support::slow_hops;

std::string text(const slow_hops& hops) {
    return hops.surely  ? fmt::format("yes, {} hops", *hops.surely)
           : hops.maybe ? fmt::format("unknown, {} hops", *hops.maybe)
                        : std::string("no");
}

/// What an answer tells: the hops of the sure way if there is one, else of the uncertain one.
slow_hops told(verdict how, unsigned hops) {
    if (how == verdict::no) return {};
    if (how == verdict::yes) return {hops, hops};
    return {{}, hops};
}

bool same(const slow_hops& graph_says, const slow_hops& acts_say) {
    return text(graph_says) == text(acts_say);
}

std::string text(const std::vector<graph::chain>& chains, const std::function<std::string(node_id)>& name) {
    std::string told;
    for (const auto& chain : chains) {
        told += " [";
        for (const auto& hop : chain.hops) told += fmt::format("{}: {}; ", hop.rule, name(hop.gained));
        told += "]";
    }
    return told;
}

/// Whether a chain that begins with joining groups is a hop shorter once exactly those memberships are stored, and no
/// shorter with one of them left out. Empty if so, or if it begins otherwise.
std::optional<std::string> needless_or_short(const support::random_world& world, const support::memory_source& source,
                                             const graph::chain& told, node_id who, const graph::request& what,
                                             node_id resource) {
    if (told.hops.empty() || told.hops.front().joined.empty()) return std::nullopt;
    const auto& joined = told.hops.front().joined;
    const auto left = static_cast<unsigned>(told.hops.size() - 1);
    const auto reaches_without = [&](std::size_t dropped) {
        auto facts = world.facts;
        for (std::size_t i = 0; i < joined.size(); ++i) {
            const auto& member = source.key_of(joined[i].member);
            if (i != dropped)
                facts.emplace_back(member_fact{principal_ref::to(member), source.key_of(joined[i].group)});
        }
        auto rows = support::memory_source::from(facts, world.gaps).value();
        const auto then = graph::access_graph::build(rows).value();
        auto nearer = what;
        nearer.within = left;
        const auto id = [&](node_id one) { return rows.id_of(source.key_of(one)); };
        return then.can(id(who), nearer, id(resource)).how == verdict::yes;
    };
    if (!reaches_without(joined.size())) return "not by joining those groups alone";
    // A group may be joined for what it lets one join next: that is not told by memberships alone.
    const bool managed_by_groups = std::ranges::any_of(world.facts, [](const fact& one) {
        const auto* grant = std::get_if<grant_fact>(&one);
        return grant != nullptr && grant->what == facet::role && grant->grantee.kind == node_kind::group;
    });
    for (std::size_t i = 0; i < joined.size() && !managed_by_groups; ++i)
        if (reaches_without(i)) return "without joining " + to_string(source.key_of(joined[i].group));
    return std::nullopt;
}

} // namespace

std::optional<std::string> broken_path(const support::random_world& world) {
    const auto source = support::memory_source::from(world.facts, world.gaps).value();
    auto rows = source;
    const auto facts = graph::access_graph::build(rows).value();
    const support::slow_escalation slow(world);
    const auto name = [&](node_id id) { return id == no_node ? "nothing" : to_string(source.key_of(id)); };

    std::vector<node_id> principals, tables, catalogs, jobs, hive_tables, volumes, credentials;
    // What a view shows depends on what its owner is, and acts of others do not change that (V1).
    std::set<node_key> views;
    for (const auto& one : world.facts)
        if (const auto* node = std::get_if<node_fact>(&one); node != nullptr && node->subtype == "VIEW")
            views.insert(node->key);
    for (const auto& one : world.facts) // whatever reads something in Hive is a view
        if (const auto* link = std::get_if<link_fact>(&one); link != nullptr && link->type == link_type::reads)
            views.insert(link->from);
    for (std::uint32_t i = 0; i < facts.node_count(); ++i) {
        const node_id id{i};
        const auto kind = facts.kind_of(id);
        const bool local = kind == node_kind::group && !source.key_of(id).scope.empty();
        if (std::ranges::find(people, kind) != people.end() && !local) principals.push_back(id);
        if (kind == node_kind::table && !views.contains(source.key_of(id))) tables.push_back(id);
        if (kind == node_kind::catalog) catalogs.push_back(id);
        if (kind == node_kind::job) jobs.push_back(id);
        if (kind == node_kind::hive_table && !views.contains(source.key_of(id))) hive_tables.push_back(id);
        if (kind == node_kind::volume) volumes.push_back(id);
        if (kind == node_kind::credential) credentials.push_back(id);
    }
    for (const auto who : principals) {
        const auto expected = slow.identities(who);
        std::map<node_id, slow_hops> found;
        for (const auto& row : facts.identities_from(who, {})) found[row.identity] = told(row.how, row.hops);
        for (const auto to : principals) {
            const auto a = found.contains(to) ? found.at(to) : slow_hops{};
            const auto b = expected.contains(to) ? expected.at(to) : slow_hops{};
            if (!same(a, b))
                return fmt::format("{} as {}: the graph says {}, the acts say {}", name(who), name(to), text(a),
                                   text(b));
        }
    }
    std::vector<std::pair<graph::request, node_id>> questions;
    const auto ask = [&](std::string_view what, const std::vector<node_id>& list) {
        if (!list.empty()) questions.emplace_back(support::to_do(what), list[world.seed % list.size()]);
    };
    ask("SELECT", tables);
    ask("INSERT", tables);
    ask("EXTERNAL READ", tables);
    ask("DROP TABLE", tables);
    ask("CREATE SCHEMA", catalogs);
    ask("BIND", catalogs);
    ask("SELECT", hive_tables);
    ask("INSERT", hive_tables);
    ask("READ VOLUME", volumes);
    ask("READ PATH", credentials);
    if (!jobs.empty()) {
        questions.emplace_back(support::to_do(ability::edit), jobs[world.seed % jobs.size()]);
    }
    for (const auto& [effective, resource] : questions) {
        const auto expected = slow.who(effective, resource);
        auto what = effective;
        what.how = graph::mode::escalatable;
        std::map<node_id, slow_hops> found;
        const auto listed = facts.who(what, resource, people);
        for (const auto& row : listed.rows) found[row.principal] = told(row.how, row.hops);
        if (!same_count(facts.count_who(what, resource, people), listed))
            return fmt::format("{}: who can is counted and listed differently", name(resource));
        for (const auto p : principals) {
            const auto a = found.contains(p) ? found.at(p) : slow_hops{};
            const auto b = expected.contains(p) ? expected.at(p) : slow_hops{};
            const auto verb = graph::name_of(what.actions.front(), source.privileges());
            if (!same(a, b))
                return fmt::format("{} {} {}: the graph says {}, the acts say {}", name(p), verb, name(resource),
                                   text(a), text(b));
            const auto can = facts.can(p, what, resource);
            if (!same_decision(facts.decide(p, what, resource), can))
                return fmt::format("{} on {}: decided otherwise with reasons than without", name(p), name(resource));
            if (!same(told(can.how, can.hops), a))
                return fmt::format("{} {} {}: WHO says {}, CAN says {}", name(p), verb, name(resource), text(a),
                                   text(told(can.how, can.hops)));
            if ((p.value + world.seed) % 16 == 0) {
                // The same by the ways that start at the principal.
                const auto reached = rows_of_what(facts, p, what, no_node);
                if (!reached) return fmt::format("{} {}: WHAT tells otherwise in runs", name(p), verb);
                const auto row = std::ranges::find(*reached, resource, &graph::resource_row::resource);
                const auto c = row == reached->end() ? slow_hops{} : told(row->how, row->hops);
                if (!same(c, a))
                    return fmt::format("{} {} {}: WHO says {}, WHAT says {}", name(p), verb, name(resource), text(a),
                                       text(c));
                auto anything = what;
                anything.actions = {{graph::action::form::any, 0}};
                for (const auto& [one, how] : facts.actions_on(p, anything, resource))
                    if (one == what.actions.front() && how != can.how)
                        return fmt::format("{} {} {}: CAN and the list of actions differ", name(p), verb,
                                           name(resource));
                if (can.hops > 0 && can.how == verdict::yes && facts.via(p, what, resource).empty())
                    return fmt::format("{} {} {}: no way is told", name(p), verb, name(resource));
            }
            if (can.how == verdict::yes) {
                const auto chains = facts.how(p, what, resource).chains;
                if (chains.empty() ||
                    std::ranges::any_of(chains, [&](const auto& chain) { return chain.hops.size() != can.hops; }))
                    return fmt::format("{} {} {}: a chain of other than {} hops:{}", name(p), verb, name(resource),
                                       can.hops, text(chains, name));
                for (const auto& one : chains)
                    if (const auto wrong = needless_or_short(world, source, one, p, what, resource))
                        return fmt::format("{} {} {}: {}, a chain says otherwise:{}", name(p), verb, name(resource),
                                           *wrong, text({one}, name));
            }
        }
    }
    return std::nullopt;
}

} // namespace canreach::property
