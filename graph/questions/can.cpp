#include <array>
#include <map>
#include <optional>
#include <vector>

#include "graph/detail/account.hpp"
#include "graph/operations.hpp"
#include "graph/questions/doubts.hpp"
#include "graph/questions/escalate.hpp"
#include "graph/questions/filters.hpp"
#include "graph/questions/fixes.hpp"
#include "graph/questions/lacking.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/questions.hpp"
#include "graph/questions/reasons.hpp"
#include "graph/questions/shaped_decision.hpp"
#include "graph/rules/object_abilities.hpp"
#include "graph/rules/old_compute.hpp"
#include "graph/rules/requirements.hpp"
#include "model/privileges.hpp"

namespace canreach::graph::detail {
namespace {

can_answer nobody(node_id on) {
    can_answer answer;
    missing_part part;
    part.kind = missing_part::what::not_applicable;
    part.on = on;
    answer.missing.push_back(part);
    return answer;
}

} // namespace

namespace {

/// Of an answer that is not known: clusters whose runtime decides it and was not told (V2, V4).
std::vector<missing_part> unknown_runtimes(const account& in, const plan& asked, const identity::carried& who) {
    std::vector<missing_part> parts;
    for (const auto w : asked.special_scenes()) {
        if (!in.where.access(w).test(who.self()).maybe) continue;
        for (const auto& action : asked.actions())
            for (const auto cluster : clusters_in_doubt(in, action.need, who, asked.scene_in(w))) {
                missing_part part;
                part.kind = missing_part::what::enforcement;
                part.on = cluster;
                part.rule = "V2";
                add_part(parts, part);
            }
    }
    return parts;
}

} // namespace

can_answer can(const account& in, node_id principal, const request& what, node_id resource) {
    if (!in.nodes.has(principal) || !in.nodes.has(resource)) return nobody(resource);
    const auto number = in.who.find(principal);
    if (number == identity::no_principal) return nobody(principal);
    const plan asked(in, what, resource);
    const auto ids = in.who.carried_by(number);
    can_answer answer;
    answer.how = verdict_of(asked.ask(ids, &answer.workspaces));
    if (answer.how != verdict::yes) answer.missing = fixes_of(in, asked, ids).front().parts;
    if (answer.how == verdict::unknown) {
        gap_collector gaps(in);
        gaps.add(asked, ids);
        answer.gaps = gaps.take();
        if (what.compute) {
            const auto doubts = unknown_runtimes(in, asked, ids);
            answer.missing.insert(answer.missing.begin(), doubts.begin(), doubts.end());
        }
        const auto open = unknown_isolation(asked);
        answer.missing.insert(answer.missing.begin(), open.begin(), open.end());
    }
    add_applied(in, what, asked, ids, answer);
    answer.depends_on = doubts_behind(in, what, asked, [&](const plan& other) {
        std::vector<workspace_verdict> workspaces;
        const auto how = verdict_of(other.ask(ids, &workspaces));
        return how == answer.how && workspaces == answer.workspaces;
    });
    return answer;
}

decision decide(const account& in, node_id principal, const request& what, node_id resource) {
    decision made;
    if (!in.nodes.has(principal) || !in.nodes.has(resource)) return made;
    const auto number = in.who.find(principal);
    if (number == identity::no_principal) return made;
    const auto ids = in.who.carried_by(number);
    if (auto shaped = shaped_decision(in, ids, what, resource)) return *std::move(shaped);
    made.how = verdict_of(plan(in, what, resource).ask(ids, &made.workspaces));
    return made;
}

std::vector<std::string> rules_behind(const account& in, node_id principal, const request& what, node_id resource) {
    const auto answer = can(in, principal, what, resource);
    if (!in.nodes.has(principal) || !in.nodes.has(resource)) return {};
    const auto number = in.who.find(principal);
    if (number == identity::no_principal) return {};
    return rules_behind(in, plan(in, what, resource), in.who.carried_by(number), answer);
}

std::vector<workspace_verdict> workspaces(const account& in, node_id principal, const request& what, node_id resource) {
    std::vector<workspace_verdict> found;
    if (!in.nodes.has(principal) || !in.nodes.has(resource)) return found;
    const auto number = in.who.find(principal);
    if (number == identity::no_principal) return found;
    static_cast<void>(in.recent.of(in, what, resource)->ask(in.who.carried_by(number), &found));
    return found;
}

namespace {

/// What can be done with a kind of thing at all, but for abilities and learned privileges. By kind, then by whether
/// held privileges are asked for. A word that is both means one thing in each mode, so that nothing is told twice.
using actions_by_kind = std::map<node_kind, std::array<std::vector<action>, 2>>;

actions_by_kind list_actions() {
    const auto& rules = known_operations();
    std::vector<std::optional<privilege>> same;
    mask operation_too;
    for (const auto& rule : rules) {
        same.push_back(privilege_named(rule.name));
        if (same.back()) operation_too |= mask{*same.back()};
    }
    actions_by_kind made;
    for (const auto kind : all_kinds())
        for (const bool granted : {false, true}) {
            auto& found = made[kind][granted ? 1 : 0];
            const auto try_one = [&](action one) {
                if (applies_to(one, kind)) found.push_back(one);
            };
            for (std::uint16_t i = 0; i < rules.size(); ++i) {
                const auto* rule = rules[i].on(kind);
                if (rule != nullptr && rule->listed && !(granted && same[i])) try_one({action::form::operation, i});
            }
            for (std::uint16_t bit = 0; bit < first_learned_privilege_bit; ++bit)
                if (granted || !operation_too.has(unsigned{bit})) try_one({action::form::privilege, bit});
        }
    return made;
}

} // namespace

std::vector<action> actions_known(const account& in, mode how, node_id resource) {
    const auto kind = in.nodes.kind[resource.value];
    // Abilities by their own names: privileges and operations of the same name mean nothing else there.
    if (const auto known = abilities_known(kind); !known.empty()) {
        std::vector<action> found;
        known.for_each([&](unsigned what) {
            const action one{action::form::ability, static_cast<std::uint16_t>(what)};
            if (applies_to(one, kind)) found.push_back(one);
        });
        return found;
    }
    static const auto by_kind = list_actions(); // asked for every resource of an answer
    const auto listed = by_kind.find(kind);
    auto found = listed == by_kind.end() ? std::vector<action>{} : listed->second[how == mode::granted ? 1 : 0];
    mask learned;
    for (const auto node : in.path_of(resource))
        for (const auto& row : in.grants.on(node))
            if (in.grants.bits_of(row).what == facet::unity) learned |= in.grants.bits_of(row).allow;
    for (std::uint16_t bit = first_learned_privilege_bit; bit < 128; ++bit)
        if (const action one{action::form::privilege, bit}; learned.has(bit) && applies_to(one, kind))
            found.push_back(one);
    return found;
}

std::vector<std::pair<action, verdict>> actions_on(const account& in, node_id principal, const request& how,
                                                   node_id resource) {
    std::vector<std::pair<action, verdict>> found;
    if (!in.nodes.has(principal) || !in.nodes.has(resource)) return found;
    const auto number = in.who.find(principal);
    if (number == identity::no_principal) return found;
    const auto known = actions_known(in, how.how, resource);
    if (how.how == mode::escalatable) return escalated_actions(in, number, how, known, resource);
    const auto ids = in.who.carried_by(number);
    auto single = how;
    for (const auto one : known) {
        single.actions = {one};
        const auto holds = verdict_of(plan(in, single, resource).ask(ids, nullptr));
        if (holds != verdict::no) found.emplace_back(one, holds);
    }
    return found;
}

} // namespace canreach::graph::detail
