#include "tests/property/likeness_agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "graph/access_graph.hpp"
#include "model/acl_levels.hpp"
#include "model/privileges.hpp"
#include "tests/property/agreement.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::property {
namespace {

using graph::mode;

std::string_view word(mode how) {
    return how == mode::granted ? "granted" : how == mode::effective ? "effective" : "escalatable";
}

/// A few of all privileges and abilities, others for each number.
std::vector<graph::action> some_actions(std::uint64_t number) {
    using form = graph::action::form;
    const auto privileges = all_privileges();
    const auto abilities = all_abilities();
    std::vector<graph::action> chosen;
    for (std::uint64_t i = 0; i < 3; ++i)
        chosen.push_back(
            {form::privilege, static_cast<std::uint16_t>(privileges[(number * 7 + i) % privileges.size()])});
    chosen.push_back({form::privilege, static_cast<std::uint16_t>(privilege::select)});
    chosen.push_back({form::ability, static_cast<std::uint16_t>(abilities[number % abilities.size()])});
    return chosen;
}

} // namespace

std::optional<std::string> unlike_pair(const support::random_world& world) {
    auto source = support::memory_source::from(world.facts, world.gaps).value();
    const auto facts = graph::access_graph::build(source).value();
    std::vector<node_id> everything, principals;
    for (std::uint32_t i = 0; i < facts.node_count(); ++i) {
        everything.push_back(node_id{i});
        if (is_principal(facts.kind_of(node_id{i}))) principals.push_back(node_id{i});
    }
    graph::request what;
    what.actions = {{graph::action::form::any, 0}};
    what.profile = profile_for(world.seed);
    const auto told = [&](node_id who, node_id on) {
        const auto can = facts.can(who, what, on);
        return std::tuple{can.how,
                          can.hops,
                          can.gaps,
                          facts.actions_on(who, what, on),
                          facts.via(who, what, on),
                          facts.workspaces(who, what, on)};
    };
    const auto name = [&](node_id node) { return to_string(source.key_of(node)); };
    for (const auto how : {mode::effective, mode::granted, mode::escalatable})
        for (const auto who : principals) {
            // Chains are long to ask for.
            if (how == mode::escalatable && (who.value + world.seed) % 8 != 0) continue;
            what.how = how;
            const auto first = facts.alike(who, what, everything);
            auto tell = facts.teller_for(who, what);
            auto singly = what;
            singly.actions = some_actions(who.value + world.seed);
            auto tell_each = facts.teller_for(who, singly);
            std::map<std::uint32_t, std::vector<graph::verdict>> by_class;
            const auto compared = [&](node_id on) {
                const bool chains = how == mode::escalatable;
                return ((chains ? on.value : 0U) + who.value + world.seed) % (chains ? 8 : 4) == 0;
            };
            for (std::size_t i = 0; i < first.size(); ++i) {
                const auto on = everything[i];
                const auto otherwise = [&](std::string_view of_what) {
                    return fmt::format("{}, {}: {} of {} are told otherwise", name(who), word(how), of_what, name(on));
                };
                if (compared(on) && tell.actions_on(on) != facts.actions_on(who, what, on)) return otherwise("actions");
                if (compared(on) && tell.via(on) != facts.via(who, what, on)) return otherwise("ways");
                if (compared(on) && tell.workspaces(on) != facts.workspaces(who, what, on))
                    return otherwise("workspaces");
                // Where one acts as others single actions are asked in the plain way, anyhow.
                if (compared(on) && how != mode::escalatable) {
                    const auto each = tell_each.each_action(on);
                    const std::vector told_each(each.how.begin(), each.how.end());
                    std::vector<graph::verdict> asked_each;
                    auto single = what;
                    for (const auto one : singly.actions) {
                        single.actions = {one};
                        asked_each.push_back(facts.can(who, single, on).how);
                    }
                    const bool same = by_class.try_emplace(each.like, told_each).first->second == told_each;
                    if (!same || told_each != asked_each)
                        return fmt::format("{}, {}: {} is not told action by action", name(who), word(how), name(on));
                }
                if (first[i] == i || told(who, everything[i]) == told(who, everything[first[i]])) continue;
                return fmt::format("{}, {}: {} is not like {}", name(who), word(how), name(everything[i]),
                                   name(everything[first[i]]));
            }
        }
    return std::nullopt;
}

} // namespace canreach::property
