#include <fmt/format.h>

#include <algorithm>

#include "graph/operations.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"
#include "tests/property/agreement.hpp"

namespace canreach::property {
namespace {

using graph::missing_part;
using graph::verdict;
using graph::witness_step;
using support::random_world;

grant_fact grant(const node_key& who, const node_key& on, mask bits, facet what = facet::unity) {
    return {principal_ref::to(who), on, what, bits, {}, {}};
}

fact as_fact(const subject& in, const witness_step& step) {
    const auto& from = in.source.key_of(step.from);
    const auto& to = in.source.key_of(step.to);
    switch (step.kind) {
    case witness_step::what::member: return member_fact{principal_ref::to(from), to};
    case witness_step::what::owner: return owner_fact{principal_ref::to(from), to};
    case witness_step::what::grant: return grant(from, to, step.bits, step.in);
    case witness_step::what::assignment: return grant(from, to, step.bits, facet::role);
    case witness_step::what::policy: {
        const auto& own = in.graph.policy(step.policy);
        return policy_fact{own.name, own.type, to, step.bits, {principal_ref::to(from)}, {}, {to}};
    }
    case witness_step::what::denial: // shown where it stands in the way; never part of a yes
    case witness_step::what::built_in:
    case witness_step::what::given: // by the name of the folder
    case witness_step::what::itself:
    case witness_step::what::joins: break;
    }
    return node_fact{from, from.id, std::nullopt, {}, {}, {}}; // needs no fact; the node exists anyway
}

/// The nodes, and where they hang; nobody holds anything.
random_world bare(const random_world& world) {
    random_world only;
    only.seed = world.seed;
    for (const auto& f : world.facts)
        if (std::holds_alternative<node_fact>(f) || std::holds_alternative<bind_fact>(f) ||
            (std::holds_alternative<link_fact>(f) && std::get<link_fact>(f).type == link_type::published_as))
            only.facts.push_back(f);
    return only;
}

/// The question put to another world, where nodes have other numbers.
graph::can_answer ask(const random_world& world, const subject& in, node_id p, const graph::request& what, node_id r) {
    auto source = support::memory_source::from(world.facts, world.gaps).value();
    const auto graph = graph::access_graph::build(source).value();
    auto asked = what;
    for (auto& w : asked.from) w = source.id_of(in.source.key_of(w));
    auto told = graph.can(source.id_of(in.source.key_of(p)), asked, source.id_of(in.source.key_of(r)));
    for (auto& part : told.missing)
        for (auto* node : {&part.on, &part.workspace})
            if (*node != no_node) *node = in.source.id_of(source.key_of(*node));
    return told;
}

std::string text_of(const subject& in, const std::vector<missing_part>& parts) {
    std::string text;
    for (const auto& part : parts)
        text += fmt::format(" [{} {} bit {} on {} in {}]", part.rule, static_cast<int>(part.kind), part.bit,
                            in.name(part.on), in.name(part.workspace));
    return text;
}

/// Every prerequisite by its shortest witness, of alternatives the first, and the first way in: they must do by
/// themselves.
verdict replay(const random_world& world, const subject& in, node_id p, const graph::request& what, node_id r,
               const graph::explanation& told) {
    auto only = bare(world);
    // Whoever nothing describes exists by being mentioned.
    only.facts.emplace_back(grant(in.source.key_of(p), in.source.key_of(r), {}));
    const auto add = [&](const graph::witness& way) {
        for (const auto& step : way) {
            const auto& to = in.source.key_of(step.to);
            const auto& from = in.source.key_of(step.from);
            // An entry for an account group counts if the group itself has access (M6).
            if (step.in == facet::acl && from.kind == node_kind::group && from.scope.empty())
                only.facts.emplace_back(
                    grant(from, {node_kind::workspace, {}, to.scope}, mask{role::workspace_user}, facet::role));
            if (step.kind != witness_step::what::built_in)
                only.facts.push_back(as_fact(in, step));
            else if (!to.scope.empty() && to.kind == node_kind::group) // being in `users` or `admins` of a workspace
                only.facts.emplace_back(grant(in.source.key_of(p), {node_kind::workspace, {}, to.scope},
                                              mask{role::workspace_admin}, facet::role));
        }
    };
    for (const auto& part : told.prerequisites) {
        const bool chosen = std::ranges::all_of(part.within, [](const auto& one) { return one.number == 1; });
        if (chosen && !part.witnesses.empty()) add(part.witnesses.front());
    }
    for (const auto& [w, ways] : told.workspaces)
        if (!ways.empty()) add(ways.front());
    return ask(only, in, p, what, r).how;
}

/// The facts that a missing part stands for; false where no fact brings it about.
bool add_part(random_world& world, const subject& in, node_id p, const missing_part& part) {
    using what = missing_part::what;
    const auto& who = in.source.key_of(p);
    const auto& on = in.source.key_of(part.on);
    mask bit;
    bit.set(part.bit);
    switch (part.kind) {
    case what::privilege: world.facts.emplace_back(grant(who, on, bit, part.in)); return true;
    case what::level: world.facts.emplace_back(grant(who, on, bit, facet::acl)); return true;
    case what::role: world.facts.emplace_back(grant(who, on, bit, facet::role)); return true;
    case what::workspace_admin:
        world.facts.emplace_back(
            grant(who, in.source.key_of(part.workspace), mask{role::workspace_admin}, facet::role));
        return true;
    case what::manage: world.facts.emplace_back(grant(who, on, mask{privilege::manage})); return true;
    case what::ownership: world.facts.emplace_back(owner_fact{principal_ref::to(who), on}); return true;
    case what::workspace:
        if (part.workspace == no_node) return false;
        world.facts.emplace_back(grant(who, in.source.key_of(part.workspace), mask{role::workspace_user}, facet::role));
        return true;
    case what::binding:
    case what::writable_binding:
        if (part.workspace == no_node) return false;
        world.facts.emplace_back(bind_fact{on, in.source.key_of(part.workspace),
                                           part.kind == what::binding ? binding::read_only : binding::read_write});
        return true;
    case what::live:
        for (auto& f : world.facts)
            if (auto* node = std::get_if<node_fact>(&f); node != nullptr && node->key == who) node->flags = {};
        return true;
    case what::identity:
    case what::enforcement: return false;
    case what::membership: world.facts.emplace_back(member_fact{principal_ref::to(who), on}); return true;
    case what::definer: {
        if (part.on == part.view) return false;
        const node_key cat{node_kind::catalog, on.scope, on.id.substr(0, on.id.find('.'))};
        const auto owners = in.graph.owners_of(part.view);
        for (const auto owner : owners) {
            const auto& key = in.source.key_of(owner);
            world.facts.emplace_back(
                grant(key, on, mask{privilege::select, privilege::execute, privilege::read_volume}));
            world.facts.emplace_back(grant(key, cat, mask{privilege::use_catalog, privilege::use_schema}));
        }
        // A grant to an owner in a workspace's own group is void, or counts in one workspace only.
        return !owners.empty() && in.source.key_of(owners.front()).scope.empty();
    }
    case what::exemption:
        for (auto& f : world.facts)
            if (auto* policy = std::get_if<policy_fact>(&f);
                policy != nullptr && policy->name == in.graph.policy(part.policy).name)
                policy->except.push_back(principal_ref::to(who));
        return true;
    case what::external_access:
        for (auto& f : world.facts)
            if (auto* node = std::get_if<node_fact>(&f); node != nullptr && node->key == on)
                node->flags |= node_flag::external_access;
        return true;
    case what::account_admin:
        for (const auto id : in.account)
            world.facts.emplace_back(grant(who, in.source.key_of(id), mask{role::account_admin}, facet::role));
        return true;
    case what::compute: // a warehouse or cluster of some kind: which one is not said
    case what::filters:
    case what::location:
    case what::definition:
    case what::denial: {
        if (part.holder == no_node) return false; // one that was not read
        const auto& denied = in.source.key_of(part.holder);
        for (auto& f : world.facts)
            if (auto* row = std::get_if<grant_fact>(&f);
                row != nullptr && row->resource == on && row->what == facet::hive &&
                node_key{row->grantee.kind, row->grantee.scope, row->grantee.text} == denied)
                row->deny &= ~bit;
        return true;
    }
    case what::base_owner:
    case what::not_applicable: return false;
    }
    return false;
}

} // namespace

std::optional<std::string> broken_explanation(const random_world& world) {
    const subject in(world);
    std::size_t turn = world.seed;
    for (const auto& [what, how] : actions_for(world.seed, in)) {
        graph::request asked;
        asked.actions = {what};
        asked.how = how;
        asked.profile = profile_for(world.seed);
        for (const auto r : in.resources) {
            if (!graph::applies_to(what, in.graph.kind_of(r))) continue;
            for (const auto p : in.principals) {
                if (++turn % 97 != 0) continue;
                const auto told = in.graph.explain(p, asked, r);
                const auto question =
                    fmt::format("{} {} {} on {}", in.name(p), how == graph::mode::granted ? "granted" : "effective",
                                graph::name_of(what, in.source.privileges()), in.name(r));
                const bool by_definer = std::ranges::any_of(
                    told.prerequisites, [](const auto& part) { return part.what.kind == missing_part::what::definer; });
                if (told.answer.how == verdict::yes && !by_definer &&
                    replay(world, in, p, asked, r, told) != verdict::yes)
                    return question + ": its witnesses alone do not give a yes";
                if (told.answer.how == verdict::no && told.answer.missing.empty())
                    return question + ": nothing is missing";
                for (const auto& addition : told.additions) {
                    auto more = world;
                    bool possible = true;
                    for (const auto& part : addition) possible = add_part(more, in, p, part) && possible;
                    if (!possible) continue;
                    const auto then = ask(more, in, p, asked, r);
                    if (then.how != verdict::yes)
                        return fmt::format("{}: still no yes after adding{}; then missing:{}", question,
                                           text_of(in, addition), text_of(in, then.missing));
                }
            }
        }
    }
    return std::nullopt;
}

} // namespace canreach::property
