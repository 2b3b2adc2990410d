#include "graph/questions/witnesses.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "graph/questions/plan.hpp"
#include "graph/rules/supplies.hpp"

namespace canreach::graph::detail {
namespace {

/// Partial membership chains looked at per grant: beyond it the shortest ones were found long ago.
constexpr std::size_t chain_search_limit = 4096;

/// Membership chains between the same two principals, shortest first, at most `limit`. Simple paths only: a chain that
/// goes in a circle holds a shorter one.
std::vector<std::vector<principal_no>> chains(const account& in, principal_no from, principal_no to,
                                              std::size_t limit) {
    std::vector<std::vector<principal_no>> found;
    if (!in.who.memberships().is_below(from, to)) return found;
    std::deque<std::vector<principal_no>> todo{{from}};
    std::size_t looked = 0;
    while (!todo.empty() && found.size() < limit && looked++ < chain_search_limit) {
        const auto path = std::move(todo.front());
        todo.pop_front();
        if (path.back() == to) {
            found.push_back(path);
            continue;
        }
        for (const auto group : in.who.memberships().direct_groups(path.back())) {
            if (!in.who.memberships().is_below(group, to)) continue;
            if (std::ranges::find(path, group) != path.end()) continue;
            auto longer = path;
            longer.push_back(group);
            todo.push_back(std::move(longer));
        }
    }
    return found;
}

} // namespace

std::vector<witness> chains_of_steps(const account& in, principal_no from, principal_no to, std::size_t limit) {
    const auto as_steps = [&](witness start, const std::vector<std::vector<principal_no>>& paths) {
        std::vector<witness> found;
        for (const auto& path : paths) {
            auto steps = start;
            for (std::size_t i = 1; i < path.size(); ++i)
                steps.push_back(
                    {witness_step::what::member, in.who.node_of(path[i - 1]), in.who.node_of(path[i]), {}, {}});
            found.push_back(std::move(steps));
        }
        return found;
    };
    if (auto stored = as_steps({}, chains(in, from, to, limit)); !stored.empty()) return stored;
    const auto all = in.who.account_users();
    if (all == identity::no_principal || !in.who.memberships().is_below(all, to)) return {};
    if (!in.who.carried_by(from).test(all).surely) return {};
    const witness joined{{witness_step::what::built_in, in.who.node_of(from), in.who.node_of(all), {}, {}}};
    return as_steps(joined, chains(in, all, to, limit));
}

const std::vector<witness>& known_chains::to(principal_no group) {
    const auto [at, added] = known_.try_emplace(group);
    if (added) at->second = chains_of_steps(in_, from_, group, access_graph::witness_limit + 1);
    return at->second;
}

void witness_list::add(node_id grantee, const witness_step& last, scene where) {
    if (carries(in_, who_, grantee, where).surely) add_carried(grantee, last);
}

void witness_list::add_carried(node_id grantee, const witness_step& last) {
    const auto number = in_.who.find(grantee);
    const auto meaning = in_.who.meaning_of(number);
    auto ways = known_.to(number);
    if (ways.empty() && (meaning == built_in::users || meaning == built_in::admins)) // M4, M5
        ways.push_back({{witness_step::what::built_in, in_.who.node_of(who_.self()), grantee, {}, {}}});
    if (ways.empty() && !in_.who.account_scoped(number)) // M6: `users` or `admins` in a local group
        for (const auto alias : in_.where.built_in_groups(in_.where.find(in_.who.workspace_of(number))))
            add_through(alias, number, ways);
    for (auto& way : ways) {
        way.push_back(last);
        found_.push_back(std::move(way));
    }
}

std::vector<witness> witness_list::take(bool& more) {
    std::ranges::stable_sort(found_, {}, &witness::size);
    more = found_.size() > access_graph::witness_limit;
    if (more) found_.resize(access_graph::witness_limit);
    return std::move(found_);
}

void witness_list::add_through(principal_no alias, principal_no local_group, std::vector<witness>& into) {
    const auto alias_node = in_.who.node_of(alias);
    const auto w = in_.where.find(in_.who.workspace_of(alias));
    if (!carries(in_, who_, alias_node, scene::local(w)).surely) return;
    const witness joined{{witness_step::what::built_in, in_.who.node_of(who_.self()), alias_node, {}, {}}};
    for (const auto& rest : chains_of_steps(in_, alias, local_group, access_graph::witness_limit + 1)) {
        auto way = joined;
        way.insert(way.end(), rest.begin(), rest.end());
        into.push_back(std::move(way));
    }
}

} // namespace canreach::graph::detail
