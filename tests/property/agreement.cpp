#include "tests/property/agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "graph/operations.hpp"
#include "model/privileges.hpp"
#include "tests/support/memory_images.hpp"

namespace canreach::property {
namespace {

using graph::action;
using graph::mode;
using graph::request;
using graph::verdict;
using support::two_bounds;

constexpr std::array all_principals{node_kind::user, node_kind::service_principal, node_kind::group,
                                    node_kind::recipient};

std::map<node_id, verdict> as_map(const std::map<node_id, two_bounds>& rows) {
    std::map<node_id, verdict> told;
    for (const auto& [w, how] : rows) told[w] = as_verdict(how);
    return told;
}

support::slow_hive_profile hive_switches(const graph::rule_profile& from) {
    constexpr std::array operations{"current", "hive_matrix", "hive_3_1", "either", "both"};
    support::slow_hive_profile by;
    by.operations = operations[static_cast<std::size_t>(from.get<graph::hive_rules>())];
    by.owner_wins = from.get<graph::hive_deny_owner>() == graph::hive_deny_owner::owner_wins;
    by.admin_wins = from.get<graph::hive_deny_admin>() == graph::hive_deny_admin::admin_wins;
    by.container_owner_inherits = from.get<graph::hive_container_owner>() == graph::hive_container_owner::inherits;
    by.view_chain = from.get<graph::hive_view_chain>() == graph::hive_view_chain::same_owner;
    return by;
}

class comparison {
public:
    comparison(const subject& in, std::uint64_t seed) : in_(in), seed_(seed) {}

    std::optional<std::string> run() {
        for (const auto& [what, how] : actions_for(seed_, in_))
            if (!compare(what, how)) return fault_;
        if (!compare_pairs()) return fault_;
        return std::nullopt;
    }

private:
    bool differs(std::string_view question, node_id p, action what, mode how, node_id r, verdict graph_says,
                 verdict slow_says) {
        fault_ =
            fmt::format("{}: {} {} {} on {}: the graph says {}, the rules say {}", question, in_.name(p),
                        how == mode::granted ? "granted" : "effective", graph::name_of(what, in_.source.privileges()),
                        in_.name(r), word(graph_says), word(slow_says));
        return false;
    }

    bool compare(action what, mode how) {
        request asked;
        asked.actions = {what};
        asked.how = how;
        asked.profile = profile_for(seed_);
        if (how == mode::effective && seed_ % 5 == 0 && !in_.workspaces.empty()) asked.from = {in_.workspaces.front()};
        const auto slow_action = spelled(what, in_);
        std::map<std::pair<node_id, node_id>, verdict> truth;
        std::size_t turn = seed_;
        for (const auto r : in_.resources) {
            if (!graph::applies_to(what, in_.graph.kind_of(r))) continue;
            std::map<node_id, verdict> who;
            const auto listed = in_.graph.who(asked, r, all_principals);
            for (const auto& row : listed.rows) who[row.principal] = row.how;
            if (!same_count(in_.graph.count_who(asked, r, all_principals), listed))
                return differs("count", no_node, what, how, r, verdict::no, verdict::no);
            for (const auto p : in_.principals) {
                const auto slow = in_.by_the_rules(p, slow_action, asked, r);
                const auto expected = as_verdict(slow.how);
                truth[{p, r}] = expected;
                const auto at = who.find(p);
                const auto found = at == who.end() ? verdict::no : at->second;
                if (found != expected) return differs("who", p, what, how, r, found, expected);
                if (++turn % 3 != 0) continue;
                const auto can = in_.graph.can(p, asked, r);
                if (can.how != expected) return differs("can", p, what, how, r, can.how, expected);
                if (const auto told = in_.graph.decide(p, asked, r); !same_decision(told, can))
                    return differs("decide", p, what, how, r, told.how, expected);
                std::map<node_id, verdict> from;
                for (const auto& row : can.workspaces) from[row.workspace] = row.how;
                if (from != as_map(slow.workspaces)) {
                    fault_ = "workspaces differ";
                    return differs("from", p, what, how, r, can.how, expected);
                }
                if ((can.how == verdict::yes) != can.missing.empty())
                    return differs("missing", p, what, how, r, can.how, expected);
                if ((can.how == verdict::unknown) == can.gaps.empty())
                    return differs("gaps", p, what, how, r, can.how, expected);
            }
        }
        for (const auto p : in_.principals) {
            std::map<node_id, verdict> found;
            const auto listed = rows_of_what(in_.graph, p, asked, no_node);
            if (!listed) return differs("runs of what", p, what, how, no_node, verdict::no, verdict::no);
            for (const auto& row : *listed) found[row.resource] = row.how;
            for (const auto r : in_.resources) {
                const auto at = found.find(r);
                const auto told = at == found.end() ? verdict::no : at->second;
                const auto wanted = truth.find({p, r});
                const auto expected = wanted == truth.end() ? verdict::no : wanted->second;
                if (told != expected) return differs("what", p, what, how, r, told, expected);
            }
        }
        return true;
    }

