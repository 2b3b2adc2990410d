#include "graph/questions/roles.hpp"

#include <algorithm>
#include <utility>

#include "graph/detail/account.hpp"
#include "graph/rules/policies.hpp"
#include "model/acl_levels.hpp"

namespace canreach::graph::detail {
namespace {

/// The question without the role, to be put to the role itself.
request to_the_role(const request& what) {
    auto bare = what;
    bare.as_role = no_node;
    return bare;
}

request assuming(const request& what) {
    request asked;
    asked.actions = {action{action::form::ability, static_cast<std::uint16_t>(ability::assume)}};
    asked.profile = what.profile;
    return asked;
}

/// Whether one may assume the role, with what is missing for it.
can_answer assumption(const account& in, node_id principal, const request& what) {
    auto answer = can(in, principal, assuming(what), what.as_role);
    if (gives(what.profile.get<betas>())) return answer;
    answer.how = verdict::no; // assumed roles are a preview
    return answer;
}

template <class List>
void unite(List& into, const List& more) {
    into.insert(into.end(), more.begin(), more.end());
    std::ranges::sort(into);
    const auto repeated = std::ranges::unique(into);
    into.erase(repeated.begin(), repeated.end());
}

/// Both must hold; what is missing is missing together.
can_answer both(can_answer first, can_answer second) {
    auto made = std::move(second);
    made.how = std::min(first.how, second.how);
    for (auto& row : made.workspaces) row.how = std::min(row.how, first.how);
    if (made.how == verdict::no) made.workspaces.clear();
    for (auto& part : first.missing) made.missing.push_back(std::move(part));
    if (made.how == verdict::unknown)
        unite(made.gaps, first.gaps);
    else
        made.gaps.clear();
    if (made.how == verdict::no) made.applied.clear();
    unite(made.depends_on, first.depends_on);
    return made;
}

} // namespace

can_answer can_as_role(const account& in, node_id principal, const request& what, node_id resource) {
    return both(assumption(in, principal, what), can(in, what.as_role, to_the_role(what), resource));
}

decision decide_as_role(const account& in, node_id principal, const request& what, node_id resource) {
    const auto may =
        gives(what.profile.get<betas>()) ? decide(in, principal, assuming(what), what.as_role).how : verdict::no;
    auto told = decide(in, what.as_role, to_the_role(what), resource);
    told.how = std::min(told.how, may);
    for (auto& row : told.workspaces) row.how = std::min(row.how, may);
    if (told.how == verdict::no) told.workspaces.clear();
    return told;
}

std::vector<std::string> rules_as_role(const account& in, const request& what, node_id resource) {
    auto rules = rules_behind(in, what.as_role, to_the_role(what), resource);
    if (std::ranges::find(rules, "M9") == rules.end()) rules.emplace_back("M9");
    return rules;
}

what_answer what_as_role(const account& in, node_id principal, const request& what, std::span<const node_kind> kinds,
                         node_id within) {
    const auto may = assumption(in, principal, what);
    if (may.how == verdict::no) return {};
    auto found = graph::detail::what(in, what.as_role, to_the_role(what), kinds, within);
    for (auto& row : found.rows) row.how = std::min(row.how, may.how);
    unite(found.gaps, may.gaps);
    return found;
}

std::vector<std::pair<action, verdict>> actions_as_role(const account& in, node_id principal, const request& how,
                                                        node_id resource) {
    const auto may = assumption(in, principal, how).how;
    if (may == verdict::no) return {};
    auto found = actions_on(in, how.as_role, to_the_role(how), resource);
    for (auto& [what, holds] : found) holds = std::min(holds, may);
    return found;
}

explanation explain_as_role(const account& in, node_id principal, const request& what, node_id resource) {
    auto may = explain(in, principal, assuming(what), what.as_role);
    may.answer = assumption(in, principal, what);
    auto told = explain(in, what.as_role, to_the_role(what), resource);
    const auto beyond_mending = [](const explanation& half) {
        return half.answer.how != verdict::yes && half.additions.empty();
    };
    const bool closed = beyond_mending(may) || beyond_mending(told);
    told.answer = both(may.answer, std::move(told.answer));
    unsigned choices = 0;
    for (const auto& part : may.prerequisites)
        for (const auto& one : part.within) choices = std::max(choices, one.choice);
    for (auto& part : told.prerequisites)
        for (auto& one : part.within) one.choice += choices;
    told.prerequisites.insert(told.prerequisites.begin(), may.prerequisites.begin(), may.prerequisites.end());
    if (told.answer.how == verdict::no) told.workspaces.clear();
    // Every way to the one goes with every way to the other; the nearest of each says enough. What mends one half alone
    // mends nothing.
    std::vector<missing_part> together;
    for (const auto* list : {&may.additions, &told.additions})
        if (!closed && !list->empty()) together.insert(together.end(), list->front().begin(), list->front().end());
    told.additions.clear();
    if (!together.empty()) told.additions.push_back(std::move(together));
    return told;
}

std::vector<via_item> via_as_role(const account& in, node_id, const request& what, node_id resource) {
    return via(in, what.as_role, to_the_role(what), resource);
}

} // namespace canreach::graph::detail
