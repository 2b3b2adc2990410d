#include "graph/group_closure.hpp"

#include <algorithm>
#include <limits>

namespace canreach::graph {
namespace {

constexpr auto unseen = std::numeric_limits<std::uint32_t>::max();

} // namespace

group_closure::group_closure(std::size_t principals, std::span<const std::pair<principal_no, principal_no>> edges)
    : up_(principals, edges) {
    std::vector<std::pair<principal_no, principal_no>> reversed(edges.size());
    std::ranges::transform(edges, reversed.begin(), [](const auto& e) { return std::pair{e.second, e.first}; });
    down_ = adjacency(principals, reversed);
    component_ = std::vector<std::uint32_t>(principals, unseen);
    close(condense());
}

/// Tarjan over member → group with an explicit stack. A component gets its number once all above it have theirs, so
/// groups have lower numbers than what is below them.
std::uint32_t group_closure::condense() {
    struct frame {
        principal_no node;
        std::size_t next;
    };
    const auto principals = size();
    std::vector<std::uint32_t> component(principals, unseen);
    std::vector<std::uint32_t> index(principals, unseen);
    std::vector<std::uint32_t> low(principals);
    std::uint32_t components = 0;
    std::vector<principal_no> open;
    std::vector<frame> stack;
    std::uint32_t counter = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> membership;
    membership.reserve(principals);
    std::vector<std::uint64_t> in_circles(bitset::words_for(principals));
    for (principal_no root = 0; root < principals; ++root) {
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
                } else if (component[to] == unseen) {
                    low[node] = std::min(low[node], index[to]);
                }
                continue;
            }
            stack.pop_back();
            if (!stack.empty()) low[stack.back().node] = std::min(low[stack.back().node], low[node]);
            if (low[node] != index[node]) continue;
            const bool circle = open.back() != node;
            for (;;) {
                const auto member = open.back();
                open.pop_back();
                component[member] = components;
                if (circle) in_circles[member / 64] |= std::uint64_t{1} << (member % 64);
                membership.emplace_back(components, member);
                if (member == node) break;
            }
            ++components;
        }
    }
    members_of_component_ = adjacency(components, membership);
    component_ = std::move(component);
    in_circles_ = std::move(in_circles);
    return components;
}

void group_closure::close(std::uint32_t components) {
    const auto principals = size();
    const auto limit = principals / 32 + 1; // beyond it, four bytes a member take more than a bit a principal
    std::vector<std::vector<principal_no>> few(components);
    std::vector<std::uint32_t> many_of(components, no_row);
    std::vector<std::uint64_t> many;
    const auto words = bitset::words_for(principals);
    const auto row_of = [&](std::uint32_t row) {
        return std::span<const std::uint64_t>(many).subspan(row * words, words);
    };
    bitset seen(principals);
    std::vector<principal_no> found;
    for (auto c = components; c-- > 0;) { // what is below comes first
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
                const auto below = component_[child];
                if (many_of[below] != no_row) {
                    dense = true;
                    seen |= row_of(many_of[below]);
                } else if (few[below].empty() || below == c) {
                    add(child);
                } else {
                    for (const auto who : few[below]) add(who);
                }
            }
        }
        if (!dense && found.size() > limit) dense = true;
        if (group && dense) {
            many_of[c] = static_cast<std::uint32_t>(many.size() / words);
            many.insert(many.end(), seen.words().begin(), seen.words().end());
        } else if (group) {
            std::ranges::sort(found);
            few[c] = found;
        }
        if (dense)
            seen.clear();
        else
            for (const auto who : found) seen.reset(who);
    }
    std::vector<std::uint32_t> starts{0};
    std::vector<principal_no> flat;
    for (const auto& row : few) {
        flat.insert(flat.end(), row.begin(), row.end());
        starts.push_back(static_cast<std::uint32_t>(flat.size()));
    }
    few_starts_ = std::move(starts);
    few_ = std::move(flat);
    many_of_ = std::move(many_of);
    many_ = std::move(many);
}

bool group_closure::fits(std::size_t principals) const noexcept {
    const auto components = many_of_.size();
    const auto without_bitset = static_cast<std::size_t>(std::ranges::count(many_of_, no_row));
    return size() == principals && in_circles_.size() == bitset::words_for(principals) && up_.fits(principals) &&
           down_.fits(principals) && members_of_component_.fits(components) && few_starts_.size() == components + 1 &&
           few_starts_.back() == few_.size() &&
           many_.size() == bitset::words_for(principals) * (components - without_bitset);
}

void group_closure::add_above(principal_no who, bitset& out) const {
    std::vector<principal_no> added;
    add_above(who, out, added);
}

void group_closure::add_above(principal_no who, bitset& out, std::vector<principal_no>& added) const {
    if (out.test(who)) return;
    out.set(who);
    auto next = added.size(); // what was added is what is still to be looked above
    added.push_back(who);
    for (; next < added.size(); ++next)
        for (const auto group : up_.of(added[next])) {
            if (out.test(group)) continue;
            if (!in_circle(group)) {
                out.set(group);
                added.push_back(group);
                continue;
            }
            for (const auto equal : members_of_component_.of(component_[group])) {
                if (out.test(equal)) continue;
                out.set(equal);
                added.push_back(equal);
            }
        }
}

void group_closure::add_below(principal_no top, bitset& out) const {
    const auto component = component_[top];
    if (const auto many = many_of(component); !many.empty()) {
        out |= many;
        return;
    }
    out.set(top);
    for (const auto who : few_of(component)) out.set(who);
}

bool group_closure::is_below(principal_no who, principal_no top) const {
    if (who == top) return true;
    const auto component = component_[top];
    if (const auto many = many_of(component); !many.empty()) return (many[who / 64] >> (who % 64) & 1U) != 0;
    return std::ranges::binary_search(few_of(component), who);
}

} // namespace canreach::graph