    /// Two actions at once: both, or one, from the same workspace.
    bool compare_pairs() {
        const action select{action::form::privilege, static_cast<std::uint16_t>(privilege::select)};
        const action modify{action::form::privilege, static_cast<std::uint16_t>(privilege::modify)};
        for (const bool any : {false, true}) {
            request asked;
            asked.actions = {select, modify};
            asked.any_of = any;
            for (const auto r : in_.resources) {
                if (in_.graph.kind_of(r) != node_kind::table) continue;
                std::map<node_id, verdict> who;
                for (const auto& row : in_.graph.who(asked, r, all_principals).rows) who[row.principal] = row.how;
                for (const auto p : in_.principals) {
                    const auto one = as_map(in_.slow.can(p, spelled(select, in_), true, r).workspaces);
                    const auto two = as_map(in_.slow.can(p, spelled(modify, in_), true, r).workspaces);
                    std::map<node_id, verdict> expected;
                    for (const auto w : in_.workspaces) {
                        const auto of = [&](const auto& rows) { return rows.contains(w) ? rows.at(w) : verdict::no; };
                        const auto both = any ? std::max(of(one), of(two)) : std::min(of(one), of(two));
                        if (both != verdict::no) expected[w] = both;
                    }
                    std::map<node_id, verdict> found;
                    const auto can = in_.graph.can(p, asked, r);
                    for (const auto& row : can.workspaces) found[row.workspace] = row.how;
                    const auto told = who.contains(p) ? who.at(p) : verdict::no;
                    if (found != expected || told != can.how)
                        return differs("two", p, select, mode::effective, r, told, can.how);
                }
            }
        }
        return true;
    }

