#include "graph/group_closure.hpp"

#include <algorithm>
#include <limits>

namespace canreach::graph {
namespace {

constexpr auto unseen = std::numeric_limits<std::uint32_t>::max();

} // namespace

group_closure::group_closure(std::size_t principals, std::span<const std::pair<principal_no, principal_no>> edges)
    : principals_(principals), up_(principals, edges) {
    std::vector<std::pair<principal_no, principal_no>> reversed(edges.size());
    std::ranges::transform(edges, reversed.begin(), [](const auto& e) { return std::pair{e.second, e.first}; });
    down_ = adjacency(principals, reversed);
    condense();
    close();
}

/// Tarjan over member → group with an explicit stack. A component gets its number once all above it have theirs, so
/// groups have lower numbers than what is below them.
void group_closure::condense() {
    struct frame {
        principal_no node;
        std::size_t next;
    };
    component_.assign(principals_, unseen);
    std::vector<std::uint32_t> index(principals_, unseen);
    std::vector<std::uint32_t> low(principals_);
    std::vector<principal_no> open;
    std::vector<frame> stack;
    std::uint32_t counter = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> membership;
    membership.reserve(principals_);
    for (principal_no root = 0; root < principals_; ++root) {
        if (index[root] != unseen) continue;
        index[root] = low[root] = counter++;
        open.push_back(root);
        stack.push_back({root, 0});
        while (!stack.empty()) {
            const auto node = stack.back().node;
            const auto above = up_.of(node);
            if (stack.back().next < above.size()) {
                const auto to = above[stack.back().next++];
                if (index[to] == unseen) {
                    index[to] = low[to] = counter++;
                    open.push_back(to);
                    stack.push_back({to, 0});
                } else if (component_[to] == unseen) {
                    low[node] = std::min(low[node], index[to]);
                }
                continue;
            }
            stack.pop_back();
            if (!stack.empty()) low[stack.back().node] = std::min(low[stack.back().node], low[node]);
            if (low[node] != index[node]) continue;
            for (;;) {
                const auto member = open.back();
                open.pop_back();
                component_[member] = components_;
                membership.emplace_back(components_, member);
                if (member == node) break;
            }
            ++components_;
        }
    }
    members_of_component_ = adjacency(components_, membership);
}

void group_closure::close() {
    rows_.resize(components_);
    const auto limit = principals_ / 32 + 1; // beyond it, four bytes a member take more than a bit a principal
    bitset seen(principals_);
    std::vector<principal_no> found;
    for (auto c = components_; c-- > 0;) { // what is below comes first
        found.clear();
        bool dense = false;
        const auto add = [&](principal_no who) {
            if (seen.test(who)) return;
            seen.set(who);
            if (!dense) found.push_back(who);
        };
        bool group = false;
        for (const auto member : members_of_component_.of(c)) {
            add(member);
            for (const auto child : down_.of(member)) {
                group = true;
                const auto& below = rows_[component_[child]];
                if (below.many.size() != 0) {
                    dense = true;
                    seen |= below.many;
                } else if (below.few.empty() || component_[child] == c) {
                    add(child);
                } else {
                    for (const auto who : below.few) add(who);
                }
            }
        }
        if (!dense && found.size() > limit) dense = true;
        if (group && dense) {
            rows_[c].many = seen;
        } else if (group) {
            std::ranges::sort(found);
            rows_[c].few = found;
        }
        if (dense)
            seen.clear();
        else
            for (const auto who : found) seen.reset(who);
    }
}

void group_closure::add_above(principal_no who, bitset& out) const {
    if (out.test(who)) return;
    std::vector<principal_no> todo{who};
    out.set(who);
    while (!todo.empty()) {
        const auto node = todo.back();
        todo.pop_back();
        for (const auto group : up_.of(node)) {
            if (out.test(group)) continue;
            for (const auto equal : members_of_component_.of(component_[group])) {
                if (out.test(equal)) continue;
                out.set(equal);
                todo.push_back(equal);
            }
        }
    }
}

void group_closure::add_below(principal_no top, bitset& out) const {
    const auto& below = rows_[component_[top]];
    if (below.many.size() != 0) {
        out |= below.many;
        return;
    }
    out.set(top);
    for (const auto who : below.few) out.set(who);
}

bool group_closure::is_below(principal_no who, principal_no top) const {
    if (who == top) return true;
    const auto& below = rows_[component_[top]];
    if (below.many.size() != 0) return below.many.test(who);
    return std::ranges::binary_search(below.few, who);
}

} // namespace canreach::graph
