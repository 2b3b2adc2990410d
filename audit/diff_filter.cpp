#include "audit/diff_filter.hpp"

#include <functional>
#include <map>
#include <utility>

#include "audit/subject.hpp"

namespace canreach::audit {
namespace {

using node_set = std::set<node_key>;
using finder = std::function<result<subject>(catalog&)>;

/// The nodes that a name stands for then and now. One of the two files may not know it.
result<node_set> found_in(snapshot_view before, snapshot_view after, const finder& find) {
    node_set found;
    auto now = find(after.names);
    if (!now && !now.error().is(errc::not_found)) return std::move(now).error();
    if (now) found.insert(now->node.key);
    const auto then = find(before.names);
    if (!then && !then.error().is(errc::not_found)) return then.error();
    if (then) found.insert(then->node.key);
    if (found.empty()) return std::move(now).error();
    return found;
}

/// Adds everything below what is there, by (above, below).
void add_below(const std::multimap<node_key, node_key>& below, node_set& to) {
    std::vector<node_key> open(to.begin(), to.end());
    while (!open.empty()) {
        const auto at = std::move(open.back());
        open.pop_back();
        const auto [first, last] = below.equal_range(at);
        for (auto one = first; one != last; ++one)
            if (to.insert(one->second).second) open.push_back(one->second);
    }
}

} // namespace

bool diff_scope::concerns(const fact_row& row) const {
    if (principals && !principals->contains(row.about) && !principals->contains(row.other)) return false;
    return !resources || resources->contains(row.about) || resources->contains(row.other);
}

result<diff_scope> scope_of(const diff_filter& only, snapshot_view before, snapshot_view after,
                            const fact_difference& between) {
    diff_scope made;
    if (!only.principals.empty() || !only.groups.empty()) made.principals.emplace();
    for (const auto& name : only.principals) {
        const auto found = found_in(before, after, [&](catalog& in) { return find_principal(in, name); });
        if (!found) return found.error();
        made.principals->insert(found->begin(), found->end());
    }
    if (!only.groups.empty()) {
        std::multimap<node_key, node_key> members;
        for (const auto* side : {&between.before, &between.after})
            for (const auto& row : side->rows())
                if (row.kind == fact_kind::member) members.emplace(row.about, row.other);
        for (const auto& name : only.groups) {
            auto found =
                found_in(before, after, [&](catalog& in) { return find_principal(in, name, node_kind::group); });
            if (!found) return std::move(found).error();
            add_below(members, *found);
            made.principals->insert(found->begin(), found->end());
        }
    }
    if (only.resources.empty()) return made;
    made.resources.emplace();
    std::multimap<node_key, node_key> children;
    for (const auto* side : {&between.before, &between.after})
        for (const auto& node : side->nodes())
            if (node.parent != no_node) children.emplace(side->nodes()[node.parent.value].key, node.key);
    for (const auto& name : only.resources) {
        auto found = found_in(before, after, [&](catalog& in) { return find_resource(in, name); });
        if (!found) return std::move(found).error();
        add_below(children, *found);
        made.resources->insert(found->begin(), found->end());
    }
    return made;
}

} // namespace canreach::audit
