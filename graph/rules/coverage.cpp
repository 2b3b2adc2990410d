#include "graph/rules/coverage.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace canreach::graph {
namespace {

constexpr std::string_view group_listing = "workspace-groups";

/// Each gap once: what two workspaces answered alike is one thing that was not read.
std::vector<source_gap> without_repetitions(std::vector<source_gap> gaps) {
    std::set<std::tuple<node_id, node_part, outcome, std::string, std::string>> seen;
    std::erase_if(gaps, [&](const source_gap& one) {
        return !seen.emplace(one.about, one.part, one.how, one.family, one.reason).second;
    });
    return gaps;
}

} // namespace

coverage::coverage(std::vector<source_gap> gaps, const node_table& nodes)
    : gaps_(without_repetitions(std::move(gaps))) {
    for (gap_index i = 0; i < gaps_.size(); ++i) {
        const auto& gap = gaps_[i];
        sorted_.push_back({gap.about, gap.part, i});
        if (nodes.kind[gap.about.value] != node_kind::account || gap.part != node_part::children) continue;
        if (gap.family == "account-users")
            users_.push_back(i);
        else if (gap.family == "account-service-principals")
            sps_.push_back(i);
        else if (gap.family == "account-groups")
            groups_.push_back(i);
        else if (gap.family == "workspaces")
            workspaces_.push_back(i);
        else if (gap.family == "metastores")
            metastores_.push_back(i);
        else
            for (auto* list : {&users_, &sps_, &groups_, &workspaces_, &metastores_}) list->push_back(i);
    }
    std::ranges::sort(sorted_);
}

bool coverage::missing(node_id about, node_part part) const noexcept {
    if (sorted_.empty()) return false;
    const auto at = std::ranges::lower_bound(sorted_, entry{about, part, 0});
    return at != sorted_.end() && at->about == about && at->part == part;
}

void coverage::collect(node_id about, node_part part, std::vector<gap_index>& into) const {
    for (auto at = std::ranges::lower_bound(sorted_, entry{about, part, 0});
         at != sorted_.end() && at->about == about && at->part == part; ++at)
        into.push_back(at->index);
}

bool coverage::hides_objects(const source_gap& gap) noexcept {
    return gap.family != group_listing;
}

bool coverage::groups_unlisted(node_id workspace) const noexcept {
    return unlisted(workspace, group_listing);
}

bool coverage::unlisted(node_id about, std::string_view family) const noexcept {
    if (sorted_.empty()) return false;
    for (auto at = std::ranges::lower_bound(sorted_, entry{about, node_part::children, 0});
         at != sorted_.end() && at->about == about && at->part == node_part::children; ++at)
        if (const auto& told = gaps_[at->index].family; told.empty() || told == family) return true;
    return false;
}

void coverage::collect_unlisted_groups(node_id workspace, std::vector<gap_index>& into) const {
    collect_unlisted(workspace, group_listing, into);
}

void coverage::collect_unlisted(node_id about, std::string_view family, std::vector<gap_index>& into) const {
    std::vector<gap_index> all;
    collect(about, node_part::children, all);
    for (const auto index : all)
        if (const auto& told = gaps_[index].family; told.empty() || told == family) into.push_back(index);
}

std::vector<gap_index> coverage::of(node_id about) const {
    std::vector<gap_index> found;
    for (auto at = std::ranges::lower_bound(sorted_, entry{about, node_part{}, 0});
         at != sorted_.end() && at->about == about; ++at)
        found.push_back(at->index);
    return found;
}

} // namespace canreach::graph