    const subject& in_;
    std::uint64_t seed_;
    std::string fault_;
};

/// Of every other world out of an image, the others out of the facts: both must answer alike.
graph::access_graph made(fact_source& source, std::uint64_t seed) {
    if (seed % 2 == 0) return graph::access_graph::build(source).value();
    const std::string digest(64, '0');
    support::memory_images images;
    const std::array<image_store*, 1> stores{&images};
    static_cast<void>(graph::access_graph::open(source, digest, stores).value());
    return graph::access_graph::open(source, digest, stores).value();
}

} // namespace

verdict as_verdict(two_bounds b) {
    return b.lower ? verdict::yes : b.upper ? verdict::unknown : verdict::no;
}

bool same_decision(const graph::decision& told, const graph::can_answer& with_reasons) {
    return told.how == with_reasons.how && told.hops == with_reasons.hops && told.workspaces == with_reasons.workspaces;
}

bool same_count(const graph::who_count& told, const graph::who_answer& listed) {
    const auto unknown =
        static_cast<std::size_t>(std::ranges::count(listed.rows, verdict::unknown, &graph::principal_row::how));
    return told.unknown == unknown && told.surely == listed.rows.size() - unknown && told.gaps == listed.gaps &&
           told.depends_on == listed.depends_on;
}

std::optional<std::vector<graph::resource_row>> rows_of_what(const graph::access_graph& facts, node_id principal,
                                                             const request& asked, node_id within) {
    auto listed = facts.what(principal, asked, {}, within);
    const auto told = facts.what_in_runs(principal, asked, {}, within);
    const auto count = facts.count_what(principal, asked, {}, within);
    auto next = listed.rows.begin();
    std::size_t surely = 0;
    for (const auto& run : told.runs)
        for (std::uint32_t i = 0; i < run.count; ++i, ++next) {
            if (next == listed.rows.end() || next->resource.value != run.first.value + i || next->how != run.how ||
                next->hops != run.hops)
                return std::nullopt;
            surely += run.how == verdict::yes ? 1U : 0U;
        }
    const bool whole = next == listed.rows.end() && count.surely == surely &&
                       count.surely + count.unknown == listed.rows.size() && told.gaps == listed.gaps &&
                       count.gaps == listed.gaps;
    return whole ? std::optional(std::move(listed.rows)) : std::nullopt;
}

std::string_view word(verdict how) {
    return how == verdict::yes ? "yes" : how == verdict::unknown ? "unknown" : "no";
}

subject::subject(const support::random_world& world)
    : source(support::memory_source::from(world.facts, world.gaps).value()), graph(made(source, world.seed)),
      slow(source), hive(source, slow) {
    for (std::uint32_t i = 0; i < graph.node_count(); ++i) {
        const node_id id{i};
        const auto kind = graph.kind_of(id);
        if (is_principal(kind)) principals.push_back(id);
        if (kind == node_kind::workspace) workspaces.push_back(id);
        if (kind == node_kind::account) account.push_back(id);
        if (kind == node_kind::metastore || family_of(kind) == kind_family::unity ||
            family_of(kind) == kind_family::hive)
            resources.push_back(id);
    }
}

support::slow_answer subject::by_the_rules(node_id principal, const support::slow_action& what,
                                           const graph::request& asked, node_id resource) const {
    const bool effective = asked.how == mode::effective;
    if (family_of(graph.kind_of(resource)) != kind_family::hive)
        return slow.can(principal, what, effective, resource, asked.from);
    return hive.can(principal, what, effective, resource, asked.from, hive_switches(asked.profile));
}

graph::rule_profile profile_for(std::uint64_t seed) {
    constexpr std::array names{"hive_matrix",
                               "hive_3_1",
                               "hive_deny_owner=deny wins",
                               "hive_deny_admin=deny wins",
                               "hive_deny_owner=deny wins, hive_deny_admin=deny wins, hive=hive_matrix",
                               "hive_container_owner=grant rights only",
                               "hive_view_chain=off"};
    return seed % 2 == 0 ? graph::rule_profile{} : graph::rule_profile::named(names[seed / 2 % names.size()]).value();
}

support::slow_action spelled(action what, const subject& in) {
    if (what.what == action::form::privilege) return {{}, what.number};
    return {graph::name_of(what, in.source.privileges()), -1};
}

std::vector<std::pair<action, mode>> actions_for(std::uint64_t seed, const subject&) {
    std::vector<std::pair<action, mode>> chosen;
    const auto operations = graph::operations().size();
    const auto privileges = all_privileges();
    const auto operation = [&](std::size_t i, mode how) {
        chosen.emplace_back(action{action::form::operation, static_cast<std::uint16_t>(i % operations)}, how);
    };
    const auto held = [&](std::size_t i, mode how) {
        const auto bit = i % (privileges.size() + 1);
        const auto number =
            bit == privileges.size() ? first_learned_privilege_bit : static_cast<unsigned>(privileges[bit]);
        chosen.emplace_back(action{action::form::privilege, static_cast<std::uint16_t>(number)}, how);
    };
    operation(0, mode::effective); // SELECT
    if (seed % 3 == 0) held(static_cast<std::size_t>(privilege::usage), mode::effective);
    for (std::size_t i = 0; i < 7; ++i) operation(seed * 7 + i, mode::effective);
    operation(seed * 3 + 1, mode::granted);
    for (std::size_t i = 0; i < 4; ++i) held(seed * 4 + i, i % 2 == 0 ? mode::granted : mode::effective);
    for (const auto core : {privilege::select, privilege::manage})
        chosen.emplace_back(action{action::form::privilege, static_cast<std::uint16_t>(core)}, mode::granted);
    if (seed % 16 == 4)
        chosen.emplace_back(action{action::form::any, 0}, seed % 32 == 4 ? mode::granted : mode::effective);
    return chosen;
}

std::optional<std::string> disagreement(const support::random_world& world) {
    const subject in(world);
    return comparison(in, world.seed).run();
}

std::optional<std::string> broken_law(const support::random_world& world) {
    const subject in(world);
    auto more = world;
    // One more grant, from a group to something in the middle of the tree.
    const auto& on = in.source.key_of(in.resources[world.seed % in.resources.size()]);
    const auto& who = in.source.key_of(in.principals[world.seed / 7 % in.principals.size()]);
    more.facts.emplace_back(grant_fact{principal_ref::to(who),
                                       on,
                                       facet::unity,
                                       mask{privilege::select, privilege::use_schema, privilege::all_privileges},
                                       {},
                                       {}});
    const subject widened(more);
    for (const auto& [what, how] : actions_for(world.seed, in)) {
        request asked;
        asked.actions = {what};
        asked.how = how;
        request granted = asked;
        granted.how = mode::granted;
        for (const auto r : in.resources) {
            if (!graph::applies_to(what, in.graph.kind_of(r))) continue;
            const auto before = in.graph.who(asked, r, all_principals).rows;
            std::map<node_id, verdict> after, held;
            for (const auto& row : widened.graph.who(asked, r, all_principals).rows) after[row.principal] = row.how;
            for (const auto& row : in.graph.who(granted, r, all_principals).rows) held[row.principal] = row.how;
            for (const auto& row : before) {
                if (!after.contains(row.principal) || after.at(row.principal) < row.how)
                    return fmt::format("{} loses {} on {} by a grant to {} on {}", in.name(row.principal),
                                       graph::name_of(what, in.source.privileges()), in.name(r), to_string(who),
                                       to_string(on));
                // Workspace admins do what they like in Hive without holding anything (H6).
                const bool freely = family_of(in.graph.kind_of(r)) == kind_family::hive;
                if (!freely && (!held.contains(row.principal) || held.at(row.principal) < row.how))
                    return fmt::format("{} can effectively {} {} without holding it", in.name(row.principal),
                                       graph::name_of(what, in.source.privileges()), in.name(r));
                // Policies may name a group and leave its members out.
                if (in.graph.policy_count() > 0) continue;
                if (how != mode::granted || in.graph.kind_of(row.principal) != node_kind::group) continue;
                for (const auto& member : in.graph.members_of(row.principal, false).rows) {
                    const bool local = !in.source.key_of(row.principal).scope.empty(); // M6
                    if (!local && (!held.contains(member.principal) || held.at(member.principal) < row.how))
                        return fmt::format("{} has {} on {} and its member {} has not", in.name(row.principal),
                                           graph::name_of(what, in.source.privileges()), in.name(r),
                                           in.name(member.principal));
                }
            }
        }
    }
    return std::nullopt;
}

} // namespace canreach::property
